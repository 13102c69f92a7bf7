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

// Standard input ends with the server, however that ends. Noticed on a thread of its own, and answered with a signal,
// because the function may never give this thread back.
new Worker(
  "data:application/javascript," + encodeURIComponent(`
    const buffer = new Uint8Array(64);
    let open = true;
    while (open) {
      try { open = Deno.stdin.readSync(buffer) !== null; } catch { open = false; }
    }
    Deno.kill(Deno.pid, "SIGKILL");
  `),
  { type: "module" },
);

function print(text) {
  const bytes = encoder.encode(text);
  for (let at = 0; at < bytes.length;) {
    at += Deno.stdout.writeSync(bytes.subarray(at));
  }
}

// Frames of a stack that are not the function's own.
const BENEATH = /^ +at .*\(?(ext:|file:.*\/bootstrap\.mjs:)/;

function logTo(level) {
  return {
    write(text) {
      const prefix = `${token} ${level} ${requests.getStore() ?? "-"} `;
      const lines = text.replace(/\n$/, "").split("\n").filter((line) => !BENEATH.test(line));
      print(lines.map((line) => prefix + line + "\n").join(""));
      return true;
    },
    // As much of a stream as the console asks for.
    listenerCount: () => 1,
    on() {},
    once() {},
    removeListener() {},
  };
}

globalThis.console = new Console({ stdout: logTo("out"), stderr: logTo("err"), colorMode: false });

const OURS = "x-flux-";
const INTERNAL = ["x-flux-secret", "x-flux-params", "x-flux-ping"];

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
    console.error(error);
    return new Response(null, { status: 500, headers: { "x-flux-error": "function_error" } });
  }
}

/** What fails outside a request is logged, and takes no other request down with it. Before serving, it is the end. */
function survive() {
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    console.error("Uncaught (in promise)", event.reason);
  });
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    console.error("Uncaught", event.error);
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
  Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: ({ port }) => print(`${token} ready ${port}\n`),
    onError: (error) => {
      console.error(error);
      return new Response(null, { status: 500, headers: { "x-flux-error": "function_error" } });
    },
  }, (request) => {
    if (request.headers.get("x-flux-secret") !== secret) {
      return new Response(null, { status: 403 });
    }
    if (request.headers.has("x-flux-ping")) {
      return new Response(null, { status: 204 });
    }
    return requests.run(request.headers.get("x-request-id") ?? "-", answer, handler, request);
  });
}
