// Usable by everybody: axe finds no violation of WCAG 2.1 AA, and nothing is cut off on a small screen.

import assert from "node:assert/strict";
import { test } from "node:test";

import { screenshot, until, visit } from "./harness.mjs";
import { pause, stepReached, violations } from "./page.mjs";

for (const colorScheme of ["light", "dark"]) {
  for (const language of ["en-US", "zh-CN"]) {
    test(`axe finds nothing in ${language}, ${colorScheme}`, async (t) => {
      const page = await visit(t, { hash: "device=cpu", colorScheme, language });
      await stepReached(page, 3);
      await pause(page);
      await screenshot(page, `page-${language}-${colorScheme}`, { fullPage: true });
      assert.deepEqual(await violations(page), []);
    });
  }
}

test("a screen of 360 pixels shows everything without scrolling sideways", async (t) => {
  // Sixteen heads in a row are the widest thing that a recipe can ask for.
  const page = await visit(t, { hash: "device=cpu&model.layers=2&model.heads=16&model.width=64", viewport: { width: 360, height: 740 } });
  await stepReached(page, 3);
  await pause(page);
  await until(() => page.locator(".chart-heads canvas").count(), (count) => count === 32, { what: "32 heads" });
  await screenshot(page, "page-360", { fullPage: true });
  const { wide, screen } = await page.evaluate(() => ({
    screen: document.documentElement.clientWidth,
    wide: document.documentElement.scrollWidth,
  }));
  assert.ok(wide <= screen, `the page is ${wide} pixels wide on a screen of ${screen}`);
  assert.deepEqual(await violations(page), []);
});

test("the keyboard reaches the main control and shows where it is", async (t) => {
  const page = await visit(t, { hash: "device=cpu" });
  await stepReached(page, 1);
  const seen = [];
  for (let press = 0; press < 40; press += 1) {
    await page.keyboard.press("Tab");
    const focus = await page.evaluate(() => ({
      testid: document.activeElement.dataset.testid,
      visible: document.activeElement.matches(":focus-visible"),
    }));
    assert.ok(focus.visible, "focus is visible wherever it is");
    seen.push(focus.testid);
    if (focus.testid === "pause") break;
  }
  assert.ok(seen.includes("pause"), `the focus went over ${seen.join(", ")}`);
  await page.keyboard.press("Enter");
  await page.getByTestId("train").waitFor();
});
