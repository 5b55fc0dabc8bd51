// What is kept: the recipe in the address, finished runs in the browser, the page itself without a network.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";

import { address, until, visit } from "./harness.mjs";
import { enter, focused, inStorage, openFile, pageOfText, pause, phase, rungsOf, set, stepReached, stepsDone, trainToTheEnd } from "./page.mjs";

const SMALL = "device=cpu&model.layers=1&model.width=32&model.heads=2&model.context=16";

/** Counting: over as soon as it has begun. */
const TRIGRAM = "device=cpu&model.kind=ngram&model.order=2";

const fragment = (page) => page.evaluate(() => location.hash.slice(1));

/** Waits until the address matches; it is written once the recipe rests. */
const fragmentLike = (page, pattern) => until(() => fragment(page), (hash) => pattern.test(hash), { what: String(pattern) });

/** A page in which a script ran before anything else. */
function visitAfter(t, script, options = {}) {
  return visit(t, { hash: SMALL, pagePrelude: `(${script})()`, ...options });
}

/** Waits until the page's notices say something like this. */
const noticed = (page, pattern) => until(
  async () => (await page.getByTestId("notice").allTextContents()).join(" "),
  (text) => pattern.test(text),
  { what: String(pattern) },
);

test("each preset sets its recipe and starts", async (t) => {
  const page = await visit(t, { hash: SMALL });
  await stepReached(page, 1);
  const presets = {
    "first-words": /optimizer\.kind=muon/,
    "thirty-seconds": /optimizer\.kind=muon/,
    "reads-like-the-corpus": /model\.layers=4/,
    "nanogpt-cpu": /training\.evaluate_every=250/,
    trigram: /model\.kind=ngram/,
    lstm: /model\.kind=lstm/,
    counting: /smoothing\.kind=kneser_ney/,
  };
  const names = await page.getByTestId("presets").locator("button").evaluateAll((all) => all.map(({ dataset }) => dataset.testid.replace("preset-", "")));
  assert.deepEqual(new Set(names), new Set(Object.keys(presets)));
  for (const [name, recipe] of Object.entries(presets)) {
    const button = page.getByTestId(`preset-${name}`);
    await button.click();
    await until(() => button.getAttribute("aria-pressed"), (pressed) => pressed === "true", { what: `${name}, pressed` });
    assert.match(await fragmentLike(page, recipe), /device=cpu/, "the person's device stays");
    await until(() => page.getByTestId("status").getAttribute("data-phase"), (now) => ["running", "finished"].includes(now), { what: `${name}, training` });
  }
});

test("“Copy link” puts the whole address on the clipboard", async (t) => {
  const page = await visit(t, { hash: SMALL });
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByTestId("copy-link").click();
  await until(() => page.getByTestId("toast").textContent(), (text) => /Link copied/.test(text), { what: "the toast" });
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied, page.url());
  for (const item of SMALL.split("&")) assert.ok(copied.includes(item), `${item} in ${copied}`);
  assert.equal(await page.getByTestId("link-to-copy").count(), 0);
});

test("where the page may not copy, the link is there to be copied by hand", async (t) => {
  // As on a page that came over an unencrypted connection.
  const page = await visitAfter(t, () => Object.defineProperty(Navigator.prototype, "clipboard", { get: () => undefined }));
  await stepReached(page, 1);
  await page.getByTestId("copy-link").click();
  const link = page.getByTestId("link-to-copy");
  await link.waitFor();
  assert.equal(await link.inputValue(), page.url());
  await until(() => link.evaluate((field) => field.value.slice(field.selectionStart, field.selectionEnd)), (text) => text === page.url(), { what: "the link, selected" });
  await set(page, { "model.width": 64 });
  await link.waitFor({ state: "detached" });
});

