// The page under a person's hands: keys, focus, the tools of the charts, and what is too much of something.

import assert from "node:assert/strict";
import { test } from "node:test";

import { until, visit } from "./harness.mjs";
import { enter, focused, pageOfText, pause, phase, rungsOf, set, settled, stepReached, stepsDone, stored, trainToTheEnd } from "./page.mjs";

const SMALL = "device=cpu&model.layers=1&model.width=32&model.heads=2&model.context=16";
const BRIEF = `${SMALL}&training.steps=20&training.warmup=0&training.batch_size=4&training.evaluate_every=5&training.evaluate_batches=1`;
const LONG = `${SMALL}&training.steps=100000&training.evaluate_every=1000&training.sample_every=1000`;

/** Time in which something that must not happen would have happened. */
const moment = (page) => page.waitForTimeout(600);

const focusIs = (page, wanted) => until(() => focused(page), (now) => now === wanted, { timeout: 10_000, what: `the focus on ${wanted}` });

test("single keys work, give up no run and leave the space bar to scrolling, and can be switched off for good", async (t) => {
  const page = await visit(t, { hash: LONG });
  await stepReached(page, 5);
  await page.keyboard.press("p");
  await page.getByTestId("train").waitFor();
  await settled(() => stepsDone(page));
  const paused = await stepsDone(page);
  await page.keyboard.press("r");
  await moment(page);
  assert.equal(await stepsDone(page), paused, "one key alone gives up no run");
  await page.keyboard.press("s");
  await until(() => stepsDone(page), (done) => done === paused + 1, { what: "one step more" });
  await page.keyboard.press("Space");
  await until(() => page.evaluate(() => scrollY), (y) => y > 100, { what: "the page scrolled" });
  assert.equal(await page.getByTestId("train").count(), 1, "the space bar does not train");
  await page.keyboard.press("Shift+R");
  await until(() => stepsDone(page), (done) => done === 0, { what: "the start" });

  await page.keyboard.press("?");
  await page.getByTestId("shortcuts").uncheck();
  await page.getByTestId("help-dialog").getByRole("button").click();
  await page.getByTestId("shortcuts").waitFor({ state: "hidden" });
  await phase(page, "paused");
  await page.keyboard.press("p");
  await moment(page);
  assert.equal(await page.getByTestId("train").count(), 1, "it is switched off");
  await page.reload();
  await stepReached(page, 1);
  await page.keyboard.press("p");
  await page.keyboard.press("?");
  await moment(page);
  assert.equal(await page.getByTestId("pause").count(), 1, "it stays switched off");
  assert.equal(await page.getByTestId("shortcuts").isVisible(), false);
  await page.getByTestId("help").click();
  assert.equal(await page.getByTestId("shortcuts").isChecked(), false);
});

test("who continues a prompt by key stays on the button, through to the last token", async (t) => {
  const page = await visit(t, { hash: `${BRIEF}&sampling.tokens=300` });
  await phase(page, "finished");
  await page.getByTestId("generate").focus();
  await page.evaluate(() => {
    const button = document.activeElement;
    globalThis.seen = [];
    new MutationObserver(() => globalThis.seen.push(`${button.dataset.testid} ${document.activeElement === button}`))
      .observe(button, { attributes: true, attributeFilter: ["data-testid"] });
  });
  await page.keyboard.press("Enter");
  await until(() => page.evaluate(() => globalThis.seen), (seen) => seen.length >= 2, { what: "the beginning and the end" });
  assert.deepEqual(await page.evaluate(() => globalThis.seen), ["stop true", "generate true"]);
  const tokens = page.getByTestId("continuation").locator(".token");
  await until(() => tokens.count(), (count) => count === 300, { timeout: 10_000, what: "all 300 tokens" });
});

test("Stop stops, and does not begin again", async (t) => {
  const page = await visit(t, { hash: "device=cpu&model.layers=4&model.width=128&model.heads=4&model.context=128&training.batch_size=1" });
  await stepReached(page, 1);
  await pause(page);
  await set(page, { "sampling.tokens": 2000 });
  await page.getByTestId("generate").click();
  await page.getByTestId("stop").click();
  await page.getByTestId("generate").waitFor();
  await moment(page);
  assert.equal(await page.getByTestId("stop").count(), 0);
  assert.ok(await page.getByTestId("continuation").locator(".token").count() < 2000, "it was stopped before its end");
});

