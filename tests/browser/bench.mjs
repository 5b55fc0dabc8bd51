// Times training: natively, and in Chromium on the CPU and on WebGPU. Started by `cargo xtask bench`.
//
//   node bench.mjs <the babble program> [--json]
//
// bench.html trains on a text that repeats itself; the same recipe and text then go to the command line.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { FOLDER, launch, serve } from "./chromium.mjs";

const SIZES = {
  small: { layers: 1, heads: 2, dim: 32, block: 16, batch: 4, vocab: 65, steps: 40 },
  nanoGPT: { layers: 4, heads: 4, dim: 128, block: 64, batch: 12, vocab: 65, steps: 30 },
  large: { layers: 6, heads: 6, dim: 192, block: 128, batch: 8, vocab: 65, steps: 15 },
};

/** WebGPU in software takes minutes for a step of the others. */
const SOFTWARE_SIZES = ["small"];

/** As in bench.js: what is measured starts after these. */
const WARM_UP_STEPS = 5;

const TIME_LIMIT = 15 * 60_000;

const [babble, ...options] = process.argv.slice(2);
const json = options.includes("--json");
const note = (text) => process.stderr.write(`${text}\n`);

const site = await serve();
const browser = await launch("hardware");
const results = [];
let opening;
try {
  note("the page itself");
  opening = await openThePage();
  const hasAdapter = await knowsAnAdapter();
  // Whether it is emulated, the engine says of itself with the first, smallest size.
  let software = false;
  for (const [size, shape] of Object.entries(SIZES)) {
    note(`${size}: CPU in the browser`);
    const cpu = await inBrowser("cpu", shape);
    results.push({ size, device: "cpu-wasm", ...cpu.result });
    note(`${size}: CPU, native`);
    results.push({ size, device: "cpu-native", ...natively(cpu.input, shape) });
    if (!hasAdapter) {
      results.push({ size, device: "webgpu-wasm", skipped: "this browser has no WebGPU adapter" });
    } else if (software && !SOFTWARE_SIZES.includes(size)) {
      results.push({ size, device: "webgpu-wasm", skipped: "WebGPU runs in software here" });
    } else {
      note(`${size}: WebGPU in the browser`);
      const gpu = await inBrowser("gpu", shape);
      software = gpu.result.software;
      results.push({ size, device: "webgpu-wasm", ...gpu.result });
    }
  }
} finally {
  await browser.close();
  site.close();
}
const bundles = bundleSizes();
if (json) console.log(JSON.stringify({ results, page: opening, bundles }));
else print();

/** Whether this machine's browser has a WebGPU adapter. */
async function knowsAnAdapter() {
  const page = await browser.newPage();
  await page.goto(site.address);
  const adapter = await page.evaluate(async () => Boolean(await navigator.gpu?.requestAdapter()));
  await page.close();
  return adapter;
}

/** The page as a visitor has it: milliseconds until its model has taken a step, and between two frames while it trains. */
async function openThePage() {
  const page = await browser.newPage({ serviceWorkers: "block" });
  try {
    const started = performance.now();
    await page.goto(`${site.address}#device=cpu`);
    await page.waitForFunction(() => /[1-9]/.test(document.querySelector("[data-testid=steps-done]")?.textContent), undefined, { polling: 20 });
    const msToFirstStep = performance.now() - started;
    const frames = await page.evaluate(() => new Promise((resolve) => {
      const times = [];
      requestAnimationFrame(function frame(now) {
        times.push(now);
        if (times.length < 301) requestAnimationFrame(frame);
        else resolve(times.slice(1).map((time, index) => time - times[index]).sort((one, other) => one - other));
      });
    }));
    return { msToFirstStep, medianFrameMs: frames[150], slowFrameMs: frames[285], slowestFrameMs: frames[299] };
  } finally {
    await page.close();
  }
}

/** One run of bench.html: what it measured, and the recipe and text it trained on. */
async function inBrowser(device, shape) {
  const page = await browser.newPage();
  try {
    const query = new URLSearchParams({ device, ...shape, count: device === "gpu" ? 1 : 0 });
    await page.goto(`${site.address}bench.html?${query}`);
    await page.waitForFunction(() => window.benchResult, undefined, { timeout: TIME_LIMIT });
    const { result, input } = await page.evaluate(() => ({ result: window.benchResult, input: window.benchInput }));
    if (result.error) throw new Error(`bench.html, ${device}: ${result.error}`);
    delete result.device;
    delete result.losses;
    return { result, input };
  } finally {
    await page.close();
  }
}

