// Who is in charge of which run: restarts, reopening, cancelling, engines that do not come, and what the page says of it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { address, until, visit } from "./harness.mjs";
import {
  device, evaluations, openFile, pageOfText, pause, phase, rungs, rungsOf, set, startAnew, stepReached, stepsDone, stored,
  trainToTheEnd,
} from "./page.mjs";

/** A model so small that its steps take milliseconds. */
const TINY = "model.layers=1&model.width=32&model.heads=2&model.context=16";
const OFTEN = "training.evaluate_every=2&training.evaluate_batches=1";

/** Everything that the page complains of. */
const complaints = (page) => page.getByTestId("problems").textContent();

/** Presses buttons one right after the other, each as soon as it is there: faster than any engine answers. */
const pressAtOnce = (page, ...names) => page.evaluate(async (names) => {
  for (const name of names) {
    const button = () => document.querySelector(`[data-testid="${name}"]`);
    const end = Date.now() + 10_000;
    while (!button() && Date.now() < end) await new Promise((resolve) => { setTimeout(resolve); });
    button().click();
  }
}, names);

/** Opens the page after `prepare` has had its way with the browser's requests. */
async function visitPrepared(t, hash, prepare, options) {
  const page = await visit(t, { file: "missing.html", ...options });
  await prepare(page.context());
  await page.goto(`${address}#${hash}`);
  return page;
}

test("a reset while it trains leaves nothing of the run before", async (t) => {
  const page = await visit(t, { hash: `device=cpu&${TINY}&${OFTEN}&training.steps=100000` });
  for (let round = 0; round < 4; round += 1) {
    await stepReached(page, 5 + round);
    await pressAtOnce(page, "reset");
    await phase(page, "paused");
    await page.waitForTimeout(300);
    assert.equal(await stepsDone(page), 0, `round ${round}: it stands at its first step`);
    assert.deepEqual((await evaluations(page)).filter(({ step }) => step > 0), [], "no stray row");
    await page.getByTestId("train").click();
  }
});

test("a run that ends is kept, however soon another takes its place", async (t) => {
  const page = await visit(t, { hash: `device=cpu&${TINY}&training.steps=100000` });
  await stepReached(page, 1);
  await pause(page);
  await set(page, { "training.warmup": 0, "training.steps": 6 });
  await page.evaluate(() => {
    const status = document.querySelector('[data-testid="status"]');
    const watcher = new MutationObserver(() => {
      if (status.dataset.phase !== "finished") return;
      watcher.disconnect();
      document.querySelector('[data-testid="reset"]').click();
    });
    watcher.observe(status, { attributes: true });
  });
  await startAnew(page);
  await phase(page, "paused");
  assert.equal(await stepsDone(page), 0, "another has taken its place");
  await rungsOf(page, 1);
  await rungs(page).first().click();
  await phase(page, "finished");
  assert.equal(await stepsDone(page), 6);
  await page.keyboard.press("s");
  await page.waitForTimeout(300);
  assert.equal(await page.getByTestId("status").getAttribute("data-phase"), "finished", "a single key gives up no run");
});

test("a generation that is stopped while a new run begins does not take that run along", async (t) => {
  const page = await visit(t, { hash: `device=cpu&${TINY}&training.steps=100000&sampling.tokens=2000` });
  await stepReached(page, 2);
  // 2,000 tokens are soon written: who waits from outside may come too late.
  await pressAtOnce(page, "generate", "stop", "reset");
  await phase(page, "paused");
  // Only a run that the page knows of can differ from the recipe.
  await set(page, { "training.warmup": 0, "training.steps": 4 });
  await trainToTheEnd(page);
  await until(() => stepsDone(page), (done) => done === 4);
});

test("two steps asked for at once are two", async (t) => {
  const page = await visit(t, { hash: `device=cpu&${TINY}` });
  await stepReached(page, 1);
  await pause(page);
  const before = await stepsDone(page);
  await pressAtOnce(page, "step", "step");
  await until(() => stepsDone(page), (done) => done === before + 2, { what: "two steps more" });
  await page.waitForTimeout(500);
  assert.equal(await stepsDone(page), before + 2, "and no third");
});

