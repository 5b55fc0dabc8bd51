// The engine's dedicated worker: fetches one of the two engine bundles, reporting how much of it has come, and starts it.
//
//   new Worker(`./engine-worker.js?engine=cpu&v=${build}`, { type: "module" })      // or engine=gpu
//
// Until the bundle runs, this file is the only one to speak, in two messages of its own:
//
//   { loading: { received, total } }   bytes of the engine so far; `total` is 0 while it is not known
//   { failed: { why, detail } }        nothing will follow; `why` is "outdated" where this browser cannot compile the engine,
//                                      "intercepted" where a web page came in its place, "republished" where the page
//                                      is of another build, and else empty; `detail` is what the browser says
//
// From then on every message is one of src/protocol.rs. The engine says that it is ready before the page sends anything.

// What `cargo xtask` knows about the build and writes here: its name, and each engine's size before compression (the
// header content-length gives the size after it).
const BUILD = { version: "development", bytes: {} };

const query = new URL(import.meta.url).searchParams;
const engine = query.get("engine") === "gpu" ? "engine-gpu" : "engine-cpu";
const wanted = query.get("v") ?? "development";

/** A failure whose reason the page knows how to tell. */
class Refusal extends Error {
  constructor(why, detail = "") {
    super(detail);
    this.why = why;
  }
}

// A trap that no call waits for is said, too.
addEventListener("unhandledrejection", ({ reason }) => fail(reason));

try {
  if (wanted !== BUILD.version) throw new Refusal("republished");
  const module = await load();
  const { default: start } = await import(`./${engine}.js?v=${wanted}`);
  await start({ module_or_path: module });
} catch (error) {
  fail(error);
}

function fail(error) {
  postMessage({ failed: { why: error?.why ?? "", detail: String(error?.message ?? error) } });
}

/** The bundle, compiled. What came in its place may be a copy of what a network once answered: that is fetched anew. */
async function load() {
  const url = new URL(`./${engine}_bg.wasm?v=${wanted}`, import.meta.url);
  try {
    return await compile(await request(url));
  } catch (error) {
    if (!(error instanceof WebAssembly.CompileError || error.why === "intercepted")) throw error;
  }
  await dropCopy(url);
  try {
    return await compile(await request(url, { cache: "reload" }));
  } catch (error) {
    throw error instanceof WebAssembly.CompileError ? new Refusal("outdated", error.message) : error;
  }
}

/** Takes out of the service worker's cache what it keeps of an address. */
async function dropCopy(url) {
  try {
    await (await caches.open(`babble-${wanted}`)).delete(url);
  } catch {
    // Without a storage there is no copy.
  }
}

/** Asks for the bundle; again and again while the server says "not yet", as `cargo xtask play` does until it is built. */
async function request(url, options) {
  for (;;) {
    const response = await fetch(url, options);
    const type = response.headers.get("content-type") ?? "";
    if (response.ok && /html/.test(type)) throw new Refusal("intercepted");
    if (response.ok) return response;
    if (response.status !== 503) throw new Error(`${url.pathname}: ${response.status} ${response.statusText}`);
    postMessage({ loading: { received: 0, total: 0 } });
    await new Promise((resolve) => setTimeout(resolve, 2_000));
  }
}

/** Compiles the bundle while it streams in, and posts its progress a few times a second. */
function compile(response) {
  const total = BUILD.bytes[engine] ?? 0;
  let received = 0;
  let lastPost = 0;
  const counter = new TransformStream({
    transform(chunk, controller) {
      received += chunk.byteLength;
      const now = performance.now();
      if (now - lastPost > 50) {
        lastPost = now;
        postMessage({ loading: { received, total } });
      }
      controller.enqueue(chunk);
    },
    flush() {
      postMessage({ loading: { received, total: received } });
    },
  });
  const counted = new Response(response.body.pipeThrough(counter), { headers: { "content-type": "application/wasm" } });
  return WebAssembly.compileStreaming(counted);
}
