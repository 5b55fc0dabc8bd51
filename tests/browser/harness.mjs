// What every browser test needs: the built site on a local address, Chromium, and a page that must stay clean.
//
// A visit fails its test when the page writes an error to the console, throws, or asks any other host for anything.
// The site is served below a sub-path, so that an absolute address in it would be found out.

import assert from "node:assert/strict";
import { createReadStream, existsSync, mkdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

const here = fileURLToPath(new URL(".", import.meta.url));
const folder = process.env.BABBLE_SITE ?? join(here, "../../dist");
const results = join(here, "results");

const MEDIA_TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".wasm": "application/wasm",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
};

const BASE = "/babble/";

/** Serves the built site at `http://localhost:<port>/babble/`. */
function serve() {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    let file = path.startsWith(BASE) ? join(folder, normalize("/" + path.slice(BASE.length))) : undefined;
    if (file?.endsWith("/")) file += "index.html";
    if (!file || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404, { "content-type": "text/plain" }).end("not found");
      return;
    }
    response.writeHead(200, {
      "content-type": MEDIA_TYPES[extname(file)] ?? "application/octet-stream",
      "content-length": statSync(file).size,
      "cache-control": "max-age=600", // as GitHub Pages does
    });
    createReadStream(file).pipe(response);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

const server = await serve();
export const origin = `http://localhost:${server.address().port}`;
export const address = origin + BASE;

const FLAGS = [
  "--no-sandbox",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
];

/** WebGPU in software, on any machine; and no WebGPU at all, as in many a browser. */
const GPU_FLAGS = {
  true: ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader", "--enable-unsafe-swiftshader"],
  false: ["--disable-gpu", "--disable-features=WebGPU,WebGPUService", "--disable-blink-features=WebGPU"],
};

const browsers = new Map();

function browserWith({ webgpu }) {
  if (!browsers.has(webgpu)) {
    browsers.set(webgpu, chromium.launch({
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [...FLAGS, ...GPU_FLAGS[webgpu]],
    }));
  }
  return browsers.get(webgpu);
}

after(async () => {
  for (const browser of browsers.values()) await (await browser).close();
  server.close();
  server.closeAllConnections();
});

/**
 * Opens the page and returns Playwright's `page`.
 *
 * @param t the test that visits; the page is closed, and the visit judged, when it ends
 * @param options.hash the link's fragment, without `#`
 * @param options.file another page of the site, with its query: `bench.html?device=cpu`
 * @param options.webgpu whether the browser has WebGPU (in software)
 * @param options.workerPrelude JavaScript that runs in the engine's worker before anything else
 * @param options.serviceWorker whether the page may install its service worker
 * @param options.expectedErrors a pattern: console errors that belong to the test
 */
export async function visit(t, options = {}) {
  const {
    hash = "", file = "", webgpu = true, language = "en-US", colorScheme = "light",
    viewport = { width: 1280, height: 900 }, workerPrelude, serviceWorker = false, expectedErrors,
  } = options;
  const browser = await browserWith({ webgpu });
  const context = await browser.newContext({
    locale: language, colorScheme, viewport, serviceWorkers: serviceWorker ? "allow" : "block",
  });
  context.setDefaultTimeout(30_000);
  if (workerPrelude) {
    await context.route("**/engine-worker.js*", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `${workerPrelude}\n${await response.text()}` });
    });
  }
  const faults = watch(context, expectedErrors);
  const page = await context.newPage();
  t.after(async () => {
    await context.close();
    assert.deepEqual(faults, [], "the visit must leave no error and ask no other host");
  });
  await page.goto(address + file + (hash && `#${hash}`));
  return page;
}

/** Collects what no visit may cause. */
function watch(context, expectedErrors) {
  const faults = [];
  const note = (kind, text) => {
    if (!expectedErrors?.test(text)) faults.push(`${kind}: ${text}`);
  };
  context.on("console", (message) => {
    if (message.type() === "error") note("console", `${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (error) => note("exception", error.error().stack ?? String(error.error())));
  context.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !/^(data|blob):/.test(url)) note("request to another host", url);
  });
  context.on("response", (response) => {
    if (response.status() >= 400) note("response", `${response.status()} ${response.url()}`);
  });
  return faults;
}

/** Waits until `read` returns something that `enough` accepts, and returns it. */
export async function until(read, enough, { timeout = 60_000, what = "what was waited for" } = {}) {
  const end = Date.now() + timeout;
  let last;
  for (;;) {
    last = await read();
    if (enough(last)) return last;
    if (Date.now() > end) throw new Error(`${what} did not come within ${timeout} ms; last: ${JSON.stringify(last)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Keeps a picture of the page in the folder `results`, which git ignores. */
export async function screenshot(page, name, options = {}) {
  mkdirSync(results, { recursive: true });
  await page.screenshot({ path: join(results, `${name}.png`), ...options });
}