test("a stored run whose file is not at hand can be asked, and the page says what training it needs", async (t) => {
  const page = await visit(t, { hash: `device=cpu&${TINY}&${OFTEN}` });
  await stepReached(page, 1);
  await pause(page);
  await set(page, { "training.warmup": 0, "training.steps": 12, "corpus.source.kind": "file" });
  await openFile(page, "corpus.source.name", "animals.txt", pageOfText());
  await phase(page, "finished");
  await rungsOf(page, 1);
  await until(() => page.url(), (url) => /animals\.txt/.test(url), { what: "the address" });
  await stored(page, 1);

  await page.reload();
  await rungsOf(page, 1);
  await until(() => complaints(page), (text) => /animals\.txt/.test(text), { what: "what is missing" });
  await rungs(page).first().click();
  await until(() => page.getByTestId("toast").textContent(), (text) => /not at hand/.test(text), { what: "what it is good for" });
  await phase(page, "finished");
  assert.equal(await stepsDone(page), 12);
  assert.equal((await evaluations(page)).at(-1).step, 12);
  assert.match(await complaints(page), /animals\.txt/);
  await page.getByTestId("prompt").fill("The ");
  await page.getByTestId("generate").click();
  const length = async () => (await page.getByTestId("continuation").textContent()).length;
  await until(length, (characters) => characters > 20, { what: "a continuation" });

  await page.getByTestId("train").click();
  await page.waitForTimeout(500);
  assert.equal(await page.getByTestId("status").getAttribute("data-phase"), "finished", "it does not train on what is not there");
  assert.equal(await rungs(page).count(), 1);
  await openFile(page, "corpus.source.name", "animals.txt", pageOfText());
  await rungsOf(page, 2);
  assert.equal(await complaints(page), "");
});

test("a run that stops early is the run of its best step, on the chart, on the ladder and when it is reopened", async (t) => {
  const page = await visit(t, {
    hash: `device=cpu&${TINY}&training.evaluate_every=1&training.evaluate_batches=1&training.patience=1&training.warmup=0&training.learning_rate=0.05`,
  });
  await phase(page, "finished");
  const status = await page.getByTestId("status").textContent();
  assert.match(status, /Stopped early/);
  const best = Number(status.replaceAll(",", "").match(/step (\d+)/)[1]);
  await evaluations(page); // Opens the table.
  const rows = await page.getByTestId("loss-chart").locator("details.chart-data tbody tr").evaluateAll((rows) => (
    rows.map((row) => Number(row.cells[0].textContent.replaceAll(",", "")))
  ));
  assert.ok(rows.includes(best), `${best} in ${rows}`);
  assert.ok(rows.slice(1).every((step, index) => step < rows[index]), `the latest first, each once: ${rows}`);
  await rungsOf(page, 1);
  await rungs(page).first().click();
  await until(() => stepsDone(page), (done) => done === best, { what: "the best step" });
  await phase(page, "finished");
  assert.match(await page.getByTestId("status").textContent(), /Stopped early/, "what is over stays over");
  assert.equal((await evaluations(page)).at(-1).step, best);
});

test("an engine that cannot be fetched is said to be missing, and what to do", async (t) => {
  const page = await visitPrepared(t, `device=cpu&${TINY}`, (context) => (
    context.route("**/engine-worker.js*", (route) => route.fulfill({ status: 404, body: "gone" }))
  ), { webgpu: "none", expectedErrors: /404/ });
  const trouble = page.getByTestId("trouble");
  await trouble.waitFor();
  assert.match(await trouble.textContent(), /CPU engine did not load.*script.*Reload/s);
});

test("an engine that has broken gets another chance whenever a run is asked for", async (t) => {
  const page = await visit(t, { webgpu: "none", hash: `device=cpu&${TINY}&${OFTEN}&training.warmup=0&training.steps=5` });
  await rungsOf(page, 1);
  const askedFor = {
    reset: async () => page.getByTestId("reset").click(),
    rung: async () => rungs(page).first().click(),
  };
  for (const [what, ask] of Object.entries(askedFor)) {
    await page.workers()[0].evaluate(() => { setTimeout(() => { throw new Error("broken by the test"); }); });
    await page.getByTestId("trouble").waitFor();
    assert.match(await page.getByTestId("trouble").textContent(), /broken by the test/);
    await ask();
    await page.getByTestId("trouble").waitFor({ state: "hidden" });
    await phase(page, what === "rung" ? "finished" : "paused");
  }
});

test("what is asked for does not wait for an engine that is too busy to hear of it", async (t) => {
  const page = await visit(t, { webgpu: "none", hash: `device=cpu&${TINY}&training.steps=100000` });
  await stepReached(page, 1);
  await pause(page);
  page.workers()[0].evaluate(() => { for (const end = Date.now() + 120_000; Date.now() < end;); }).catch(() => {}); // It is ended.
  await page.waitForTimeout(200);
  await page.getByTestId("reset").click();
  await phase(page, "preparing");
  await page.getByTestId("reset").click();
  await page.getByTestId("train").click();
  await stepReached(page, 2, 20_000);
});

test("who goes on with the CPU goes on with what was asked for, not with what was given up for it", async (t) => {
  const page = await visit(t, { webgpu: "none", hash: `device=cpu&${TINY}&${OFTEN}&training.steps=100000` });
  await stepReached(page, 5);
  await pause(page);
  await page.getByTestId("device").selectOption("gpu");
  await set(page, { "training.warmup": 0, "training.steps": 5 });
  await page.getByTestId("restart").click();
  await page.getByTestId("recover").click();
  await phase(page, "finished");
  assert.equal(await stepsDone(page), 5);
});

