// What a function does, as events of the request that does it: what it logs, the calls it makes, the errors nobody caught.
// Holds no secret: the function's own modules could import this one.
import { Console } from "node:console";

const LONGEST_TEXT = 8_000;
const LONGEST_MESSAGE = 1_000;
const LONGEST_NAME = 200;

// Frames of a stack that are not the function's own.
const HERE = new URL(".", import.meta.url).href.replace(/[^\w/]/g, "\\$&");
const BENEATH = new RegExp(`^ +at (?:.*\\()?(?:ext:|node:|${HERE}(?:bootstrap|tracing)\\.mjs:)`);
const FRAME = /^ +at .*?(file:.+):(\d+):\d+\)?$/;

const { Request, URL: Address } = globalThis;
const stringOf = String;
const wallClock = Date.now;
const monotonicClock = performance.now.bind(performance);
const randomBytes = crypto.getRandomValues.bind(crypto);
let epoch = performance.timeOrigin;

/** Wall-clock time in milliseconds, with a fraction that keeps events in their order. */
function now() {
  const elapsed = monotonicClock();
  const wall = wallClock();
  if (Math.abs(wall - epoch - elapsed) > 2) {
    epoch = wall - elapsed; // the machine slept, or its clock was set
  }
  return epoch + elapsed;
}

function shortened(text, longest) {
  return text.length > longest ? text.slice(0, longest) + "…" : text;
}

const ADDRESS = /\b([a-z][a-z\d+.-]{0,20}:\/\/|Invalid URL: ')(?:[^\s/?#@]*@)?([^\s?#)'"]*)(?:[?#][^\s)'"]*)?/gi;

/** A text without the parts of addresses that may be secret: Deno's errors name an address in full. */
function withoutSecrets(text) {
  return text.replace(ADDRESS, "$1$2");
}

/** What was thrown, which may be anything. */
function described(error) {
  const described = { __proto__: null, type: typeof error, message: "" };
  try {
    described.type = shortened(stringOf(error?.name ?? typeof error), LONGEST_NAME);
    const message = shortened(stringOf(error?.message ?? error), 2 * LONGEST_MESSAGE);
    described.message = shortened(withoutSecrets(message), LONGEST_MESSAGE);
  } catch {
    // an object that refuses to be read
  }
  return described;
}

/** Where in the function's own source an error was made; if that is nowhere in the project, where in what it uses. */
function place(error, project) {
  try {
    const frames = stringOf(error?.stack ?? "").split("\n").filter((line) => FRAME.test(line) && !BENEATH.test(line));
    const own = frames.find((line) => line.includes(project) && !line.includes("/node_modules/")) ?? frames[0];
    if (own !== undefined) {
      const [, file, line] = FRAME.exec(own);
      const shown = file.startsWith(project) ? decodeURI(file.slice(project.length)) : file;
      return { file: shortened(shown, LONGEST_MESSAGE), line: Number(line) };
    }
  } catch {
    // a stack that is none
  }
  return {};
}

/**
 * Remembers which request a timer's error belongs to: Deno tells of it outside of all requests.
 *
 * @returns the request in which the error was thrown, if it is the last that a timer threw
 */
export function traceTimers(current) {
  let last = {};

  function remembering(callback) {
    return function (...values) {
      try {
        return callback.apply(this, values);
      } catch (error) {
        last = { error, request: current() };
        throw error;
      }
    };
  }

  for (const name of ["setTimeout", "setInterval", "setImmediate"]) {
    globalThis[name] = new Proxy(globalThis[name], {
      apply(timer, self, [callback, ...rest]) {
        const traced = typeof callback === "function" && current() !== undefined ? remembering(callback) : callback;
        return Reflect.apply(timer, self, [traced, ...rest]);
      },
    });
  }

  return (error) => {
    const { request } = last.error === error ? last : {};
    last = {};
    return request;
  };
}

/**
 * Makes the console's methods report.
 *
 * @param current gives the request that is being served, if one is
 * @returns logs what was thrown and nobody caught
 */