test("a pasted text travels in the link; one that is too long does not, and the page says so", async (t) => {
  const page = await visit(t, { hash: `${SMALL}&corpus.source.kind=pasted` });
  const text = pageOfText(100);
  await set(page, { "corpus.source.text": text });
  const hash = await fragmentLike(page, /corpus\.source\.text\.z=/);
  const other = await visit(t, { hash });
  await stepReached(other, 1);
  assert.equal(await other.locator("#corpus-source-text").inputValue(), text);

  // Every number is a word of its own, so that little of it repeats.
  const noise = Array.from({ length: 15_000 }, (_, index) => ((index * 2654435761) % 4294967296).toString(36)).join(" ");
  await set(other, { "corpus.source.text": noise });
  await until(() => other.getByTestId("left-out").textContent(), (said) => /more than 6 KB/.test(said), { what: "why it is not in the link" });
  assert.doesNotMatch(await fragment(other), /corpus\.source\.text/);
  await set(other, { "corpus.source.text": text });
  await until(() => other.getByTestId("left-out").textContent(), (said) => said === "", { what: "the end of that" });
  assert.equal(await fragmentLike(other, /corpus\.source\.text\.z=/), hash);
});

test("an address that is edited in place is followed: recipe, language and appearance", async (t) => {
  const page = await visit(t, { hash: `${SMALL}&lang=zh&theme=dark` });
  await stepReached(page, 1);
  const html = page.locator("html");
  assert.deepEqual([await html.getAttribute("lang"), await html.getAttribute("data-theme")], ["zh", "dark"]);
  await page.evaluate((hash) => { location.hash = hash; }, `${TRIGRAM}&lang=en&theme=light`);
  await phase(page, "finished");
  assert.deepEqual([await html.getAttribute("lang"), await html.getAttribute("data-theme")], ["en", "light"]);
  assert.equal(await page.locator("#model-kind").inputValue(), "ngram");
  assert.match(await fragmentLike(page, /model\.kind=ngram/), /lang=en&theme=light/);
});

test("who reads Chinese sees Chinese stories, unless the address says what is read", async (t) => {
  const page = await visit(t, { language: "zh-CN" });
  const text = page.locator("#corpus-source-kind");
  await fragmentLike(page, /corpus\.source\.kind=chinese_stories/);
  assert.equal(await text.inputValue(), "chinese_stories");
  await page.getByTestId("preset-trigram").click();
  assert.match(await fragmentLike(page, /model\.kind=ngram/), /corpus\.source\.kind=chinese_stories/, "a preset keeps the text");
  await phase(page, "finished");
  assert.match(await page.getByTestId("outcome").textContent(), /它越过了均匀猜测、一元和二元/);

  const english = await visit(t, { hash: "device=cpu" });
  await english.getByTestId("device").selectOption("auto");
  const link = await fragmentLike(english, /^corpus/);
  assert.equal(link, "corpus.source.kind=english_stories", "a link to the default recipe");
  const shared = await visit(t, { language: "zh-CN", hash: link });
  await stepReached(shared, 1);
  assert.equal(await shared.locator("html").getAttribute("lang"), "zh");
  assert.equal(await shared.locator("#corpus-source-kind").inputValue(), "english_stories");
  assert.equal(await fragment(shared), link);
});

test("one press of an arrow key moves a slider to another value", async (t) => {
  const page = await visit(t, { hash: SMALL });
  await stepReached(page, 1);
  await pause(page);
  await page.locator("details.more").evaluateAll((all) => all.forEach((details) => { details.open = true; }));
  for (const [path, from] of [["model.layers", "1"], ["training.steps", "1000"], ["training.learning_rate", "0.002"], ["model.dropout", "0"]]) {
    const typed = page.locator(`#${path.replaceAll(".", "-")}`);
    await set(page, { [path]: from });
    const slider = page.locator(`.setting[data-path="${path}"] input[type=range]`);
    await slider.focus();
    await page.keyboard.press("ArrowRight");
    const higher = await until(() => typed.inputValue(), (value) => value !== from, { what: `${path} other than ${from}` });
    assert.ok(Number(higher) > Number(from), `${path}: ${from} → ${higher}`);
    if (path === "model.layers") assert.equal(higher, "2");
    await page.keyboard.press("ArrowLeft");
    await until(() => typed.inputValue(), (value) => Number(value) < Number(higher), { what: `${path} back` });
  }
});

