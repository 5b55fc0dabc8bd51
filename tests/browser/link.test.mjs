// The address is the experiment.

import assert from "node:assert/strict";
import { test } from "node:test";

import { until, visit } from "./harness.mjs";
import { stepReached, stepsDone } from "./page.mjs";

const RECIPE = "device=cpu&model.layers=1&model.heads=2&model.width=32&model.context=16&training.steps=40&training.warmup=5&seed=7";

const fragment = (page) => page.evaluate(() => location.hash.slice(1));

test("a link restores its experiment, to the last step and the same losses", async (t) => {
  const outcomes = [];
  for (let visitor = 0; visitor < 2; visitor += 1) {
    const page = await visit(t, { hash: RECIPE });
    await stepReached(page, 40);
    assert.match(await page.getByTestId("steps-done").textContent(), /40\D+40/);
    const chart = page.getByTestId("loss-chart").locator("[role=img]").first();
    // The last step's evaluation comes after the step.
    outcomes.push(await until(() => chart.getAttribute("aria-label"), (label) => /step 40.*validation/.test(label), { what: "the last evaluation" }));
    assert.deepEqual(new Set((await fragment(page)).split("&")), new Set(RECIPE.split("&")));
  }
  assert.equal(outcomes[0], outcomes[1]);
});

test("what is changed in the page is in the address, and back at the default the address names the text alone", async (t) => {
  const page = await visit(t, { hash: "device=cpu" });
  await page.getByTestId("device").selectOption("auto");
  await until(() => fragment(page), (hash) => hash === "corpus.source.kind=english_stories", { what: "the default recipe" });
  await page.getByTestId("device").selectOption("cpu");
  await until(() => fragment(page), (hash) => hash === "device=cpu", { what: "device=cpu" });
});

test("a hostile link opens the page with the defaults and says, item by item, what was not understood", async (t) => {
  const script = encodeURIComponent("<img src=x onerror=document.title='stolen'>");
  const page = await visit(t, { hash: `device=cpu&model.layers=1e99&no.such.key=1&seed=${script}&model.kind=${script}` });
  const notice = page.getByTestId("notice");
  await notice.waitFor();
  const said = await notice.textContent();
  for (const item of ["model.layers", "no.such.key", "seed", "model.kind"]) assert.ok(said.includes(item), `${item} in “${said}”`);
  await stepReached(page, 2);
  assert.ok(await stepsDone(page) >= 2);
  assert.notEqual(await page.title(), "stolen");
  assert.equal(await page.locator("img[src=x]").count(), 0);
});
