// Shown to everybody: hidden characters, colours that the system chose, a translator's hands, a focus in plain sight.

import assert from "node:assert/strict";
import { test } from "node:test";

import { until, visit } from "./harness.mjs";
import { pause, phase, set, startAnew, stepReached } from "./page.mjs";

/** A translator at work: every text that may be translated makes room for a `<font>` in which it stands shouting. */
function translate() {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) {
    if (!text.data.trim() || text.parentElement.closest("[translate=no], font, script, style")) continue;
    const font = document.createElement("font");
    font.textContent = text.data.toUpperCase();
    text.parentNode.replaceChild(font, text);
  }
}

test("what the page says stays alive in a translator’s hands", async (t) => {
  const page = await visit(t, { hash: "device=cpu&training.steps=400" });
  await stepReached(page, 3);
  await pause(page);
  await page.evaluate(translate);
  const status = page.getByTestId("status");
  assert.equal(await status.textContent(), "PAUSED");
  await page.getByTestId("train").click();
  await until(() => status.textContent(), (text) => text !== "PAUSED", { what: "a status that has moved on" });
  await phase(page, "running");
  assert.equal(await status.textContent(), "Training");
  assert.equal((await page.getByTestId("pause").textContent()).trim(), "Pause");
  const said = await page.getByTestId("steps-done").textContent();
  await until(() => page.getByTestId("steps-done").textContent(), (text) => text !== said && /^Step \d/.test(text), { what: "steps that are counted on" });
  // Another language is all there, and nothing of the old one beside it.
  await page.evaluate(translate);
  await page.getByTestId("language").click();
  await until(() => page.getByTestId("reset").textContent(), (text) => text === "重来");
  assert.equal(await page.locator("#talk-title").textContent(), "和它说话");
});

test("no character hides or turns what is around it", async (t) => {
  const page = await visit(t, { hash: "device=cpu&tokenizer.kind=byte" });
  await stepReached(page, 2);
  await page.locator(".chart-tokens textarea").fill("a\u202eb\u200b\u0301");
  const tokens = page.locator(".chart-pieces .chart-token");
  await until(() => tokens.count(), (count) => count === 10, { what: "ten bytes" });
  const narrow = await tokens.evaluateAll((all) => all.filter((token) => token.getBoundingClientRect().width < 6).length);
  assert.equal(narrow, 0, "every token has a width");
  // Arabic runs from right to left: its first token stands at the right. A byte of it is no letter, so it takes characters.
  await pause(page);
  const greeting = "سلام عليكم ورحمة ";
  await set(page, { "corpus.source.kind": "pasted", "corpus.source.text": greeting.repeat(60), "tokenizer.kind": "character" });
  await startAnew(page);
  await stepReached(page, 1);
  await page.locator(".chart-tokens textarea").fill("سلام");
  await until(() => page.locator(".chart-pieces .chart-text").getAttribute("dir"), (dir) => dir === "rtl");
  const lefts = await tokens.evaluateAll((all) => all.map((token) => token.getBoundingClientRect().left));
  assert.ok(lefts[0] > lefts[lefts.length - 1], `the tokens begin at ${lefts}`);
});

test("colours that the system chose leave every sign", async (t) => {
  const page = await visit(t, { hash: "device=cpu" });
  await page.emulateMedia({ forcedColors: "active" });
  await stepReached(page, 3);
  await pause(page);
  await page.getByTestId("distribution").locator(".chart-token").nth(3).click();
  const looks = await page.getByTestId("distribution").evaluate((part) => {
    const tokens = [...part.querySelectorAll(".chart-token")];
    const heat = (token) => Number(token.style.getPropertyValue("--heat"));
    const rest = tokens.filter((token) => token.ariaPressed === "false").sort((a, b) => heat(a) - heat(b));
    const look = (token) => {
      const style = getComputedStyle(token);
      return [style.backgroundColor, style.borderBottomWidth, style.outlineWidth, style.outlineStyle].join(" ");
    };
    const bars = [...part.querySelectorAll(".chart-bar span")].map((bar) => getComputedStyle(bar).backgroundColor);
    return {
      pressed: look(tokens.find((token) => token.ariaPressed === "true")),
      hottest: look(rest.at(-1)),
      coldest: look(rest[0]),
      bar: bars[0],
      paper: getComputedStyle(document.documentElement).backgroundColor,
    };
  });
  assert.equal(new Set([looks.pressed, looks.hottest, looks.coldest]).size, 3, JSON.stringify(looks));
  assert.notEqual(looks.bar, looks.paper, "a bar can be seen");
  const heads = await page.locator(".chart-heads button").evaluateAll((all) => all.map((head) => getComputedStyle(head).outlineStyle));
  assert.ok(new Set(heads).size === 2, `the chosen head differs: ${heads}`);
});

for (const viewport of [{ width: 640, height: 450 }, { width: 360, height: 740 }]) {
  test(`at ${viewport.width} × ${viewport.height} nothing that has the focus is behind the bar`, async (t) => {
    const page = await visit(t, { hash: "device=cpu", viewport });
    await stepReached(page, 3);
    await pause(page);
    const hidden = [];
    for (let press = 0; press < 60; press += 1) {
      await page.keyboard.press("Tab");
      const covered = await page.evaluate(() => {
        const element = document.activeElement;
        const bar = document.querySelector(".transport");
        if (bar.contains(element) || element === document.body) return undefined;
        const [box, over] = [element.getBoundingClientRect(), bar.getBoundingClientRect()];
        const seen = Math.min(box.bottom, over.top) - Math.max(box.top, 0);
        return seen < Math.min(box.height, 12) ? element.outerHTML.slice(0, 90) : undefined;
      });
      if (covered) hidden.push(covered);
    }
    assert.deepEqual(hidden, []);
  });
}

test("beliefs open as they are, and another temperature stands beside them", async (t) => {
  const page = await visit(t, { hash: "device=cpu" });
  await stepReached(page, 3);
  await pause(page);
  const part = page.getByTestId("distribution");
  const figures = part.locator(".chart-belief .chart-figures");
  await until(() => figures.textContent(), (text) => /^At temperature 1\.00: entropy/.test(text), { what: "figures at 1" });
  assert.equal(await part.locator(".chart-bar em").count(), 0);
  await part.locator(".chart-belief input[type=range]").fill("0.5");
  await until(() => figures.textContent(), (text) => /^At temperature 0\.50: .*At temperature 1: entropy/.test(text), { what: "figures at both" });
  assert.ok(await part.locator(".chart-bar em").count() > 3, "what it was at 1 is outlined");
});
