// What every browser test needs: a page that must stay clean.
//
// A visit fails its test when the page writes an error to the console, throws, gets an error from the server, or asks
// any other host for anything.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { after } from "node:test";
import { fileURLToPath } from "node:url";

import { launch, serve } from "./chromium.mjs";

const { origin, address, close } = await serve();
export { address };

const browsers = new Map();

function browserWith(webgpu) {
  if (!browsers.has(webgpu)) browsers.set(webgpu, launch(webgpu));
  return browsers.get(webgpu);
}

after(async () => {
  for (const browser of browsers.values()) await (await browser).close();
  close();
});

/**
 * Opens the page and returns Playwright's `page`.
 *
 * @param t the test that visits; the page is closed, and the visit judged, when it ends
 * @param options.hash the link's fragment, without `#`
 * @param options.file another page of the site, with its query: `bench.html?device=cpu`
 * @param options.webgpu software or none: whether the browser has WebGPU
 * @param options.workerPrelude JavaScript that runs in the engine's worker before anything else
 * @param options.pagePrelude JavaScript that runs in the page before anything else
 * @param options.serviceWorker allow or block: whether the page may install its service worker
 * @param options.expectedErrors a pattern: errors that belong to the test
 */
export async function visit(t, options = {}) {
  const {
    hash = "", file = "", webgpu = "software", language = "en-US", colorScheme = "light",
    viewport = { width: 1280, height: 900 }, workerPrelude, pagePrelude, serviceWorker = "block", expectedErrors,
  } = options;
  const browser = await browserWith(webgpu);
  const context = await browser.newContext({ locale: language, colorScheme, viewport, serviceWorkers: serviceWorker });
  context.setDefaultTimeout(30_000);
  if (workerPrelude) {
    await context.route("**/engine-worker.js*", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `${workerPrelude}\n${await response.text()}` });
    });
  }
  if (pagePrelude) await context.addInitScript(pagePrelude);
  const faults = watch(context, expectedErrors);
  t.after(async () => {
    await context.close();
    assert.deepEqual(faults, [], "the visit must leave no error and ask no other host");
  });
  const page = await context.newPage();
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
  for (;;) {
    const value = await read();
    if (enough(value)) return value;
    if (Date.now() > end) throw new Error(`${what} did not come within ${timeout} ms; last: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Keeps a picture of the page in the folder `results`, which git ignores. */
export async function screenshot(page, name, options = {}) {
  const folder = fileURLToPath(new URL("results/", import.meta.url));
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}${name}.png`, ...options });
}
