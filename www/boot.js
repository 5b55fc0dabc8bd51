// Starts the page: loads the small `app` bundle, and says so readably when that fails.
//
// Every address carries `?v=<build>`, so that no cache can mix the files of two builds. `cargo xtask` writes the build's
// name into index.html; this file reads it from its own address and hands it to the page as `<html data-build>`.

const build = new URL(import.meta.url).searchParams.get("v") ?? "development";
document.documentElement.dataset.build = build;

/** A module with one function that uses each of WebAssembly's later parts that the bundles use. */
const PARTS = new Uint8Array([
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00,
  0x01, 0x06, 0x01, 0x60, 0x00, 0x02, 0x7f, 0x6f, // Two results, one of them a reference.
  0x03, 0x02, 0x01, 0x00,
  0x05, 0x03, 0x01, 0x00, 0x01,
  0x0a, 0x22, 0x01, 0x20, 0x00,
  0x41, 0x00, 0xc0, 0x1a, // i32.extend8_s
  0x43, 0x00, 0x00, 0x00, 0x00, 0xfc, 0x00, 0x1a, // i32.trunc_sat_f32_s
  0x41, 0x00, 0x41, 0x00, 0x41, 0x00, 0xfc, 0x0b, 0x00, // memory.fill
  0x41, 0x00, 0xfd, 0x0f, 0x1a, // i8x16.splat
  0x41, 0x00, 0xd0, 0x6f, 0x0b, // ref.null extern
]);

if (WebAssembly.validate(PARTS)) await start();
else unable.tooOld();

if (build !== "development" && "serviceWorker" in navigator) {
  // Only a convenience: without it the page works, but not offline.
  navigator.serviceWorker.register("./sw.js").catch((error) => console.info(`Not available offline: ${error.message}`));
}

/** Starts the page; once more, past every copy, where what came was not the page's own. */
async function start() {
  try {
    await load("");
  } catch {
    await dropCopies();
    // Under another address, because the browser remembers for good that a module failed.
    await load("&again").catch(explain);
  }
}

async function load(again) {
  const { default: run } = await import(`./app.js?v=${build}${again}`);
  const response = await fetch(new URL(`./app_bg.wasm?v=${build}${again}`, import.meta.url));
  const type = response.headers.get("content-type") ?? "";
  if (!response.ok || /html/.test(type)) throw new Error(`app_bg.wasm: ${response.status} ${type}`);
  // Compiled before it runs: whatever fails from then on is not to be tried again.
  const module = await compile(response);
  try {
    await run({ module_or_path: module });
    document.getElementById("boot")?.remove();
  } catch (error) {
    explain(error);
  }
}

/** Compiles while it streams in, whatever a server calls it. */
function compile(response) {
  return WebAssembly.compileStreaming(new Response(response.body, { headers: { "content-type": "application/wasm" } }));
}

/** Forgets what the service worker kept of this page: a network that asks for a sign-in may have answered in its place. */
async function dropCopies() {
  try {
    const cache = await caches.open(`babble-${build}`);
    for (const name of ["app.js", "app_bg.wasm"]) await cache.delete(new URL(`./${name}?v=${build}`, import.meta.url));
  } catch {
    // Without a storage there is no copy.
  }
}

/** Tells a person, in both languages, that the page could not start and what to do. */
function explain(error) {
  const { least } = unable;
  unable.explain(
    `Babble could not start (${error.message}). If this network asks you to sign in, do that first; then reload the page. If that does not help, use `
      + `one of these browsers, or a later version: ${least}.`,
    `牙牙学语未能启动（${error.message}）。如果当前网络需要登录，请先登录，再刷新页面。如果仍然不行，请使用以下浏览器或更新的版本：${least.replaceAll(", ", "、")}。`,
  );
  console.error(error);
}