test("without storage a finished run is on the ladder for the visit, can be compared, and the page says what that means", async (t) => {
  const page = await visitAfter(t, () => {
    IDBFactory.prototype.open = () => { throw new DOMException("no storage today", "UnknownError"); };
  }, { hash: TRIGRAM });
  await phase(page, "finished");
  await rungsOf(page, 1);
  await noticed(page, /this visit only.*no storage today/);
  await set(page, { "model.order": 1 });
  await trainToTheEnd(page);
  await rungsOf(page, 2);
  assert.equal(await page.getByTestId("notice").count(), 1, "it is said once");
  await page.getByTestId("compare-text").fill("The old cat sat");
  await page.getByTestId("compare-go").click();
  await page.locator(".chart-compare .chart-token").nth(5).waitFor();
  await page.locator(".chart-delete").first().click();
  await rungsOf(page, 1);
});

test("a run that the storage takes back at the last moment takes nothing else with it", async (t) => {
  const page = await visit(t, { hash: TRIGRAM });
  await phase(page, "finished");
  await rungsOf(page, 1);
  await until(() => storedRuns(page), (count) => count === 1, { what: "one stored run" });
  // As when the quota is found to be exceeded: each request succeeds, and then the transaction does not.
  await page.evaluate(() => {
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (...values) {
      const request = put.apply(this, values);
      request.addEventListener("success", () => this.transaction.abort(), { once: true });
      return request;
    };
  });
  await set(page, { "model.order": 1 });
  await trainToTheEnd(page);
  await rungsOf(page, 2);
  await noticed(page, /this visit only/);
  assert.equal(await storedRuns(page), 1);
  await page.goto("about:blank");
  await page.goto(`${address}#${SMALL}`);
  await rungsOf(page, 1);
});

/** Entries of the database, but only if its two stores agree. */
async function storedRuns(page) {
  const [runs, artifacts] = await inStorage(page, (...stores) => stores.map((store) => store.count()));
  assert.equal(runs, artifacts, "each run has its artifact");
  return runs;
}

test("what was stored by another build, or left over, makes room first and is never in the way", async (t) => {
  const page = await visit(t, { hash: TRIGRAM });
  await phase(page, "finished");
  await until(() => storedRuns(page), (count) => count === 1, { what: "one stored run" });
  await inStorage(page, (runs, artifacts) => {
    for (let index = 0; index < 30; index += 1) runs.put({ artifact_bytes: 1, from: "elsewhere" }, `000${index}`);
    return [artifacts.put({ weights: new Uint8Array(9) }, "orphan")];
  });
  await set(page, { "model.order": 1 });
  await trainToTheEnd(page);
  await rungsOf(page, 2);
  const allKeys = () => inStorage(page, (...stores) => stores.map((store) => store.getAllKeys()));
  const keys = await until(allKeys, ([runs]) => runs.length <= 24, { what: "24 runs at most" });
  assert.equal(keys[1].length, 2, `the weights of two runs: ${keys[1]}`);
  await page.goto("about:blank");
  await page.goto(`${address}#${SMALL}`);
  await rungsOf(page, 2);
});

test("a text that comes slowly shows how much has come and can be cancelled; one without an end is refused", async (t) => {
  const page = await visit(t, { hash: `${SMALL}&corpus.source.kind=address` });
  await page.locator("#corpus-source-url").waitFor();
  await page.evaluate(() => {
    const { fetch } = window;
    window.aborted = 0;
    window.fetch = (url, options) => {
      if (!String(url).startsWith("https://stories.example/")) return fetch(url, options);
      const slow = url.endsWith("/slow.txt");
      let open = true;
      return Promise.resolve(new Response(new ReadableStream({
        start(controller) {
          options.signal.addEventListener("abort", () => {
            window.aborted += 1;
            open = false;
            controller.error(new DOMException("given up", "AbortError"));
          });
        },
        async pull(controller) {
          if (slow) await new Promise((resolve) => { setTimeout(resolve, 50); });
          if (open) controller.enqueue(new Uint8Array(slow ? 10_000 : 1 << 20).fill(97));
        },
      })));
    };
  });
  const aborted = (count) => until(() => page.evaluate(() => window.aborted), (now) => now === count, { what: `${count} given up` });
  const setting = page.locator(".setting[data-path='corpus.source.url']");
  const fetching = page.getByTestId("fetch");
  const cancel = page.getByTestId("cancel-fetch");
  await set(page, { "corpus.source.url": "https://stories.example/slow.txt" });
  await fetching.click();
  await until(() => page.getByTestId("fetched").textContent(), (text) => /\d/.test(text), { what: "how much has come" });
  assert.equal(await fetching.count(), 0, "one attempt at a time");
  await enter(page, cancel);
  await aborted(1);
  await fetching.waitFor();
  assert.equal(await focused(page), "fetch", "the focus stays where it was pressed");
  assert.equal(await cancel.count(), 0);
  assert.equal((await setting.locator("[role=alert]").allTextContents()).join(""), "", "who cancels is not told of trouble");

  await fetching.click();
  await cancel.waitFor();
  await set(page, { "corpus.source.url": "https://stories.example/endless.txt" });
  await aborted(2);
  await fetching.click();
  await until(() => setting.textContent(), (text) => /larger than 64 MiB/.test(text), { what: "the refusal" });
  await aborted(3);
});

