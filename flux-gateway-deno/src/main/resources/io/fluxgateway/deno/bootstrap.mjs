// Runs one function: every request that carries the process's secret goes to its handler.
// Evaluated before the function's own module, so that nothing of that can come first.
import { AsyncLocalStorage } from "node:async_hooks";
import { Console } from "node:console";

const encoder = new TextEncoder();
const requests = new AsyncLocalStorage();
const secret = readLine();
// Proves to the server that a line was written here and not by the function.
const token = readLine();

function readLine() {
  const byte = new Uint8Array(1);
  let line = "";
  while (Deno.stdin.readSync(byte) === 1 && byte[0] !== 10) {
    line += String.fromCharCode(byte[0]);
  }
  return line;
}

// A terminal's Ctrl-C reaches every process at once, but only the server knows when the requests under way are over.
Deno.addSignalListener("SIGINT", () => {});

// A thread of its own, because the function may never give this one back. It ends the process when standard input ends,
// which it does with the server, however that ends; and it writes what is reported, so that a request never waits for it.
const LONGEST_TEXT = 8_000;
const MOST_WAITING = 1 << 20;
const waiting = new Int32Array(new SharedArrayBuffer(4));
const helper = new Worker(
  "data:application/javascript," + encodeURIComponent(`
    let waiting;
    self.onmessage = ({ data }) => {
      if (typeof data !== "string") {
        waiting = data;
        return;
      }
      const bytes = new TextEncoder().encode(data);
      for (let at = 0; at < bytes.length;) {
        at += Deno.stdout.writeSync(bytes.subarray(at));
      }
      Atomics.sub(waiting, 0, data.length);
      Atomics.notify(waiting, 0);
    };
    const buffer = new Uint8Array(64);
    let open = true;
    while (open) {
      try { open = await Deno.stdin.read(buffer) !== null; } catch { open = false; }
    }
    Deno.kill(Deno.pid, "SIGKILL");
  `),
  { type: "module" },
);
helper.postMessage(waiting);

function print(text) {
  const bytes = encoder.encode(text);
  for (let at = 0; at < bytes.length;) {
    at += Deno.stdout.writeSync(bytes.subarray(at));
  }
}

let serving = false;
let lost = 0;

/** Tells the server; once requests are served, without waiting for it: what there is no room for is lost, and counted. */
function report(event) {
  const line = `${token} ${JSON.stringify(event)}\n`;
  if (!serving) {
    print(line);
  } else if (Atomics.load(waiting, 0) + line.length > MOST_WAITING) {
    lost++;
  } else {
    Atomics.add(waiting, 0, line.length);
    helper.postMessage(line);
    if (lost > 0) {
      const count = lost;
      lost = 0;
      report({ t: "log", l: "warn", at: now(), m: `${count} reports were lost: more was logged than could be written` });
    }
  }
}

/** Before the function ends its own process. */
globalThis.addEventListener("unload", () => {
  const deadline = performance.now() + 500;
  for (let left = Atomics.load(waiting, 0); left > 0 && performance.now() < deadline;) {
    Atomics.wait(waiting, 0, left, 50);
    left = Atomics.load(waiting, 0);
  }
});

function now() {
  return performance.timeOrigin + performance.now();
}

// Frames of a stack that are not the function's own.
const BENEATH = /^ +at .*\(?(ext:|file:.*\/bootstrap\.mjs:)/;
const FRAME = /^ +at .*?(file:.+):(\d+):\d+\)?$/;

/** What of the line that is being logged its text does not tell. */
let logged = {};

function loggedAs(details, log) {
  logged = details;
  try {
    log();
  } finally {
    logged = {};
  }
}

function logTo(level) {
  return {
    write(text) {
      const request = requests.getStore();
      const lines = text.replace(/\n$/, "").split("\n").filter((line) => !BENEATH.test(line));
      const message = lines.join("\n").slice(0, LONGEST_TEXT);
      report({ t: "log", r: request?.id, s: request?.span, l: level, at: now(), m: message, ...logged });
      return true;
    },
    // As much of a stream as the console asks for.
    listenerCount: () => 1,
    on() {},
    once() {},
    removeListener() {},
  };
}

globalThis.console = new Console({ stdout: logTo("info"), stderr: logTo("error"), colorMode: false });
for (const level of ["debug", "warn"]) {
  const log = console[level];
  console[level] = (...values) => loggedAs({ l: level }, () => log(...values));
}