test("a button that goes away hands the focus on", async (t) => {
  const page = await visit(t, { hash: `${BRIEF}&no.such.key=1` });
  await phase(page, "finished");
  await enter(page, page.getByTestId("notice").getByRole("button"));
  await focusIs(page, "play");
  assert.equal(await page.getByTestId("notice").count(), 0);

  await set(page, { "training.steps": 30 });
  await enter(page, page.getByTestId("undo"));
  await focusIs(page, "play");
  await set(page, { "training.steps": 30 });
  await enter(page, page.getByTestId("restart"));
  await focusIs(page, "play");
  await phase(page, "finished");

  await rungsOf(page, 2);
  await enter(page, page.locator(".chart-delete").first());
  await rungsOf(page, 1);
  await until(() => focused(page), (id) => id.startsWith("undo-"), { what: "the focus on Undo, in the run's place" });
});

test("the way out of a failure hands the focus on", async (t) => {
  const page = await visit(t, { webgpu: "none", hash: SMALL.replace("device=cpu", "device=gpu") });
  await page.getByTestId("recover").waitFor();
  await enter(page, page.getByTestId("recover"));
  await stepReached(page, 1);
  assert.equal(await focused(page), "play");
});

test("the loss chart's tools change what is drawn, and its readout follows the pointer", async (t) => {
  const page = await visit(t, { hash: BRIEF });
  await phase(page, "finished");
  const chart = page.getByTestId("loss-chart");
  const read = async () => ({
    curve: await chart.locator("path.chart-validation").getAttribute("d"),
    numbers: await chart.locator("svg .chart-tick").allTextContents(),
  });
  const changes = async (act, what) => {
    const before = await settled(read);
    await act();
    const after = await until(read, (now) => now.curve !== before.curve, { timeout: 10_000, what });
    return { before, after };
  };
  await changes(() => chart.getByRole("radio", { name: "log", exact: true }).check(), "a logarithmic scale");
  await changes(() => chart.getByRole("radio", { name: "linear", exact: true }).check(), "a linear scale");
  const { before, after } = await changes(() => chart.locator(".chart-menu select").selectOption({ label: "perplexity (per token)" }), "perplexity");
  assert.notDeepEqual(after.numbers, before.numbers);
  const validation = chart.locator(".chart-key-validation b");
  const perplexity = Number((await chart.locator(".chart-aside").textContent()).match(/perplexity ([\d.]+)/)[1]);
  assert.ok(Math.abs(Number(await validation.textContent()) / perplexity - 1) < 0.01, `${await validation.textContent()} for ${perplexity}`);
  await chart.getByRole("radio", { name: "seconds", exact: true }).check();
  await until(read, ({ numbers }) => numbers.some((text) => /seconds/.test(text)), { what: "an axis of seconds" });
  await chart.getByRole("radio", { name: "steps", exact: true }).check();
  await until(read, ({ numbers }) => numbers.includes("steps"), { what: "an axis of steps" });

  const place = async () => Number((await chart.locator(".chart-place").textContent()).match(/step (\d+)/)?.[1]);
  assert.equal(await place(), 20, "it reads the end while nobody looks elsewhere");
  const surface = chart.locator(".chart-cursor");
  const { width, height } = await surface.boundingBox();
  await surface.hover({ position: { x: width / 4, y: height / 2 } });
  await until(place, (step) => Math.abs(step - 5) <= 1, { what: "the step below the pointer" });
  assert.ok(Number(await chart.locator(".chart-key-batch b").textContent()) > 1);
  assert.equal(await chart.locator(".chart-crosshair").count(), 1);
  await page.mouse.move(1, 1);
  await until(place, (step) => step === 20, { what: "the end again" });
});

test("a run that goes astray stays on the loss chart, and has no time left once it is over", async (t) => {
  const wild = BRIEF.replace("steps=20", "steps=60").replace("evaluate_every=5", "evaluate_every=1");
  const page = await visit(t, { hash: `${wild}&training.learning_rate=10` });
  await phase(page, "finished");
  const judged = page.getByTestId("loss-chart").locator("path.chart-validation");
  const { above, below, height } = await settled(() => judged.evaluate((path) => {
    const [, top, , height] = path.ownerSVGElement.getAttribute("viewBox").split(" ").map(Number);
    const box = path.getBBox();
    return { above: box.y - top, below: top + height - box.y - box.height, height: box.height };
  }));
  assert.ok(above >= 0 && below >= 0 && height > 30, `validation lies ${above} and ${below} pixels within, over ${height}`);
  assert.match(await page.getByTestId("metrics").textContent(), /time left–/);
});