test("a tokenizer.json whose numbers run away is refused in words, and the engine lives", async (t) => {
  const page = await visit(t, { hash: SMALL });
  await stepReached(page, 1);
  await pause(page);
  await set(page, { "tokenizer.kind": "file" });
  const model = { type: "WordLevel", vocab: { "<unk>": 0, a: 1, b: 4_000_000_000 }, unk_token: "<unk>" };
  await openFile(page, "tokenizer.name", "tokenizer.json", JSON.stringify({
    version: "1.0", truncation: null, padding: null, added_tokens: [], normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null, model,
  }));
  await until(() => page.getByTestId("problems").textContent(), (text) => /4000000000/.test(text), { what: "the refusal" });
  await set(page, { "tokenizer.kind": "character" });
  // With no run to restart it is the main button that starts one.
  await page.getByTestId("restart").or(page.getByTestId("train")).first().click();
  await stepReached(page, 2);
});

/** The site at a place of its own, which can publish another build, hold an answer back, and go off the net. */
async function ownSite(t) {
  const [, build] = (await (await fetch(address)).text()).match(/boot\.js\?v=([0-9a-f]{16})/);
  let published = build;
  let goOn;
  const held = new Promise((resolve) => { goOn = resolve; });
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, address);
    if (url.pathname.endsWith("/held")) {
      // What varies by everything cannot be kept in a cache: the browser refuses.
      response.writeHead(200, { "content-type": "application/octet-stream", vary: "*" });
      response.write("a".repeat(5000));
      await held;
      response.end("b");
      return;
    }
    const answer = await fetch(url);
    const type = answer.headers.get("content-type");
    let body = Buffer.from(await answer.arrayBuffer());
    if (/html|javascript/.test(type)) body = Buffer.from(body.toString().replaceAll(build, published));
    response.writeHead(answer.status, { "content-type": type, "content-length": body.length, "cache-control": "max-age=600" });
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  t.after(close);
  const origin = `http://localhost:${server.address().port}`;
  return { origin, address: `${origin}/babble/`, build, publish: (name) => { published = name; }, goOn, close };
}

/** Visits such a site with its service worker; errors of a network that is gone belong to these tests. */
async function visitOwnSite(t, site) {
  const page = await visit(t, {
    file: "icon.svg", serviceWorker: "allow", expectedErrors: new RegExp(`${site.origin}|net::ERR_|Failed to (fetch|load)|favicon`),
  });
  await page.goto(`${site.address}#${SMALL}`);
  await stepReached(page, 1);
  await until(() => page.evaluate(() => Boolean(navigator.serviceWorker.controller)), Boolean, { what: "the service worker" });
  return page;
}

test("the service worker passes an answer on while it comes, also one that it cannot keep", async (t) => {
  const site = await ownSite(t);
  const page = await visitOwnSite(t, site);
  const read = page.evaluate(async () => {
    const tooLate = (_, reject) => { setTimeout(() => reject(new Error("nothing came")), 15_000); };
    const response = await Promise.race([fetch("./held?v=1"), new Promise(tooLate)]);
    window.reader = response.body.getReader();
    const { value } = await Promise.race([window.reader.read(), new Promise(tooLate)]);
    return value.length;
  });
  const first = await read;
  assert.ok(first > 0 && first <= 5000, `${first} bytes before the answer was over`);
  site.goOn();
  const rest = await page.evaluate(async () => {
    let length = 0;
    for (;;) {
      const { value, done } = await window.reader.read();
      if (done) return length;
      length += value.length;
    }
  });
  assert.equal(first + rest, 5001);
});