/** Logs an error that nobody caught, and where in the function it was thrown. */
function uncaught(...values) {
  const error = values.at(-1);
  const details = { e: { type: error?.name ?? typeof error, message: String(error?.message ?? error).slice(0, 1_000) } };
  const frame = String(error?.stack ?? "").split("\n").find((line) => FRAME.test(line) && !BENEATH.test(line));
  if (frame !== undefined) {
    [, details.e.file, details.e.line] = FRAME.exec(frame);
  }
  loggedAs(details, () => console.error(...values));
}

// Each call that a request makes to another server is a part of its trace, and hands the trace on (W3C Trace Context).
const plainFetch = globalThis.fetch;

function spanId() {
  return [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function urlOf(input) {
  try {
    const url = new URL(input instanceof Request ? input.url : String(input));
    return url.protocol === "http:" || url.protocol === "https:" ? url : null;
  } catch {
    return null; // fetch itself says what is wrong
  }
}

globalThis.fetch = async function fetch(input, init) {
  const request = requests.getStore();
  const url = request === undefined ? null : urlOf(input);
  if (url === null) {
    return await plainFetch(input, init);
  }
  const span = spanId();
  const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
  if (!headers.has("traceparent")) {
    headers.set("traceparent", `00-${request.id}-${span}-${request.flags}`);
    if (request.state !== null) {
      headers.set("tracestate", request.state);
    }
  }
  const call = {
    t: "fetch",
    r: request.id,
    s: span,
    p: request.span,
    at: now(),
    method: String(init?.method ?? (input instanceof Request ? input.method : "GET")).toUpperCase(),
    host: url.host,
    path: url.pathname.slice(0, LONGEST_TEXT),
  };
  try {
    const response = await plainFetch(input, { ...init, headers });
    report({ ...call, ms: now() - call.at, status: response.status });
    return response;
  } catch (error) {
    report({ ...call, ms: now() - call.at, error: error?.name ?? "Error" });
    throw error;
  }
};

const OURS = "x-flux-";
const INTERNAL = ["x-flux-secret", "x-flux-params", "x-flux-ping", "x-flux-span"];

/** What the function sees of a request: all but what is between it and the server. */
function visible(request) {
  const headers = new Headers(request.headers);
  INTERNAL.forEach((name) => headers.delete(name));
  return new Request(request, { headers });
}

function context(request) {
  const params = request.headers.get("x-flux-params");
  return {
    requestId: request.headers.get("x-request-id"),
    params: params === null ? {} : JSON.parse(params),
    key: request.headers.get("x-flux-key-name"),
  };
}

/** What follows a request through all that it causes. */
function tracing(request) {
  return {
    id: request.headers.get("x-request-id"),
    span: request.headers.get("x-flux-span"),
    flags: request.headers.get("traceparent")?.slice(-2) ?? "00",
    state: request.headers.get("tracestate"),
  };
}

function responseOf(value) {
  if (value instanceof Response) {
    const reserved = [...value.headers.keys()].filter((name) => name.startsWith(OURS));
    if (reserved.length === 0) {
      return value;
    }
    const copy = new Response(value.body, value);
    reserved.forEach((name) => copy.headers.delete(name));
    return copy;
  }
  if (value === undefined || value === null) {
    return new Response(null, { status: 204 });
  }
  return typeof value === "string" ? new Response(value) : Response.json(value);
}

async function answer(handler, request) {
  try {
    return responseOf(await handler(visible(request), context(request)));
  } catch (error) {
    uncaught(error);
    return new Response(null, { status: 500, headers: { "x-flux-error": "function_error" } });
  }
}

/** What fails outside a request is logged, and takes no other request down with it. Before serving, it is the end. */
function survive() {
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    uncaught("Uncaught (in promise)", event.reason);
  });
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    uncaught("Uncaught", event.error);
  });
}

/** Serves the module of a function. */
export function serve(module) {
  const exported = module.default;
  const handler = typeof exported === "function"
    ? exported
    : typeof exported?.fetch === "function"
    ? exported.fetch.bind(exported)
    : null;
  if (handler === null) {
    print(`${token} failed its module has no handler (expected: export default of a function, or of { fetch })\n`);
    Deno.exit(1);
  }
  survive();
  serving = true;
  Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: ({ port }) => print(`${token} ready ${port}\n`),
    onError: (error) => {
      uncaught(error);
      return new Response(null, { status: 500, headers: { "x-flux-error": "function_error" } });
    },
  }, (request) => {
    if (request.headers.get("x-flux-secret") !== secret) {
      return new Response(null, { status: 403 });
    }
    if (request.headers.has("x-flux-ping")) {
      return new Response(null, { status: 204 });
    }
    return requests.run(tracing(request), answer, handler, request);
  });
}