test("the loss chart is not read out step by step, but says where it is to whoever comes", async (t) => {
  const page = await visit(t, { hash: LONG });
  await stepReached(page, 5);
  const slider = page.getByTestId("loss-chart").getByRole("slider");
  const told = () => slider.evaluate((element) => `${element.ariaValueNow} ${element.ariaValueText}`);
  const before = await told();
  await stepReached(page, await stepsDone(page) + 20);
  assert.equal(await told(), before);
  await slider.focus();
  const come = await until(told, (now) => now !== before, { what: "where the run is" });
  assert.ok(Number.parseInt(come, 10) >= 20, come);
  await page.keyboard.press("Home");
  await until(told, (now) => /^1 step 1:/.test(now), { what: "the first step" });
});

test("a problem is read out once", async (t) => {
  const page = await visit(t, { hash: SMALL });
  await stepReached(page, 1);
  await pause(page);
  await set(page, { "model.width": 33 });
  const points = page.getByTestId("problems").locator("li");
  await points.first().waitFor();
  const said = await points.first().textContent();
  assert.equal(await page.getByRole("alert").filter({ hasText: said }).count(), 1, `alerts of “${said}”`);
  assert.equal(await page.locator(".setting .problem").filter({ hasText: said }).count(), 1, "and it stands at its setting");
});

test("a token under the pointer shows what it looks at", async (t) => {
  const page = await visit(t, { hash: BRIEF });
  await phase(page, "finished");
  await page.getByTestId("probe-text").fill("The old cat sat");
  const attention = page.getByTestId("attention");
  const tokens = attention.locator(".chart-text .chart-token");
  await until(async () => (await tokens.allTextContents()).join(""), (text) => text === "The·old·cat·sat", { what: "the text" });
  const read = async () => ({
    band: Number.parseFloat(await attention.locator(".chart-band").evaluate((band) => band.style.top)),
    told: await attention.locator(".chart-field").getAttribute("aria-label"),
  });
  const last = await settled(read);
  assert.ok(Math.abs(last.band - 100 * 14 / 15) < 0.1, `the last of 15 tokens, at ${last.band} %`);
  await tokens.nth(4).hover();
  const now = await until(read, ({ band }) => Math.abs(band - 100 * 4 / 15) < 0.1, { what: "the fifth token's row" });
  assert.notEqual(now.told, last.told);
});

test("earlier runs are drawn on the same text alone, and can be left out", async (t) => {
  const page = await visit(t, { hash: BRIEF });
  await phase(page, "finished");
  const past = page.getByTestId("loss-chart").locator("path.chart-past");
  await rungsOf(page, 1);
  await set(page, { "corpus.source.kind": "pasted", "corpus.source.text": pageOfText() });
  await trainToTheEnd(page);
  await rungsOf(page, 2);
  assert.equal(await past.count(), 0, "the other run read another text");
  await set(page, { "corpus.source.kind": "english_stories" });
  await trainToTheEnd(page);
  await rungsOf(page, 3);
  assert.equal(await past.count(), 1, "one of the others read the same text");
  const clip = await past.evaluate((path) => getComputedStyle(path.ownerSVGElement).overflow);
  assert.equal(clip, "hidden", "a longer run ends where the plot does");
  const shown = page.getByRole("checkbox", { name: "earlier runs" });
  await shown.uncheck();
  await until(() => past.count(), (count) => count === 0, { what: "the current run alone" });
  await stored(page, 3);
  await page.reload();
  await shown.waitFor();
  assert.equal(await shown.isChecked(), false, "the choice is remembered");
});

test("samples stay few, grow on their cards and belong to their run", async (t) => {
  const page = await visit(t, { hash: `${BRIEF.replace("steps=20", "steps=70")}&training.sample_every=1&sampling.tokens=24` });
  await phase(page, "finished");
  const strip = page.locator(".chart-strip button");
  const excerpts = () => page.locator(".chart-excerpt").allTextContents();
  const few = await settled(() => strip.count());
  assert.ok(few > 40 && few <= 48, `${few} cards for 70 samples`);
  const first = await excerpts();
  assert.ok(first[0].length > 3, `the first words are all on their card: “${first[0]}”`);

  await strip.first().click();
  await until(() => strip.first().getAttribute("aria-pressed"), (pressed) => pressed === "true", { what: "the first sample" });
  await set(page, { seed: 4 });
  await trainToTheEnd(page);
  await until(() => strip.last().getAttribute("aria-pressed"), (pressed) => pressed === "true", { what: "the newest sample" });
  const second = await settled(excerpts);
  assert.notDeepEqual(second, first);

  await until(() => page.locator(".chart-rung").count(), (count) => count === 3, { what: "two rungs and their head" });
  await page.locator(".chart-rung-main[aria-pressed=false]").click();
  await until(excerpts, (now) => JSON.stringify(now) === JSON.stringify(first), { what: "the first run's samples" });
});