test("whoever waits for the GPU engine and then chooses the CPU trains at once", async (t) => {
  const page = await visitPrepared(t, `device=gpu&${TINY}`, (context) => (
    context.route("**/engine-gpu_bg.wasm*", () => {}) // It never comes.
  ), { expectedErrors: /404/ });
  await phase(page, "waiting");
  assert.match(await page.getByTestId("gpu-loading").textContent(), /GPU engine/);
  await page.getByTestId("device").selectOption("cpu");
  await stepReached(page, 2);
  assert.equal(await device(page), "cpu");
});

test("Auto does not load an engine for an emulated GPU, but who insists gets it", async (t) => {
  const page = await visit(t, { hash: TINY });
  const asked = [];
  page.context().on("request", (request) => {
    if (/engine=gpu|engine-gpu/.test(request.url())) asked.push(request.url());
  });
  await until(() => page.getByTestId("device-reason").textContent(), (reason) => /emulated/.test(reason), { what: "the reason" });
  await page.waitForTimeout(500);
  assert.deepEqual(asked, []);
  await page.getByTestId("device").selectOption("gpu");
  await until(() => asked.length, (count) => count > 0, { what: "the GPU engine on its way" });
});

test("what was said against a recipe is taken back when the recipe changes", async (t) => {
  const page = await visit(t, { hash: `device=cpu&${TINY}` });
  await stepReached(page, 1);
  await pause(page);
  await set(page, { "corpus.source.kind": "file" });
  await page.getByTestId("restart").click();
  await until(() => complaints(page), (text) => /No file is open/.test(text), { what: "the complaint" });
  await set(page, { "corpus.source.kind": "english_stories" });
  await until(() => complaints(page), (text) => text === "", { what: "an end of it" });
});

/** Counts the comparisons that engines are asked for, and those that they answer. */
const COUNTS_COMPARISONS = `{
  globalThis.comparisons = { asked: 0, answered: 0 };
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (message, ...rest) {
    if (message.Compare) globalThis.comparisons.asked += 1;
    return postMessage.call(this, message, ...rest);
  };
  globalThis.Worker = class extends Worker {
    constructor(...options) {
      super(...options);
      this.addEventListener("message", ({ data }) => { if (data.Compared) globalThis.comparisons.answered += 1; });
    }
  };
}`;

test("a comparison can be given up, and holds up neither training nor the next one", async (t) => {
  const page = await visit(t, { hash: `device=cpu&${TINY}`, pagePrelude: COUNTS_COMPARISONS });
  await stepReached(page, 1);
  await pause(page);
  // Large enough that reading takes seconds.
  await set(page, {
    "corpus.source.kind": "pasted", "corpus.source.text": pageOfText(),
    "model.layers": 4, "model.heads": 4, "model.width": 128, "model.context": 64, "training.warmup": 0, "training.steps": 2, "training.batch_size": 2,
  });
  await trainToTheEnd(page);
  await rungsOf(page, 1);
  await set(page, { "tokenizer.kind": "byte" });
  await trainToTheEnd(page);
  await rungsOf(page, 2);
  // Different tokenizers: the text is read character by character.
  await page.getByTestId("compare-text").fill(pageOfText(80).slice(0, 1900));
  await pressAtOnce(page, "compare-go");
  await page.getByTestId("compare-cancel").waitFor();
  await page.getByTestId("reset").click();
  await phase(page, "paused", 10_000);
  assert.ok(await page.getByTestId("compare-cancel").isVisible(), "the reset did not wait for the comparison");
  await pressAtOnce(page, "generate", "stop");
  await page.getByTestId("generate").waitFor();
  assert.ok(await page.getByTestId("compare-cancel").isVisible(), "to stop the generation does not stop the comparison");
  await pressAtOnce(page, "compare-cancel");
  await page.getByTestId("compare-cancel").waitFor({ state: "hidden" });
  await page.getByTestId("compare-text").fill("The bird sings.");
  await page.getByTestId("compare-go").click();
  await page.locator(".chart-compare .chart-token").nth(5).waitFor();
  const { asked, answered } = await page.evaluate(() => globalThis.comparisons);
  assert.equal(asked, 2);
  assert.equal(answered, 1, "the engine answers in order, and never answered the one that was given up");

  await t.test("one that is given up while its runs are fetched does not go on with the next", async () => {
    await page.evaluate(async () => {
      const press = async (name) => {
        document.querySelector(`[data-testid="${name}"]`).click();
        // The button changes before anything is fetched.
        await new Promise((resolve) => { queueMicrotask(() => queueMicrotask(() => queueMicrotask(resolve))); });
      };
      await press("compare-go");
      await press("compare-cancel");
      await press("compare-go");
    });
    await page.getByTestId("compare-go").waitFor();
    assert.deepEqual(await page.evaluate(() => globalThis.comparisons), { asked: 3, answered: 2 });
  });
});
