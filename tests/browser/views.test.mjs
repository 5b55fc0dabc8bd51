// What there is to see: attention, beliefs, generated text; in both languages.

import assert from "node:assert/strict";
import { test } from "node:test";

import { until, visit } from "./harness.mjs";
import { pause, set, stepReached } from "./page.mjs";

test("attention and the next-token distribution draw, and follow the text", async (t) => {
  const page = await visit(t, { hash: "device=cpu" });
  await stepReached(page, 2);
  await pause(page);

  const attention = page.getByTestId("attention");
  await attention.locator("canvas").first().waitFor();
  const painted = () => attention.locator("canvas").first().evaluate((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  });
  await until(painted, (colours) => colours > 2, { what: "a heatmap of several colours" });
  // An answer holds one head as it is; another is asked for when it is chosen.
  await attention.locator(".chart-heads button").nth(5).click();
  await until(() => attention.locator("figcaption").textContent(), (title) => /^layer 2, head 2/.test(title), { what: "the other head" });

  const shares = page.getByTestId("distribution").locator("table.chart-bars td.chart-number");
  await shares.first().waitFor();
  const percent = (await shares.allTextContents()).map((text) => Number.parseFloat(text));
  const total = percent.reduce((sum, share) => sum + share, 0);
  assert.ok(Math.abs(total - 100) < 2, `the bars and “all others” make ${total} %: ${percent}`);
  const before = await page.getByTestId("distribution").textContent();
  await page.getByTestId("probe-text").fill("The old cat sat");
  await until(() => page.getByTestId("distribution").textContent(), (text) => text !== before, { what: "another distribution" });
});

test("a prompt is continued token by token", async (t) => {
  const page = await visit(t, { hash: "device=cpu" });
  await stepReached(page, 2);
  await page.getByTestId("prompt").fill("Once ");
  await page.getByTestId("generate").click();
  const length = async () => (await page.getByTestId("continuation").textContent()).length;
  await until(length, (characters) => characters > "Once ".length + 20, { what: "twenty characters" });

  await set(page, { "sampling.top_k": 1 });
  await page.getByTestId("generate").click();
  const figures = page.getByTestId("choices").locator(".figures");
  await until(() => figures.textContent(), (text) => /H 0\.000/.test(text), { what: "the entropy of what is certain" });
  assert.doesNotMatch(await figures.textContent(), /-0/);
});

test("the page speaks English and Chinese, and remembers", async (t) => {
  const page = await visit(t, { hash: "device=cpu", language: "zh-CN" });
  await page.getByTestId("status").waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "zh");
  assert.match(await page.getByTestId("reset").textContent(), /\p{Script=Han}/u);

  await page.getByTestId("language").click();
  await until(() => page.locator("html").getAttribute("lang"), (language) => language === "en");
  assert.match(await page.getByTestId("reset").textContent(), /^[\x20-\x7e…]+$/);
  await page.reload();
  await page.getByTestId("status").waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
});
