// States of the page that a first visit does not show, usable by everybody: the views of every family, the ladder, the
// help, a failure; in both languages and themes, and on a screen of 360 pixels.

import assert from "node:assert/strict";
import { test } from "node:test";

import { screenshot, until, visit } from "./harness.mjs";
import { phase, rungs, rungsOf, set, trainToTheEnd, violations } from "./page.mjs";

const SHORT = { "training.warmup": 0, "training.steps": 12, "training.batch_size": 4, "training.evaluate_every": 6, "training.evaluate_batches": 1 };
const LSTM = { "model.kind": "lstm", "model.width": 32, ...SHORT };
const GPT = { "model.kind": "gpt", "model.layers": 1, "model.heads": 2, "model.width": 32, "model.context": 16, ...SHORT };

/** How many pixels the page is wider than the screen. */
const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** No violation, and no sideways scrolling on a small screen. */
async function judge(page, what) {
  assert.deepEqual(await violations(page), [], what);
  const usual = page.viewportSize();
  await page.setViewportSize({ width: 360, height: 740 });
  await until(() => sideways(page), (pixels) => pixels <= 0, { timeout: 5_000, what: `${what} within 360 pixels` });
  assert.deepEqual(await violations(page), [], `${what}, 360 pixels wide`);
  await page.setViewportSize(usual);
}

for (const [language, colorScheme] of [["en-US", "light"], ["zh-CN", "dark"]]) {
  test(`counts, gates, the ladder and the help are usable by everybody: ${language}, ${colorScheme}`, async (t) => {
    const page = await visit(t, { hash: "device=cpu&model.kind=ngram&model.order=2&sampling.tokens=40", language, colorScheme });
    await phase(page, "finished");
    await page.getByTestId("counts").locator(".chart-level").first().waitFor();
    await judge(page, "counts");

    await set(page, LSTM);
    await trainToTheEnd(page);
    await page.getByTestId("units").locator("canvas").first().waitFor();
    await page.getByTestId("generate").click();
    await page.getByTestId("choices").waitFor();
    await page.getByTestId("generate").waitFor();
    await judge(page, "gates, and a generated text");

    await set(page, GPT);
    await trainToTheEnd(page);
    await rungsOf(page, 3);
    await page.getByTestId("attention").locator("canvas").first().waitFor();
    for (const family of [/gram|三元/, /LSTM/, /GPT/]) {
      assert.equal(await page.locator(".chart-ladder").getByRole("button", { name: family }).count(), 3, `${family}: its rung, its new name, its deletion`);
    }
    const visible = await rungs(page).locator(".chart-rung-name").allTextContents();
    for (const name of visible) {
      assert.ok(await rungs(page).and(page.getByRole("button", { name })).count() >= 1, `a rung is called what it shows: ${name}`);
    }
    await page.getByTestId("ladder").scrollIntoViewIfNeeded();
    await screenshot(page, `states-${language}-${colorScheme}`, { fullPage: true });
    await judge(page, "the ladder");

    await page.getByTestId("help").click();
    await page.getByTestId("shortcuts").waitFor();
    await judge(page, "the help");
  });

  test(`a failure and a notice are usable by everybody: ${language}, ${colorScheme}`, async (t) => {
    const page = await visit(t, { webgpu: "none", hash: "device=gpu&model.layers=1&no.such.key=1", language, colorScheme });
    await page.getByTestId("recover").waitFor();
    await page.getByTestId("notice").waitFor();
    await judge(page, "a failure and a notice");
  });
}
