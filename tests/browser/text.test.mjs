// Text and tokenizers from outside: files, addresses, tokenizer.json; and what is said of those that are no use.

import assert from "node:assert/strict";
import { test } from "node:test";

import { until, visit } from "./harness.mjs";
import { openFile, pageOfText, pause, phase, set, startAnew, stepReached, takeAlong } from "./page.mjs";

const SMALL = "device=cpu&model.layers=1&model.width=32&model.heads=2&model.context=16";

/** A page that stands still, for the person to change its recipe. */
async function paused(t, options = {}) {
  const page = await visit(t, { hash: SMALL, ...options });
  await stepReached(page, 1);
  await pause(page);
  return page;
}

/** What the page says is wrong, at its top or beside a control. */
const complaint = (page, pattern) => until(
  async () => (await page.getByTestId("problems").textContent()) + (await page.locator(".setting .problem").allTextContents()).join(" "),
  (text) => pattern.test(text),
  { what: String(pattern) },
);

/** Characters of the text that the current run learns from. */
const corpusSize = (page, pattern) => until(() => page.getByTestId("facts").textContent(), (text) => pattern.test(text), { what: String(pattern) });

test("an opened text file is learned from", async (t) => {
  const page = await paused(t);
  await set(page, { "corpus.source.kind": "file" });
  const text = pageOfText(60);
  await openFile(page, "corpus.source.name", "animals.txt", `\ufeff${text}`);
  await stepReached(page, 2);
  await corpusSize(page, new RegExp(text.length.toLocaleString("en-US")));
  await until(() => page.url(), (url) => /animals\.txt/.test(url), { what: "the file's name in the address" });
});

test("the only column of text is taken by itself, of several one is chosen, and another file is asked about anew", async (t) => {
  const page = await paused(t);
  const sentences = pageOfText(60).split(". ");
  await set(page, { "corpus.source.kind": "file" });
  await openFile(page, "corpus.source.name", "numbered.csv", `id,story\n${sentences.map((text, id) => `${id},"${text}, so it is"`).join("\n")}\n`);
  await stepReached(page, 2);
  await pause(page);
  await openFile(page, "corpus.source.name", "stories.csv", `title,story\n${sentences.map((text) => `Tale,"${text}, so it is"`).join("\n")}\n`);
  await complaint(page, /“title”, “story”/);
  const column = page.locator("#corpus-field");
  assert.ok(await column.isVisible(), "the column is asked for in the open");
  assert.deepEqual((await column.locator("option").allTextContents()).slice(1), ["title", "story"]);
  await column.selectOption("story");
  await stepReached(page, 2);
  await pause(page);
  await openFile(page, "corpus.source.name", "stories.jsonl", sentences.map((story) => JSON.stringify({ story })).join("\n"));
  await stepReached(page, 2);
  await pause(page);
  await openFile(page, "corpus.source.name", "more.jsonl", sentences.map((text) => JSON.stringify({ text, title: text })).join("\n"));
  await complaint(page, /“text”, “title”|“title”, “text”/);
});

test("a pasted text that is too long for its box is taken as a file", async (t) => {
  const page = await paused(t);
  await set(page, { "corpus.source.kind": "pasted" });
  const text = pageOfText(60);
  await page.locator("#corpus-source-text").evaluate((box, long) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", long);
    box.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text.repeat(Math.ceil((5 << 20) / text.length)));
  await stepReached(page, 2);
  await corpusSize(page, /5,2\d\d,\d\d\d/);
  assert.equal(await page.locator("#corpus-source-kind").inputValue(), "file");
});

test("files that are no text, empty or too large are refused in words, at their control, and another text is learned from", async (t) => {
  const page = await paused(t);
  await set(page, { "corpus.source.kind": "file" });
  await openFile(page, "corpus.source.name", "empty.txt", "");
  await complaint(page, /empty|no text|too (short|little)/i);
  const input = page.locator("#corpus-source-name");
  assert.equal(await input.getAttribute("aria-invalid"), "true");
  assert.match(await page.locator("#corpus-source-name-problem").textContent(), /empty|no text|too (short|little)/i);
  await openFile(page, "corpus.source.name", "latin.txt", Buffer.from([0x66, 0xfc, 0x72, 0x20, 0x64, 0x69, 0x63, 0x68]));
  await complaint(page, /UTF-8/);
  await input.evaluate((element) => {
    const files = new DataTransfer();
    files.items.add(new File([new Uint8Array(200 << 20)], "huge.txt"));
    element.files = files.files;
    element.dispatchEvent(new Event("change", { bubbles: true }));
  });
  await complaint(page, /larger than 64 MiB/);
  await set(page, { "corpus.source.kind": "english_stories" });
  await startAnew(page);
  await stepReached(page, 2);
});