test("a long text is cut into tokens only so far, and the page says so", async (t) => {
  const page = await visit(t, { hash: SMALL });
  await stepReached(page, 1);
  await pause(page);
  const tokens = page.getByTestId("tokens");
  await tokens.locator("textarea").fill("the cat and ".repeat(3000));
  await until(() => tokens.locator(".chart-pieces .chart-token").count(), (count) => count === 2000, { what: "2,000 characters as tokens" });
  assert.match(await tokens.textContent(), /first 2,000 characters/);
});

test("a text that cannot be cut or read says why beside it, and one that is deleted takes everything said of it along", async (t) => {
  const page = await visit(t, { hash: SMALL });
  await stepReached(page, 1);
  await pause(page);
  const tokens = page.getByTestId("tokens");
  const pieces = tokens.locator(".chart-pieces .chart-token");
  const problem = (panel) => page.getByTestId(panel).locator(".problem").textContent();
  await until(() => pieces.count(), (count) => count > 5, { what: "the pieces of the suggestion" });
  await tokens.locator("textarea").fill("a 狐");
  await until(() => problem("tokens"), (text) => /'狐'/.test(text), { what: "what it does not know" });
  assert.equal(await pieces.count(), 0, "no pieces of another text");
  await tokens.locator("textarea").fill("a");
  await until(() => tokens.textContent(), (text) => /1 character in 1 token:/.test(text), { what: "one piece" });
  assert.equal(await problem("tokens"), "");
  await tokens.locator("textarea").fill("");
  await until(() => pieces.count(), (count) => count === 0, { what: "no pieces" });

  const probe = page.getByTestId("probe-text");
  const bars = page.getByTestId("distribution").locator("table.chart-bars");
  await bars.waitFor();
  await probe.fill("狐");
  await until(() => problem("inside"), (text) => /'狐'/.test(text), { what: "what it does not know" });
  await probe.fill("");
  await until(() => problem("inside"), (text) => text === "", { what: "the end of it" });
  assert.equal(await bars.count(), 0, "nothing is expected of no text");
  assert.equal(await page.getByTestId("attention").count(), 1, "the view stays");
  await probe.fill("The");
  await bars.waitFor();
});

test("a text that the page suggested makes room for one of the next run's corpus; one that a person wrote stays", async (t) => {
  const page = await visit(t, { hash: SMALL });
  await stepReached(page, 1);
  await pause(page);
  const [tokens, probe] = [page.getByTestId("tokens").locator("textarea"), page.getByTestId("probe-text")];
  await until(() => tokens.inputValue(), (text) => /[a-z]{3}/.test(text), { what: "an English suggestion" });
  await probe.fill("the cat");
  await set(page, { "corpus.source.kind": "chinese_stories" });
  await page.getByTestId("restart").click();
  await until(() => tokens.inputValue(), (text) => /\p{Script=Han}/u.test(text), { what: "a Chinese suggestion" });
  assert.equal(await probe.inputValue(), "the cat");
});

test("what needs a run is not offered without one", async (t) => {
  const page = await visit(t, { hash: SMALL, expectedErrors: /for the test/ });
  await stepReached(page, 1);
  const needing = ["generate", "export-model.safetensors", "export-tokenizer.json"];
  const offered = () => Promise.all(needing.map((name) => page.getByTestId(name).isEnabled()));
  assert.deepEqual(await offered(), [true, true, true]);
  await page.workers()[0].evaluate(() => { setTimeout(() => { throw new Error("for the test"); }); });
  await page.getByTestId("start-over").waitFor();
  assert.deepEqual(await offered(), [false, false, false]);
  assert.ok(await page.getByTestId("export-metrics.jsonl").isEnabled(), "what was measured is the page's own");
});

test("a token that was pointed at is forgotten with its continuation, also by key", async (t) => {
  const page = await visit(t, { hash: `${BRIEF}&sampling.tokens=20` });
  await phase(page, "finished");
  const tokens = page.getByTestId("continuation").locator(".token");
  await page.getByTestId("generate").click();
  await until(() => tokens.count(), (count) => count === 20, { what: "a continuation" });
  await tokens.nth(3).click();
  const chosen = page.getByTestId("continuation").locator(".token.chosen");
  await chosen.waitFor();
  await page.mouse.move(1, 1);
  await page.keyboard.press("g");
  await until(() => chosen.count(), (count) => count === 0, { what: "nothing chosen" });
});
