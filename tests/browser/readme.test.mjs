// The picture in README.md: the page a minute after it was opened. Copy results/readme.png to docs/babble.png to renew it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { screenshot, until, visit } from "./harness.mjs";
import { evaluations, pause } from "./page.mjs";

test("the page is worth a picture after a minute", async (t) => {
  const page = await visit(t, { hash: "device=cpu", viewport: { width: 1440, height: 1000 } });
  const losses = await until(() => evaluations(page), (all) => all.length >= 15, { timeout: 240_000, what: "fifteen evaluations" });
  assert.ok(losses.at(-1).validation < 2.1, `validation loss is ${losses.at(-1).validation} nats per character`);
  await page.getByTestId("loss-chart").locator("details.chart-data summary").click();
  await pause(page);
  await page.evaluate(() => scrollTo(0, 0));
  await screenshot(page, "readme");
  await screenshot(page, "readme-full", { fullPage: true });
});
