// The main job: open the page, and a model learns.

import assert from "node:assert/strict";
import { test } from "node:test";

import { until, visit } from "./harness.mjs";
import { evaluations, pause, stepReached, stepsDone } from "./page.mjs";

test("the page opens and trains, the loss falls and the model speaks", async (t) => {
  const page = await visit(t, { hash: "device=cpu" });
  await stepReached(page, 1);
  await until(() => page.getByTestId("time-left").textContent(), (text) => /^\d.* left$/.test(text), { what: "how long it will take" });
  const losses = await until(() => evaluations(page), (all) => all.length >= 3, { timeout: 90_000, what: "three evaluations" });
  const [first, last] = [losses[0], losses.at(-1)];
  assert.ok(last.validation < first.validation - 0.3, `validation loss went from ${first.validation} to ${last.validation}`);
  assert.ok(last.train < first.train - 0.3, `training loss went from ${first.train} to ${last.train}`);
  const utterance = await page.getByTestId("utterance").textContent();
  assert.ok(utterance.trim().length > 10, `the model said “${utterance}”`);
});

test("pause, step, resume and reset take effect at the next step", async (t) => {
  const page = await visit(t, { hash: "device=cpu" });
  await stepReached(page, 3);
  await pause(page);
  const paused = await stepsDone(page);
  await page.waitForTimeout(1500);
  assert.equal(await stepsDone(page), paused, "nothing trains while it is paused");

  await page.getByTestId("step").click();
  await until(() => stepsDone(page), (done) => done === paused + 1, { what: "one step more" });

  await page.getByTestId("train").click();
  await stepReached(page, paused + 3);

  await page.getByTestId("reset").click();
  await until(() => stepsDone(page), (done) => done < paused, { what: "the start" });
});

test("the page goes on drawing while it trains", async (t) => {
  const page = await visit(t, { hash: "device=cpu" });
  await stepReached(page, 3);
  const median = await page.evaluate(() => new Promise((resolve) => {
    const times = [];
    requestAnimationFrame(function frame(now) {
      times.push(now);
      if (times.length < 121) requestAnimationFrame(frame);
      else resolve(times.slice(1).map((time, index) => time - times[index]).sort((a, b) => a - b)[60]);
    });
  }));
  // Sixty frames a second are 16.7 ms each. The bound is for two cores that also train and draw in software; a page that
  // waited for the engine's steps would be far beyond it.
  assert.ok(median < 40, `half of the frames took longer than ${median} ms`);
});
