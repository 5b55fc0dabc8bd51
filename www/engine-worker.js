// The engine's dedicated worker: fetches one of the two engine bundles, reporting how much of it has come, and starts it.
//
//   new Worker(`./engine-worker.js?engine=cpu&v=${build}`, { type: "module" })      // or engine=gpu
//
// Until the bundle runs, this file is the only one to speak, in two messages of its own:
//
//   { loading: { received, total } }   bytes of the engine so far; `total` is 0 while it is not known
//   { failed: message }                nothing will follow
//
// From then on every message is one of src/protocol.rs. The engine says that it is ready before the page sends anything.

// What `cargo xtask` knows about the build and writes here: its name, and each engine's size before compression (the
// header content-length gives the size after it).
const BUILD = { version: "development", bytes: {} };

const query = new URL(import.meta.url).searchParams;
const engine = query.get("engine") === "gpu" ? "engine-gpu" : "engine-cpu";
const wanted = query.get("v") ?? "development";

try {
  if (wanted !== BUILD.version) {
    throw new Error("a newer version has been published: reload the page · 已发布新版本：请刷新页面");
  }
  const bundle = await request(new URL(`./${engine}_bg.wasm?v=${wanted}`, import.meta.url));
  const [{ default: start }, module] = await Promise.all([import(`./${engine}.js?v=${wanted}`), compile(bundle)]);
  await start({ module_or_path: module });
} catch (error) {
  postMessage({ failed: String(error?.message ?? error) });
}

/** Asks for the bundle; again and again while the server says "not yet", as `cargo xtask play` does until it is built. */
async function request(url) {
  for (;;) {
    const response = await fetch(url);
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