test("the text at an address is fetched when the person asks, and trouble is told", async (t) => {
  const page = await paused(t, { expectedErrors: /stories\.example|net::ERR|Failed to load|CORS/ });
  const text = pageOfText(50);
  await page.route("https://stories.example/**", (route) => {
    if (route.request().url().endsWith("/good.txt")) {
      return route.fulfill({ body: text, headers: { "access-control-allow-origin": "*" } });
    }
    return route.fulfill({ status: 404, headers: { "access-control-allow-origin": "*" } });
  });
  await set(page, { "corpus.source.kind": "address", "corpus.source.url": "http://stories.example/good.txt" });
  const problem = () => page.locator(".setting[data-path='corpus.source.url']").textContent();
  await page.getByTestId("fetch").click();
  await until(problem, (words) => /https/.test(words));
  await set(page, { "corpus.source.url": "https://stories.example/gone.txt" });
  await page.getByTestId("fetch").click();
  await until(problem, (words) => /404/.test(words));
  await set(page, { "corpus.source.url": "https://stories.example/good.txt" });
  await page.getByTestId("fetch").click();
  await stepReached(page, 2);
  await corpusSize(page, new RegExp(text.length.toLocaleString("en-US")));
});

for (const [kind, vocabulary] of [["bpe", 400], ["word_piece", 300], ["unigram", 300]]) {
  test(`a ${kind} tokenizer is trained in the page, saved, and opened again`, async (t) => {
    const page = await paused(t);
    await set(page, {
      "corpus.source.kind": "pasted", "corpus.source.text": pageOfText(), "tokenizer.kind": kind, "tokenizer.vocabulary": vocabulary,
    });
    await startAnew(page);
    await stepReached(page, 1);
    await pause(page);
    const tokens = page.getByTestId("tokens");
    await tokens.locator("textarea").fill("The bird sings.");
    const pieces = tokens.locator(".chart-pieces .chart-token");
    const cut = await until(() => pieces.allTextContents(), (all) => /s\W*i\W*n\W*g/.test(all.join("")) && all.length < 14, {
      what: "tokens longer than a letter",
    });

    const file = await takeAlong(page, "tokenizer.json");
    await set(page, { "tokenizer.kind": "file" });
    await openFile(page, "tokenizer.name", "tokenizer.json", file);
    await stepReached(page, 1);
    await pause(page);
    await until(() => pieces.allTextContents(), (now) => JSON.stringify(now) === JSON.stringify(cut), { what: "the same tokens" });
  });
}

test("a tokenizer.json that is none is refused in words", async (t) => {
  const page = await paused(t);
  await set(page, { "tokenizer.kind": "file" });
  await page.getByTestId("restart").click();
  const beside = page.locator("#tokenizer-name-problem");
  await until(() => beside.textContent(), (text) => /No tokenizer\.json is open/.test(text), { what: "what is missing" });
  assert.doesNotMatch(await page.getByTestId("problems").textContent(), /to learn from/, "a text is there");
  await openFile(page, "tokenizer.name", "tokenizer.json", "{\"model\": 3}");
  await until(() => beside.textContent(), (text) => /tokenizer/i.test(text) && !/is open/.test(text), { what: "what is wrong with it" });
  assert.equal(await page.locator("#tokenizer-name").getAttribute("aria-invalid"), "true");
  await set(page, { "tokenizer.kind": "character" });
  await startAnew(page);
  await stepReached(page, 2);
});

test("training a tokenizer shows its progress and can be cancelled", async (t) => {
  const page = await paused(t);
  // Enough words that it takes a while: every number is a word of its own.
  const words = Array.from({ length: 120_000 }, (_, index) => ((index * 2654435761) % 4294967296).toString(36)).join(" ");
  await set(page, { "tokenizer.kind": "bpe", "tokenizer.vocabulary": 8000, "corpus.source.kind": "file" });
  await openFile(page, "corpus.source.name", "words.txt", words);
  await phase(page, "preparing");
  await page.getByTestId("cancel").click();
  await phase(page, "idle");
  assert.equal(await page.getByTestId("cancel").isVisible(), false);
  // Deep in its merges the engine hears nothing; it is given up all the same.
  await page.getByTestId("train").click();
  const fraction = () => page.getByTestId("progress").evaluate((bar) => bar.value);
  await until(fraction, (done) => done >= 0.6, { what: "the merges" });
  await page.getByTestId("cancel").click();
  await phase(page, "idle", 10_000);
  await set(page, { "tokenizer.kind": "character", "corpus.source.kind": "english_stories" });
  await startAnew(page);
  await stepReached(page, 2);
});
