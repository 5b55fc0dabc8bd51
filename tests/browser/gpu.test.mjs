// Where it computes: WebGPU (in software here), and what happens when there is none or it is lost.

import assert from "node:assert/strict";
import { test } from "node:test";

import { until, visit } from "./harness.mjs";
import { device, evaluations, phase, stepReached, stepsDone } from "./page.mjs";

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
  await until(() => page.getByTestId("device-reason").textContent(), (reason) => /^The browser found no GPU it may use/.test(reason), { what: "the reason" });
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

test("whoever insists on a GPU where there is no WebGPU is offered what there is, and no pointless retry", async (t) => {
  const page = await visit(t, { webgpu: "none", hash: `device=gpu&${TINY}` });
  await page.getByTestId("recover").waitFor();
  assert.equal(await page.getByTestId("start-over").count(), 0);
  await page.getByTestId("recover").click();
  await stepReached(page, 1);
  assert.equal(await page.getByTestId("device").inputValue(), "cpu");
  assert.equal(await device(page), "cpu");
});

/** Lets a test destroy the GPU devices of an engine's worker. */
const KEEP_DEVICES = `
  if (self.GPUAdapter) {
    const requestDevice = GPUAdapter.prototype.requestDevice;
    GPUAdapter.prototype.requestDevice = async function (...options) {
      const device = await requestDevice.apply(this, options);
      (self.devicesOfTheTest ??= []).push(device);
      return device;
    };
  }`;

async function loseTheGpu(page) {
  for (const worker of page.workers()) {
    await worker.evaluate(() => self.devicesOfTheTest?.forEach((device) => device.destroy()));
  }
}

test("a lost device ends the run with an explanation, and it goes on from the last good state on the CPU", async (t) => {
  const page = await visit(t, {
    hash: `device=gpu&${TINY}&training.evaluate_every=2&training.evaluate_batches=1`,
    workerPrelude: KEEP_DEVICES,
  });
  await until(() => evaluations(page), (all) => all.some(({ step }) => step >= 2), { timeout: 240_000, what: "an evaluation" });
  assert.equal(await device(page), "gpu");
  await page.waitForTimeout(2_000); // The state is saved right after it.
  await loseTheGpu(page);
  await page.getByTestId("recover").waitFor({ timeout: 60_000 });
  assert.match(await page.getByTestId("trouble").textContent(), /GPU/);
  await page.getByTestId("recover").click();
  await until(() => device(page), (kind) => kind === "cpu", { what: "the CPU" });
  await until(() => page.getByTestId("device-reason").textContent(), (reason) => /last good state/.test(reason), { what: "the verdict" });
  const kept = (await evaluations(page)).map(({ step }) => step);
  assert.equal(kept[0], 2, `what was measured before is kept: ${kept}`);
  await stepReached(page, kept.at(-1) + 3);
});

for (const [kind, said] of [["GPUOutOfMemoryError", /run out of memory/], ["GPUValidationError", /refused a computation/]]) {
  test(`a ${kind} that nobody asked about ends the run in words, and the CPU goes on`, async (t) => {
    const page = await visit(t, { hash: `device=gpu&${TINY}`, workerPrelude: KEEP_DEVICES });
    await stepReached(page, 1, 180_000);
    for (const worker of page.workers()) {
      await worker.evaluate((kind) => self.devicesOfTheTest?.forEach((device) => {
        device.dispatchEvent(new GPUUncapturedErrorEvent("uncapturederror", { error: new self[kind]("for the test"), cancelable: true }));
      }), kind);
    }
    await page.getByTestId("recover").waitFor({ timeout: 60_000 });
    assert.match(await page.getByTestId("trouble").textContent(), said);
    await page.getByTestId("recover").click();
    await until(() => device(page), (kind) => kind === "cpu", { what: "the CPU" });
    await stepReached(page, 3);
  });
}

/** SwiftShader under the name of a real card, so that "Auto" takes it seriously: the page looks first, then the engine. */
const POSES_AS_A_CARD = `
  for (const [key, value] of Object.entries({ vendor: "test", architecture: "card", device: "", description: "A test card", isFallbackAdapter: false })) {
    if (self.GPUAdapterInfo) Object.defineProperty(GPUAdapterInfo.prototype, key, { get: () => value });
  }`;

/** A clock that makes the CPU engine look so much slower than it is. */
const SLOW_CPU = `
  if (new URL(self.location).searchParams.get("engine") === "cpu") {
    const now = performance.now.bind(performance);
    performance.now = () => now() * 10_000;
  }`;

test("Auto times both engines, stays on the faster and says so", async (t) => {
  const page = await visit(t, { hash: `${TINY}&training.steps=100000`, pagePrelude: POSES_AS_A_CARD, workerPrelude: POSES_AS_A_CARD });
  await stepReached(page, 1);
  assert.equal(await device(page), "cpu", "it starts on the CPU, at once");
  await until(() => page.getByTestId("device-reason").textContent(), (reason) => /Stays on the CPU/.test(reason), {
    timeout: 240_000, what: "the verdict",
  });
  assert.equal(await device(page), "cpu");
  await stepReached(page, await stepsDone(page) + 2);
});

test("Auto carries the run over to a GPU that is faster", async (t) => {
  const page = await visit(t, {
    hash: `${TINY}&training.steps=100000`, pagePrelude: POSES_AS_A_CARD, workerPrelude: POSES_AS_A_CARD + SLOW_CPU,
  });
  await stepReached(page, 1);
  await until(() => page.getByTestId("device-reason").textContent(), (reason) => /Moved to the GPU/.test(reason), {
    timeout: 240_000, what: "the verdict",
  });
  await until(() => device(page), (kind) => kind === "gpu", { what: "the GPU" });
  await phase(page, "running", 120_000);
  const carried = await until(() => stepsDone(page), (done) => done > 0);
  assert.ok(carried > 20, `it goes on where it was, not at step ${carried}`);
  await stepReached(page, carried + 2, 180_000);
});