test("a new build takes over on the next visit, which needs no network", async (t) => {
  const site = await ownSite(t);
  const page = await visitOwnSite(t, site);
  const build = (page) => page.evaluate(() => document.documentElement.dataset.build);
  const next = "fedcba9876543210";
  site.publish(next);
  await page.evaluate(async () => { await (await navigator.serviceWorker.getRegistration()).update(); });
  const waits = () => page.evaluate(async () => Boolean((await navigator.serviceWorker.getRegistration()).waiting));
  await until(waits, Boolean, { what: "the new build's service worker" });
  assert.equal(await build(page), site.build, "an open page keeps its build");

  const context = page.context();
  await page.close();
  // It takes over when the browser notices that the last page is gone.
  await new Promise((resolve) => { setTimeout(resolve, 2_000); });
  site.close();
  const later = await context.newPage();
  await later.goto(`${site.address}#${SMALL}`);
  await stepReached(later, 2);
  assert.equal(await build(later), next);
  assert.deepEqual(await later.evaluate(() => caches.keys()), [`babble-${next}`]);
});

/** A run that nobody waits for the end of. */
const ENDLESS = `${SMALL}&training.steps=100000&training.evaluate_every=20&training.evaluate_batches=1`;

/** The id of the current run. */
const current = (page) => page.getByTestId("status").getAttribute("data-run");

test("a run that a reload breaks off is offered, goes on where it was, and is offered to no other tab meanwhile", async (t) => {
  const page = await visit(t, { hash: ENDLESS });
  await stepReached(page, 40);
  const id = await current(page);
  // Pausing keeps the state, as an evaluation does every few seconds.
  await pause(page);
  const reached = await stepsDone(page);
  const kept = () => inStorage(page, (unfinished) => [unfinished.getAllKeys()], ["unfinished"]);
  await until(kept, ([keys]) => keys.includes(id), { what: "the unfinished run in the storage" });
  await page.reload();
  const offer = page.getByTestId("unfinished");
  await until(() => offer.textContent(), (text) => text.includes("An unfinished run: GPT · English stories, step"), { what: "the offer" });
  assert.notEqual(await current(page), id, "the link's own run has begun");
  await page.getByTestId("go-on").click();
  await until(() => current(page), (now) => now === id, { what: "the unfinished run" });
  await stepReached(page, reached + 20);
  assert.equal(await offer.textContent(), "");

  const other = await page.context().newPage();
  await other.goto(`${address}#${ENDLESS}`);
  await stepReached(other, 5);
  // Longer than tabs wait for each other.
  await other.waitForTimeout(1_500);
  assert.equal(await other.getByTestId("unfinished").textContent(), "", "it is alive in the first tab");
});

test("Back returns to the run of the preset before, Forward to the one that was left, and Undo takes back a Reset", async (t) => {
  const page = await visit(t, { hash: ENDLESS });
  await stepReached(page, 40);
  const [first, link] = [await current(page), await fragment(page)];
  await page.getByTestId("preset-lstm").click();
  await fragmentLike(page, /model\.kind=lstm/);
  await until(() => page.getByTestId("regret").textContent(), (text) => /left at step \d+ of 100,000/.test(text), { what: "that a run was given up" });
  await page.goBack();
  await until(() => current(page), (now) => now === first, { what: "the first run" });
  await stepReached(page, 41);
  assert.equal(await fragment(page), link);
  await page.goForward();
  await fragmentLike(page, /model\.kind=lstm/);
  await page.goBack();
  await until(() => current(page), (now) => now === first, { what: "the first run once more" });
  await stepReached(page, 42);

  await pause(page);
  const reached = await stepsDone(page);
  await page.keyboard.press("Shift+R");
  await until(() => stepsDone(page), (done) => done === 0, { what: "the first step" });
  await page.getByTestId("bring-back").click();
  await until(() => current(page), (now) => now === first, { what: "the run that was given up" });
  await phase(page, "paused");
  assert.equal(await stepsDone(page), reached);
  assert.equal(await page.getByTestId("regret").textContent(), "");
});
