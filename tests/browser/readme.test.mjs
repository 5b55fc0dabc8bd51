// The picture in README.md: the page a minute after it was opened. Copy results/readme.png to docs/babble.png to renew it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { screenshot, until, visit } from "./harness.mjs";
import { evaluations, pause } from "./page.mjs";

/** The validation loss of a character 5-gram with Kneser-Ney smoothing on the English stories, in nats per character. */
const FIVE_GRAM = 1.141;

test("the page is worth a picture after a minute", async (t) => {
  // Nothing in the address and no GPU: what most people see first.
  const page = await visit(t, { webgpu: "none", viewport: { width: 1440, height: 1000 } });
  const losses = await until(() => evaluations(page), (all) => all.length >= 15, { timeout: 240_000, what: "fifteen evaluations" });
  assert.ok(losses.at(-1).validation < FIVE_GRAM, `validation loss is ${losses.at(-1).validation} nats per character`);
  await page.getByTestId("loss-chart").locator("details.chart-data summary").click();
  await pause(page);
  await page.evaluate(() => scrollTo(0, 0));
  await screenshot(page, "readme");
  await screenshot(page, "readme-full", { fullPage: true });
});
