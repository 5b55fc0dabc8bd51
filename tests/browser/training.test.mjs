// The main job: open the page, and a model learns.

import assert from "node:assert/strict";
import { test } from "node:test";

import { until, visit } from "./harness.mjs";
import { evaluations, pause, stepReached, stepsDone } from "./page.mjs";

test("the page opens and trains, the loss falls and the model speaks", async (t) => {
  const page = await visit(t, { hash: "device=cpu" });
  await stepReached(page, 1);
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

test("the page stays responsive while it trains", async (t) => {
  const page = await visit(t, { hash: "device=cpu" });
  await stepReached(page, 3);
  const worst = await page.evaluate(() => new Promise((resolve) => {
    let [last, longest, frames] = [performance.now(), 0, 0];
    requestAnimationFrame(function frame(now) {
      longest = Math.max(longest, now - last);
      last = now;
      frames += 1;
      if (frames < 120) requestAnimationFrame(frame);
      else resolve(longest);
    });
  }));
  // A bound for a machine with two cores that draws in software; the engine's own steps take longer than this.
  assert.ok(worst < 250, `the longest frame took ${worst} ms`);
});
