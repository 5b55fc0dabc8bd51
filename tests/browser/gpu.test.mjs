// Where it computes: WebGPU (in software here), and what happens when there is none or it is lost.

import assert from "node:assert/strict";
import { test } from "node:test";

import { until, visit } from "./harness.mjs";
import { device, stepReached, stepsDone } from "./page.mjs";

/** Small enough for WebGPU in software: a step takes about a second. */
const TINY = "model.layers=1&model.heads=2&model.width=32&model.context=16&training.batch_size=4";

test("CPU and WebGPU come to the same losses, step by step, for fifty steps", async (t) => {
  const losses = {};
  for (const device of ["cpu", "gpu"]) {
    const page = await visit(t, {
      file: `bench.html?device=${device}&layers=1&heads=2&dim=32&block=16&batch=4&vocab=20&steps=50`,
    });
    const result = await page.waitForFunction(() => window.benchResult, undefined, { timeout: 400_000 });
    const outcome = await result.jsonValue();
    assert.equal(outcome.error, undefined);
    assert.equal(outcome.losses.length, 50);
    losses[device] = outcome.losses;
  }
  assert.ok(losses.cpu.at(-1) < losses.cpu[0] - 0.2, `the loss went from ${losses.cpu[0]} to ${losses.cpu.at(-1)}`);
  const apart = losses.cpu.map((loss, step) => Math.abs(loss - losses.gpu[step]));
  // Sums are taken in another order, and the differences grow as training goes on.
  assert.ok(Math.max(...apart.slice(0, 5)) < 1e-4, `the first five steps differ by ${Math.max(...apart.slice(0, 5))}`);
  assert.ok(Math.max(...apart) < 5e-3, `fifty steps differ by up to ${Math.max(...apart)}`);
});

test("a browser without a WebGPU adapter trains on the CPU and says why", async (t) => {
  const page = await visit(t, { webgpu: "none" });
  await stepReached(page, 3);
  assert.equal(await device(page), "cpu");
  assert.match(await page.getByTestId("device-reason").textContent(), /GPU/);
});

test("a person who insists on WebGPU where there is none is told, and can go on", async (t) => {
  const page = await visit(t, { webgpu: "none", hash: `device=gpu&${TINY}` });
  const trouble = page.getByTestId("trouble");
  await page.getByTestId("recover").waitFor({ timeout: 60_000 });
  assert.match(await trouble.textContent(), /GPU/);
  await page.getByTestId("recover").click();
  await stepReached(page, 3);
  assert.equal(await device(page), "cpu");
});

test("a lost device ends the run with an explanation, and it goes on from the last snapshot on the CPU", async (t) => {
  const page = await visit(t, {
    hash: `device=gpu&${TINY}`,
    workerPrelude: `
      const requestDevice = GPUAdapter.prototype.requestDevice;
      GPUAdapter.prototype.requestDevice = async function (...options) {
        const device = await requestDevice.apply(this, options);
        (self.devicesOfTheTest ??= []).push(device);
        return device;
      };`,
  });
  await stepReached(page, 2, 180_000);
  assert.equal(await device(page), "gpu");
  for (const worker of page.workers()) {
    await worker.evaluate(() => self.devicesOfTheTest?.forEach((device) => device.destroy()));
  }
  await page.getByTestId("recover").click({ timeout: 60_000 });
  const resumed = await stepsDone(page);
  await until(() => device(page), (kind) => kind === "cpu", { what: "the CPU" });
  await stepReached(page, resumed + 3);
});
