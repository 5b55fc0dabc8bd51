// What the tests know about the page: where things are, and how to read them.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { until } from "./harness.mjs";

/** Steps done, from the transport: "step 120 of 2,000". */
export async function stepsDone(page) {
  const text = await page.getByTestId("steps-done").textContent();
  const number = text.replaceAll(/[,\s]/g, "").match(/\d+/);
  return number ? Number(number[0]) : 0;
}

/** Waits until the run has done so many steps. */
export function stepReached(page, step, timeout = 60_000) {
  return until(() => stepsDone(page), (done) => done >= step, { timeout, what: `step ${step}` });
}

/** The evaluations so far, oldest first, from the loss chart's table: `[{ step, train, validation }]`. */
export async function evaluations(page) {
  const details = page.getByTestId("loss-chart").locator("details.chart-data");
  if (await details.getAttribute("open") === null) await details.locator("summary").click();
  const rows = await details.locator("tbody tr").evaluateAll((rows) => rows.map((row) => (
    [...row.cells].map((cell) => Number(cell.textContent.replaceAll(",", "")))
  )));
  return rows.map(([step, train, validation]) => ({ step, train, validation })).sort((a, b) => a.step - b.step);
}

/** Pauses a running page and waits until it stands still. */
export async function pause(page) {
  await page.getByTestId("pause").click();
  await page.getByTestId("train").waitFor();
}

/** Which engine computes now: cpu or gpu. */
export function device(page) {
  return page.getByTestId("device-badge").getAttribute("data-device");
}

/** A setting's own control, in the recipe; opens the disclosure that it may be behind. */
async function control(page, path) {
  const control = page.locator(`#${path.replaceAll(".", "-")}`);
  await control.waitFor({ state: "attached" });
  await control.evaluate((element) => {
    for (let around = element.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
  });
  return control;
}

/** Sets settings by their paths, in order, as a person does: `{ "model.kind": "lstm", "model.width": 32 }`. */
export async function set(page, settings) {
  for (const [path, value] of Object.entries(settings)) {
    const found = await control(page, path);
    if (await found.evaluate((element) => element.tagName) === "SELECT") await found.selectOption(String(value));
    else await found.fill(String(value));
  }
}

/** Opens a file at a setting that takes one. */
export async function openFile(page, path, name, content) {
  const input = await control(page, path);
  await input.setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(content) });
}

/** Starts anew with the recipe as it stands, from wherever the page is. */
export async function startAnew(page) {
  const run = () => page.getByTestId("status").getAttribute("data-run");
  const before = await run();
  const restart = page.getByTestId("restart");
  // It is offered where a run stands that has another recipe.
  await restart.waitFor({ timeout: 2_000 }).catch(() => {});
  await (await restart.isVisible() ? restart : page.getByTestId("train")).click();
  await until(run, (now) => now !== null && now !== before, { what: "another run" });
}

/** Starts anew, and waits until that run is over. */
export async function trainToTheEnd(page, timeout = 120_000) {
  await startAnew(page);
  await phase(page, "finished", timeout);
}

/** Waits until the run stands like this: preparing, running, paused, finished, failed, idle. */
export function phase(page, wanted, timeout = 60_000) {
  const read = () => page.getByTestId("status").getAttribute("data-phase");
  return until(read, (phase) => phase === wanted, { timeout, what: `the phase “${wanted}”` });
}

/** The rungs of the ladder, the best first. */
export const rungs = (page) => page.locator(".chart-rung-main");

/** Waits for so many rungs on the ladder. */
export const rungsOf = (page, wanted) => until(() => rungs(page).count(), (count) => count === wanted, { what: `${wanted} rungs` });

/** Takes a file of the current run along, and returns its bytes. */
export async function takeAlong(page, name) {
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByTestId(`export-${name}`).click()]);
  if (file.suggestedFilename() !== name) throw new Error(`${file.suggestedFilename()} instead of ${name}`);
  const parts = [];
  for await (const part of await file.createReadStream()) parts.push(part);
  return Buffer.concat(parts);
}

/**
 * Opens the page's database beside the page, and returns what `ask(runs, artifacts)`, or with other `stores` these, asked for: a
 * list of requests to them, whose results come once the transaction is complete. `ask` knows nothing of what is around it.
 */
export function inStorage(page, ask, stores = ["runs", "artifacts"]) {
  return page.evaluate(`new Promise((resolve, reject) => {
    const opening = indexedDB.open("babble");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const stores = ${JSON.stringify(stores)};
      const transaction = database.transaction(stores, "readwrite");
      const requests = (${ask})(...stores.map((name) => transaction.objectStore(name)));
      transaction.oncomplete = () => { database.close(); resolve(requests.map(({ result }) => result)); };
      transaction.onabort = () => reject(transaction.error);
    };
  })`);
}

/** Waits until the browser has stored so many runs: they are on the ladder a moment before that. */
export function stored(page, wanted) {
  const count = async () => (await inStorage(page, (runs) => [runs.count()]))[0];
  return until(count, (now) => now === wanted, { what: `${wanted} stored runs` });
}

/** A page of text that nobody else has: sentences of which each noun wants its own verb. */
export function pageOfText(sentences = 120) {
  const pairs = [["cat", "sleeps"], ["dog", "barks"], ["bird", "sings"], ["fish", "swims"], ["child", "laughs"]];
  const places = ["by the river", "in the garden", "on the hill", "under the old tree", "near the small house"];
  return Array.from({ length: sentences }, (_, index) => {
    const [noun, verb] = pairs[(index * 7) % pairs.length];
    return `The ${noun} ${verb} ${places[(index * 3 + (index >> 2)) % places.length]}.`;
  }).join(" ");
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe has to say against the page as it stands, as readable lines. */
export async function violations(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
  }));
  return violations.flatMap(({ id, help, nodes }) => (
    nodes.map(({ target, failureSummary }) => `${id} (${help}): ${target.join(" ")}: ${failureSummary.split("\n").slice(1).join(" ")}`)
  ));
}

/** Which element has the focus: its id, else its test id, else its kind. */
export function focused(page) {
  return page.evaluate(() => {
    const { id, dataset, tagName } = document.activeElement;
    return id || dataset.testid || tagName;
  });
}

/** Presses Enter on an element, as whoever has no pointer does. */
export async function enter(page, locator) {
  await locator.focus();
  await page.keyboard.press("Enter");
}

/** Waits until two readings, a moment apart, are the same, and returns it. */
export async function settled(read) {
  let last;
  return until(async () => {
    const now = await read();
    const same = JSON.stringify(now) === JSON.stringify(last);
    last = now;
    return same ? { now } : undefined;
  }, Boolean, { what: "a standing reading" }).then(({ now }) => now);
}