/** The same recipe on the command line. */
function natively({ experiment, text }, { steps, batch, block }) {
  const folder = mkdtempSync(join(tmpdir(), "babble-bench-"));
  try {
    // Its metrics come with evaluations, whose time is not part of a step's.
    experiment.training.evaluate_every = WARM_UP_STEPS;
    writeFileSync(join(folder, "experiment.json"), JSON.stringify(experiment));
    writeFileSync(join(folder, "text.txt"), text);
    const started = performance.now();
    const output = execFileSync(babble, [
      "train", "--experiment", join(folder, "experiment.json"), "--text", join(folder, "text.txt"), "--device", "cpu", "--json",
    ], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
    const metrics = output.split("\n").filter(Boolean).map((line) => JSON.parse(line))
      .filter(({ event, elapsed_ms: elapsed }) => event === "metrics" && elapsed);
    const [first, last] = [metrics[0], metrics.at(-1)];
    const msPerStep = (last.elapsed_ms - first.elapsed_ms) / (last.step - first.step);
    return {
      msPerStep,
      tokensPerSecond: (1000 * batch * block) / msPerStep,
      steps,
      msInAll: performance.now() - started,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Bytes of each bundle as this build made it, raw and gzipped; `cargo xtask dist` makes them smaller with wasm-opt. */
function bundleSizes() {
  return readdirSync(FOLDER).filter((file) => file.endsWith("_bg.wasm")).map((file) => {
    const content = readFileSync(join(FOLDER, file));
    return { bundle: file.replace("_bg.wasm", ""), bytes: content.length, gzipBytes: gzipSync(content, { level: 9 }).length };
  });
}

/** For people: ratios and counts first, since they say more than this machine's milliseconds. */
function print() {
  const of = (size, device) => results.find((result) => result.size === size && result.device === device);
  console.log("\nRatios of milliseconds per step");
  for (const size of Object.keys(SIZES)) {
    const [native, wasm, gpu] = ["cpu-native", "cpu-wasm", "webgpu-wasm"].map((device) => of(size, device));
    const ratio = (a, b) => (a.msPerStep && b.msPerStep ? (a.msPerStep / b.msPerStep).toFixed(2) : "-");
    console.log(`${size.padEnd(10)} CPU wasm / CPU native ${ratio(wasm, native).padStart(7)}   CPU wasm / WebGPU ${ratio(wasm, gpu).padStart(7)}`);
  }
  console.log("\nCalls to WebGPU per step");
  for (const result of results.filter(({ dispatchesPerStep }) => dispatchesPerStep !== undefined)) {
    const { size, dispatchesPerStep, submitsPerStep, buffersPerStep, pipelines } = result;
    console.log(`${size.padEnd(10)} ${dispatchesPerStep.toFixed(1)} dispatches, ${submitsPerStep.toFixed(1)} submits, `
      + `${buffersPerStep.toFixed(1)} buffers; ${pipelines} pipelines compiled in all`);
  }
  console.log("\nsize       device         ms/step  tokens/s   params  ms to first step");
  for (const result of results) {
    const { size, device, skipped, msPerStep, tokensPerSecond, params, msToFirstStep } = result;
    const figures = skipped ?? [[msPerStep, 1, 9], [tokensPerSecond, 0, 9], [params, 0, 8], [msToFirstStep, 0, 9]]
      .map(([value, digits, width]) => (value?.toFixed(digits) ?? "-").padStart(width)).join(" ");
    console.log(`${size.padEnd(10)} ${device.padEnd(12)} ${figures}`);
  }
  const { msToFirstStep, medianFrameMs, slowFrameMs, slowestFrameMs } = opening;
  console.log(`\nThe page on the CPU: first step ${msToFirstStep.toFixed(0)} ms after it was asked for; while it trains, half of all frames come `
    + `within ${medianFrameMs.toFixed(1)} ms, 95 % within ${slowFrameMs.toFixed(1)} ms, the slowest of 300 after ${slowestFrameMs.toFixed(1)} ms`);
  console.log("\nbundle          bytes    gzipped   (before wasm-opt)");
  for (const { bundle, bytes, gzipBytes } of bundles) {
    console.log(`${bundle.padEnd(10)} ${String(bytes).padStart(10)} ${String(gzipBytes).padStart(10)}`);
  }
}
