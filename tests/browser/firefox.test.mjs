// Firefox, once from end to end: the page opens and trains, two runs end, and they are compared. `cargo xtask test` names
// the program in FIREFOX; without one there is a sentence instead of a test.

import assert from "node:assert/strict";
import { test } from "node:test";

import { serve } from "./chromium.mjs";
import { launch } from "./firefox.mjs";
import { until } from "./harness.mjs";

const program = process.env.FIREFOX;
const MISSING = "there is no Firefox: install it (Debian: firefox-esr) or name one in the environment variable FIREFOX";

const TINY = "training.batch_size=4&training.steps=30&training.warmup=0&training.evaluate_every=10&training.evaluate_batches=2";
const RUNS = ["model.kind=ngram&model.order=2", `model.kind=gpt&model.layers=1&model.heads=2&model.width=32&model.context=32&${TINY}`];

test("Firefox opens the page, trains two models and compares them", { skip: program ? false : MISSING }, async (t) => {
  const site = await serve();
  t.after(() => site.close());
  const page = await launch(program);
  t.after(() => page.close());

  const status = (name) => page.evaluate((name) => document.querySelector("[data-testid=status]")?.getAttribute(name), name);
  const count = (selector) => page.evaluate((selector) => document.querySelectorAll(selector).length, selector);
  const click = (id) => page.evaluate((id) => document.querySelector(`[data-testid=${id}]`).click(), id);

  await page.open(`${site.address}#lang=en&device=cpu&${RUNS[0]}`);
  await until(() => status("data-phase"), (phase) => phase === "finished", { what: "a counted model" });
  await page.evaluate((recipe) => { location.hash = recipe; }, `lang=en&device=cpu&${RUNS[1]}`);
  await until(() => count(".chart-rung-main"), (rungs) => rungs === 2, { timeout: 120_000, what: "two rungs on the ladder" });

  await page.evaluate(() => {
    const text = document.querySelector("[data-testid=compare-text]");
    text.value = "The fish swims.";
    text.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await click("compare-go");
  await until(() => count(".chart-compare .chart-token"), (tokens) => tokens === "The fish swims.".length, { what: "the comparison" });
  const told = await page.evaluate(() => document.querySelector(".chart-compare .chart-figures").textContent);
  assert.match(told, /Jensen–Shannon \d\.\d+ nats/);
  assert.deepEqual(page.errors, [], "nothing may be thrown or written to the console as an error");
});
