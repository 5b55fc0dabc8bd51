// The address is the experiment.

import assert from "node:assert/strict";
import { test } from "node:test";

import { until, visit } from "./harness.mjs";
import { focused, openFile, pageOfText, phase, set, startAnew, stepReached, stepsDone } from "./page.mjs";

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
    outcomes.push(await until(() => chart.getAttribute("aria-label"), (label) => /step 40.*validation.*best/.test(label), { what: "the last evaluation, and what counting comes to" }));
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

test("a pasted text is still there after a look at another, and after a reload where the link is too short for it", async (t) => {
  const page = await visit(t, { hash: `${RECIPE}&corpus.source.kind=pasted` });
  const text = page.locator("#corpus-source-text");
  // Every number is a word of its own, so that little of it repeats.
  const long = Array.from({ length: 15_000 }, (_, index) => ((index * 2654435761) % 4294967296).toString(36)).join(" ");
  for (const mine of [pageOfText(), long]) {
    await set(page, { "corpus.source.text": mine });
    await set(page, { "corpus.source.kind": "english_stories" });
    await text.waitFor({ state: "detached" });
    await set(page, { "corpus.source.kind": "pasted" });
    assert.equal(await text.inputValue(), mine);
  }
  await until(() => page.getByTestId("left-out").textContent(), (said) => /more than 6 KB/.test(said), { what: "that it is not in the link" });
  await page.waitForTimeout(500); // The address is written when the recipe has rested.
  await page.reload();
  await stepReached(page, 2);
  assert.equal(await text.inputValue(), long);
});

test("a link that names a file does not promise what it cannot hold", async (t) => {
  const page = await visit(t, { hash: RECIPE });
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await set(page, { "corpus.source.kind": "file" });
  await openFile(page, "corpus.source.name", "animals.txt", pageOfText());
  await until(() => page.url(), (url) => /animals\.txt/.test(url), { what: "its name in the address" });
  await page.getByTestId("copy-link").click();
  await until(() => page.getByTestId("toast").textContent(), (text) => /“animals\.txt” but cannot hold it/.test(text), { what: "what is missing" });
});

test("who asks for a run that cannot start is taken to what is wrong", async (t) => {
  const page = await visit(t, { hash: RECIPE });
  await phase(page, "finished");
  await set(page, { "training.schedule.kind": "noam", "training.warmup": 0 });
  await page.getByTestId("restart").click();
  await until(() => focused(page), (id) => id === "training-warmup", { what: "the focus on the warm-up" });
  assert.match(await page.locator("#training-warmup-problem").textContent(), /needs a warm-up/);
  // Only the text tells that it is too short.
  await set(page, { "training.warmup": 5, "corpus.source.kind": "pasted", "corpus.source.text": "one two three" });
  await page.getByTestId("restart").click();
  await until(() => focused(page), (id) => /^corpus/.test(id), { what: "the focus on the text" });
});

test("how large a model will be is said before it is trained", async (t) => {
  const page = await visit(t, { hash: RECIPE });
  await phase(page, "finished");
  const parameters = () => page.getByTestId("facts").locator("dd").first().textContent();
  const small = Number((await parameters()).replaceAll(",", ""));
  await set(page, { "model.width": 64 });
  const large = await until(async () => Number((await parameters()).replaceAll(",", "")), (now) => now > 3 * small, { what: "more parameters" });
  await startAnew(page);
  await phase(page, "finished");
  assert.equal(Number((await parameters()).replaceAll(",", "")), large);
  const run = () => page.getByTestId("status").getAttribute("data-run");
  const before = await run();
  await set(page, { "model.width": 2048, "model.layers": 24 });
  await until(() => page.getByTestId("problems").textContent(), (text) => /million parameters/.test(text), { what: "that it is too large" });
  await page.getByTestId("restart").click();
  await page.waitForTimeout(500);
  assert.equal(await run(), before, "the run stays");
  await set(page, { "model.width": 64, "model.layers": 1, "tokenizer.kind": "byte" });
  await until(parameters, (now) => now === "–", { what: "that nobody knows yet" });
});
