// Runs one function: every request that carries the process's secret goes to its handler.
// Evaluated before the function's own module, so that nothing of that can come first.
import { AsyncLocalStorage } from "node:async_hooks";
import { traceConsole, traceFetch, traceTimers } from "./tracing.mjs";

// The function shares this thread, and may replace what it finds there. Whatever meets a secret is taken before it can.
const { Request, Response, Headers } = globalThis;
const { serve: listen, exit } = Deno;
const stringify = JSON.stringify;
const encode = TextEncoder.prototype.encode.bind(new TextEncoder());
const writeOut = Deno.stdout.writeSync.bind(Deno.stdout);
const callOn = (method) => Function.prototype.call.bind(method);
const part = callOn(Uint8Array.prototype.subarray);
const headersOf = callOn(Object.getOwnPropertyDescriptor(Request.prototype, "headers").get);
const headerOf = callOn(Headers.prototype.get);
const hasHeader = callOn(Headers.prototype.has);
const removeHeader = callOn(Headers.prototype.delete);

const requests = new AsyncLocalStorage();
const current = requests.getStore.bind(requests);
const runWith = requests.run.bind(requests);
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

// A terminal's Ctrl-C and a service manager's SIGTERM reach every process at once, but only the server knows when the requests
// under way are over.
Deno.addSignalListener("SIGINT", () => {});
Deno.addSignalListener("SIGTERM", () => {});

// Of reports that wait to be written: their characters, and how many there was no room for.
const MOST_WAITING = 1 << 20;
const WAITING = 0;
const LOST = 1;
const counts = new Int32Array(new SharedArrayBuffer(8));
const { load, add, wait } = Atomics;

// A thread of its own, because the function may never give this one back. It ends the process when standard input ends,
// which it does with the server, however that ends; and it writes what is reported, so that a request never waits for it.
const helper = new Worker(
  "data:application/javascript," + encodeURIComponent(`
    const encoder = new TextEncoder();
    let token, counts = new Int32Array(2), lastTold = 0;
    function end() {
      Deno.kill(Deno.pid, "SIGKILL");
    }
    function print(text) {
      const bytes = encoder.encode(text);
      try {
        for (let at = 0; at < bytes.length;) {
          at += Deno.stdout.writeSync(bytes.subarray(at));
        }
      } catch {
        end(); // there is no server to read it
      }
    }
    function tellLost(isLast) {
      const now = Date.now();
      if (Atomics.load(counts, ${LOST}) > 0 && (isLast || now - lastTold > 1000)) {
        lastTold = now;
        const m = Atomics.exchange(counts, ${LOST}, 0) + " reports were lost: more was logged than could be written";
        print(token + " " + JSON.stringify({ t: "log", l: "warn", at: now, m }) + "\\n");
      }
    }
    self.onmessage = ({ data }) => {
      if (typeof data !== "string") {
        ({ token, counts } = data);
        return;
      }
      print(data);
      tellLost(Atomics.load(counts, ${WAITING}) === data.length);
      Atomics.sub(counts, ${WAITING}, data.length);
      Atomics.notify(counts, ${WAITING});
    };
    const buffer = new Uint8Array(64);
    let open = true;
    while (open) {
      try { open = await Deno.stdin.read(buffer) !== null; } catch { open = false; }
    }
    const deadline = Date.now() + 2000;
    while (Atomics.load(counts, ${WAITING}) > 0 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    end();
  `),
  { type: "module" },
);
const post = helper.postMessage.bind(helper);
post({ token, counts });

function print(text) {
  const bytes = encode(text);
  for (let at = 0; at < bytes.length;) {
    at += writeOut(part(bytes, at));
  }
}

// Before requests are served, and when the process ends, lines are written here and at once.
let serving = false;

/** Tells the server, without waiting for it: what there is no room for is lost, and counted. */
function report(event) {
  const line = `${token} ${stringify({ ...event, __proto__: null })}\n`;
  if (!serving) {
    print(line);
  } else if (load(counts, WAITING) + line.length > MOST_WAITING) {
    add(counts, LOST, 1);
  } else {
    add(counts, WAITING, line.length);
    post(line);
  }
}

/** Before the function ends its own process. */
globalThis.addEventListener("unload", () => {
  const deadline = performance.now() + 2000;
  let left = load(counts, WAITING);
  while (left > 0 && performance.now() < deadline) {
    wait(counts, WAITING, left, 50);
    left = load(counts, WAITING);
  }
  serving = serving && left > 0;
});

const logUncaught = traceConsole(current, report);
const requestOf = traceTimers(current);
traceFetch(current, report);

const OURS = "x-flux-";
const INTERNAL = ["x-flux-secret", "x-flux-params", "x-flux-ping", "x-flux-span"];

/** What the function sees of a request: all but what is between it and the server. */
function visible(request) {
  const copy = new Request(request);
  const headers = headersOf(copy);
  for (let i = 0; i < INTERNAL.length; i++) {
    removeHeader(headers, INTERNAL[i]);
  }
  return copy;
}

function context(headers) {
  const params = headerOf(headers, "x-flux-params");
  return {
    requestId: headerOf(headers, "x-request-id"),
    params: params === null ? {} : JSON.parse(params),
    key: headerOf(headers, "x-flux-key-name"),
  };
}

/** What follows a request through all that it causes. */
function tracing(headers) {
  const parent = headerOf(headers, "traceparent");
  return {
    id: headerOf(headers, "x-request-id"),
    span: headerOf(headers, "x-flux-span"),
    parent,
    flags: parent?.slice(-2) ?? "00",
    state: headerOf(headers, "tracestate"),
    indent: 0,
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

/** Serves the module of a function; `project` is what the addresses of the project's own files begin with. */
export function serve(module, project) {
  const exported = module.default;
  const handler = typeof exported === "function"
    ? exported
    : typeof exported?.fetch === "function"
    ? exported.fetch.bind(exported)
    : null;
  if (handler === null) {
    print(`${token} failed its module has no handler (expected: export default of a function, or of { fetch })\n`);
    exit(1);
  }

  // What fails outside a request is logged, and takes no other request down with it. Before serving, it is the end.
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    logUncaught(project, "Uncaught (in promise)", event.reason);
  });
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    runWith(current() ?? requestOf(event.error), logUncaught, project, "Uncaught", event.error);
  });

  function failed(error) {
    logUncaught(project, error);
    return new Response(null, { status: 500, headers: { "x-flux-error": "function_error" } });
  }

  async function answer(request, headers) {
    try {
      return responseOf(await handler(visible(request), context(headers)));
    } catch (error) {
      return failed(error);
    }
  }

  listen({
    hostname: "127.0.0.1",
    port: 0,
    onListen: ({ port }) => {
      print(`${token} ready ${port}\n`);
      serving = true;
    },
    onError: failed,
  }, (request) => {
    const headers = headersOf(request);
    if (headerOf(headers, "x-flux-secret") !== secret) {
      return new Response(null, { status: 403 });
    }
    if (hasHeader(headers, "x-flux-ping")) {
      return new Response(null, { status: 204 });
    }
    return runWith(tracing(headers), answer, request, headers);
  });
}
