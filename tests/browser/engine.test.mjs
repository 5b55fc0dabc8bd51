// The engine in its worker, through bench.html: it learns, repeats itself, and says why when it cannot.

import assert from "node:assert/strict";
import { test } from "node:test";

import { until, visit } from "./harness.mjs";

const TINY = { layers: 1, heads: 2, dim: 32, block: 16, batch: 4, vocab: 24 };

async function bench(t, parameters, options = {}) {
  const query = new URLSearchParams({ ...TINY, ...parameters });
  const page = await visit(t, { file: `bench.html?${query}`, ...options });
  return until(() => page.evaluate(() => window.benchResult), Boolean, { timeout: 300_000, what: "the result" });
}

test("the CPU engine learns, and twice the same", async (t) => {
  const parameters = { device: "cpu", steps: 50 };
  const first = await bench(t, parameters);
  assert.equal(first.error, undefined);
  assert.equal(first.losses.length, 50);
  assert.ok(Math.abs(first.firstLoss - Math.log(TINY.vocab)) < 0.3, `starts near ln V, not at ${first.firstLoss}`);
  assert.ok(first.lastLoss < first.firstLoss - 0.5, `${first.firstLoss} → ${first.lastLoss}`);
  assert.ok(first.msPerStep > 0 && first.tokensPerSecond > 0 && first.params > 0 && first.msToFirstStep > 0);
  const second = await bench(t, parameters);
  assert.deepEqual(second.losses, first.losses);
});

test("a browser without WebGPU gets a reason", async (t) => {
  const result = await bench(t, { device: "gpu", steps: 2 }, { webgpu: "none" });
  assert.match(result.error, /WebGPU|GPU/);
  assert.match(result.error, /hardware acceleration/, "and what to do");
});

test("parameters that are wrong are named", async (t) => {
  const result = await bench(t, { device: "tpu", layers: 0, dim: "x", colour: "red" });
  for (const name of ["device", "layers", "dim", "colour"]) assert.match(result.error, new RegExp(name));
});
