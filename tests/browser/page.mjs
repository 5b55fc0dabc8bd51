// What the tests know about the page: where things are, and how to read them.

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
