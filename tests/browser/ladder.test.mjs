// Three families, one page of text, one axis: what runs that are over are good for.

import assert from "node:assert/strict";
import { test } from "node:test";

import { screenshot, until, visit } from "./harness.mjs";
import { enter, focused, pageOfText, pause, phase, rungs, rungsOf, set, startAnew, stepReached, stepsDone, stored, takeAlong, trainToTheEnd } from "./page.mjs";

const SHORT = { "training.steps": 60, "training.batch_size": 8, "training.evaluate_every": 20, "training.evaluate_batches": 4 };

/** Who stands on the ladder, the best first: names and losses. */
function standing(page) {
  return rungs(page).evaluateAll((buttons) => buttons.map((button) => ({
    name: button.querySelector(".chart-rung-name").textContent,
    nats: Number(button.querySelector(".chart-rung-dot b").textContent),
  })));
}

test("a pasted page, BPE trained in front of the person, a trigram, an LSTM and a GPT: one axis, and where they disagree", async (t) => {
  const page = await visit(t, { hash: "device=cpu", viewport: { width: 1280, height: 1000 } });
  await stepReached(page, 1);
  await pause(page);
  await set(page, {
    "corpus.source.kind": "pasted",
    "corpus.source.text": pageOfText(),
    "tokenizer.kind": "bpe",
    "tokenizer.vocabulary": 300,
    "model.kind": "ngram",
    "model.order": 2,
  });
  await startAnew(page);
  await phase(page, "finished");
  await rungsOf(page, 1);
  await page.getByTestId("counts").waitFor();

  await set(page, { "model.kind": "lstm", "model.width": 32, ...SHORT });
  await trainToTheEnd(page);
  await rungsOf(page, 2);
  await page.getByTestId("units").waitFor();
  await set(page, { "model.kind": "gpt", "model.layers": 1, "model.heads": 2, "model.width": 32, "model.context": 32, ...SHORT });
  await trainToTheEnd(page);
  await rungsOf(page, 3);
  const three = await standing(page);
  for (const { name, nats } of three) assert.ok(nats > 0 && nats < Math.log(300), `${name}: ${nats}`);
  assert.equal(new Set(three.map(({ name }) => name)).size, 3, "each is named by what differs");
  assert.ok(three.some(({ name }) => /LSTM/.test(name)) && three.some(({ name }) => /trigram/.test(name)), JSON.stringify(three));

  await t.test("the three are compared on a text, and a click tells where they disagree, in nats", async () => {
    await page.getByTestId("compare-text").fill("The bird sings under the old tree.");
    await page.getByTestId("compare-go").click();
    const compared = page.locator(".chart-compare");
    const symbols = compared.locator(".chart-token");
    await symbols.nth(5).waitFor();
    assert.equal((await symbols.allTextContents()).join("").replaceAll(/[·␣]/g, " ").trim(), "The bird sings under the old tree.");
    const told = () => compared.locator(".chart-figures").first().textContent();
    assert.match(await told(), /^where it is largest: “.+” \(no\. \d+\) · Jensen–Shannon \d\.\d+ nats/);
    await symbols.nth(3).click();
    await until(told, (text) => /^“.+” \(no\. 4\) · Jensen–Shannon \d\.\d+ nats/.test(text), { what: "the fourth symbol" });
    assert.equal(await compared.locator(".chart-beliefs table.chart-bars").count(), 3, "three distributions, side by side");
    await compared.scrollIntoViewIfNeeded();
    await screenshot(page, "compare", { fullPage: true });
  });

  await t.test("another comparison opens where it is largest, and the key that asked for it keeps the focus", async () => {
    await page.getByTestId("compare-text").fill("The fish swims.");
    await enter(page, page.getByTestId("compare-go"));
    const compared = page.locator(".chart-compare");
    const text = async () => (await compared.locator(".chart-token").allTextContents()).join("").replaceAll(/[·␣]/g, " ").trim();
    await until(text, (now) => now === "The fish swims.", { what: "the other text" });
    await until(() => compared.locator(".chart-figures").first().textContent(), (told) => /^where it is largest/.test(told), { what: "the largest" });
    assert.equal(await focused(page), "compare-go");
  });

  await t.test("a click on a rung makes its run the current one again", async () => {
    const ngram = three.findIndex(({ name }) => /trigram/.test(name));
    await rungs(page).nth(ngram).click();
    await page.getByTestId("counts").waitFor();
    assert.equal(await page.locator("#model-kind").inputValue(), "ngram");
  });

  await t.test("runs survive a reload, and can be deleted and had back", async () => {
    const all = await rungs(page).allTextContents();
    await page.locator(".chart-delete").first().click();
    await rungsOf(page, 2);
    await page.getByTestId("undelete").click();
    await rungsOf(page, 3);
    assert.deepEqual(await rungs(page).allTextContents(), all);
    await stored(page, 3);
    await page.reload();
    await rungsOf(page, 3);
    // The recipe of the link trains again; a run that is opened takes its place.
    await rungs(page).last().click();
    await phase(page, "finished");
    await page.locator(".chart-delete").first().click();
    await rungsOf(page, 2);
    await stored(page, 2);
    await page.reload();
    await rungsOf(page, 2);
  });
});

test("runs with different tokenizers are compared by characters", async (t) => {
  const page = await visit(t, { hash: "device=cpu" });
  await stepReached(page, 1);
  await pause(page);
  await set(page, { "corpus.source.kind": "pasted", "corpus.source.text": pageOfText(), "model.kind": "ngram", "model.order": 2 });
  await startAnew(page);
  await rungsOf(page, 1);
  await set(page, { "tokenizer.kind": "word_piece", "tokenizer.vocabulary": 120 });
  await trainToTheEnd(page);
  await rungsOf(page, 2);
  await page.getByTestId("compare-text").fill("the fish swims by the river.");
  await page.getByTestId("compare-go").click();
  const compared = page.locator(".chart-compare");
  await compared.locator(".chart-token").nth(10).waitFor();
  assert.match(await compared.textContent(), /tokenizers differ/);
});

test("a finished run is handed over as files that other tools open", async (t) => {
  const page = await visit(t, { hash: "device=cpu&training.steps=20&training.warmup=0&model.layers=1&model.width=32&model.heads=2" });
  await phase(page, "finished");
  assert.equal(await stepsDone(page), 20);
  const weights = await takeAlong(page, "model.safetensors");
  const header = JSON.parse(weights.subarray(8, 8 + Number(weights.readBigUInt64LE(0))).toString());
  const tensors = Object.entries(header).filter(([name]) => name !== "__metadata__");
  assert.ok(tensors.length > 5 && tensors.every(([, { dtype }]) => dtype === "F32"), Object.keys(header).join());
  const tokenizer = JSON.parse(await takeAlong(page, "tokenizer.json"));
  assert.ok(tokenizer.model.vocab);
  const experiment = JSON.parse(await takeAlong(page, "experiment.json"));
  assert.equal(experiment.training.steps, 20);
  const metrics = (await takeAlong(page, "metrics.jsonl")).toString().trim().split("\n").map((line) => JSON.parse(line));
  assert.ok(metrics.length >= 20 && metrics.at(-1).step === 20);
});