export function traceConsole(current, report) {
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
        const request = current();
        const lines = shortened(text, 2 * LONGEST_TEXT).replace(/\n$/, "").split("\n");
        const indent = " ".repeat(request?.indent ?? 0);
        const message = lines.filter((line) => !BENEATH.test(line)).map((line) => indent + line).join("\n");
        report({
          t: "log",
          r: request?.id,
          s: request?.span,
          l: level,
          at: now(),
          m: shortened(logged.e === undefined ? message : withoutSecrets(message), LONGEST_TEXT),
          ...logged,
        });
        return true;
      },
      // As much of a stream as the console asks for.
      listenerCount: () => 1,
      on() {},
      once() {},
      removeListener() {},
    };
  }

  const traced = new Console({ stdout: logTo("info"), stderr: logTo("error"), colorMode: false });
  const logError = traced.error;
  for (const level of ["debug", "warn"]) {
    const log = traced[level];
    traced[level] = (...values) => loggedAs({ l: level }, () => log(...values));
  }
  // A group is one request's, or the lines of all others would move with it.
  const outside = { indent: 0 };
  traced.group = traced.groupCollapsed = (...label) => {
    if (label.length > 0) {
      traced.log(...label);
    }
    const group = current() ?? outside;
    group.indent = Math.min(group.indent + 2, 40);
  };
  traced.groupEnd = () => {
    const group = current() ?? outside;
    group.indent = Math.max(group.indent - 2, 0);
  };
  // Method by method: Deno gives the console itself other streams when a module first asks for node:process.
  for (const name of Object.keys(traced)) {
    globalThis.console[name] = traced[name];
  }

  return (project, ...values) => {
    const error = values.at(-1);
    const e = { ...described(error), ...place(error, project), __proto__: null };
    try {
      loggedAs({ e }, () => logError(...values));
    } catch {
      loggedAs({ e }, () => logError(...values.slice(0, -1), e.type, e.message));
    }
  };
}

function spanId() {
  return Array.from(randomBytes(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Has the next server take part in the trace (W3C Trace Context), unless the function says itself which one it is. */
function handOn(caller, span, headers) {
  const given = headers.get("traceparent");
  if (given === null || given === caller.parent) {
    headers.set("traceparent", `00-${caller.id}-${span}-${caller.flags}`);
    if (caller.state !== null) {
      headers.set("tracestate", caller.state);
    }
  }
}

/** Deno names the whole address in the error of a call, and who logs that error would log its query. */
function hideSecrets(thrown) {
  let error = thrown instanceof TypeError ? thrown : null;
  for (let depth = 0; error instanceof Error && depth < 3; depth++) {
    const { stack, message } = error;
    error.stack = withoutSecrets(stack);
    error.message = withoutSecrets(message);
    error = error.cause;
  }
}

/** Makes each call of a request to another server a span of its trace. Other calls are left as they are. */
export function traceFetch(current, report) {
  const plainFetch = globalThis.fetch;

  globalThis.fetch = async function fetch(...given) {
    const caller = current();
    if (caller === undefined || caller.span === null) {
      return await plainFetch(...given);
    }
    const request = new Request(...given);
    const url = new Address(request.url);
    if (url.protocol !== "http:" && url.protocol !== "https:") {
      return await plainFetch(request);
    }
    const span = spanId();
    handOn(caller, span, request.headers);
    const call = {
      t: "fetch",
      r: caller.id,
      s: span,
      p: caller.span,
      at: now(),
      method: shortened(request.method, LONGEST_NAME),
      host: shortened(url.hostname, LONGEST_NAME),
      port: Number(url.port) || (url.protocol === "https:" ? 443 : 80),
      path: shortened(url.pathname, LONGEST_TEXT),
    };
    const start = monotonicClock();
    try {
      const response = await plainFetch(request);
      report({ ...call, ms: monotonicClock() - start, status: response.status });
      return response;
    } catch (error) {
      report({ ...call, ms: monotonicClock() - start, error: described(error).type });
      hideSecrets(error);
      throw error;
    }
  };
}
