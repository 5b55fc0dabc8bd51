// Every family of models, from the menu of architectures to its inside, the ladder and back.

import assert from "node:assert/strict";
import { test } from "node:test";

import { until, visit } from "./harness.mjs";
import { phase, rungs, rungsOf, set, trainToTheEnd } from "./page.mjs";

const SHORT = { "training.warmup": 0, "training.steps": 12, "training.batch_size": 4, "training.evaluate_every": 6, "training.evaluate_batches": 1 };

/** Each family that has units to look at: its settings, its name, and what there is to see of a layer. */
const FAMILIES = [
  [{ "model.kind": "mlp", "model.window": 4, "model.width": 8, "model.hidden": 16 }, /MLP/, ["hidden unit"]],
  [{ "model.kind": "cnn", "model.layers": 2, "model.width": 8 }, /CNN/, ["filter tanh(W_f ∗ x)", "gate σ(W_g ∗ x)", "filter × gate"]],
  [{ "model.kind": "gru", "model.layers": 1, "model.width": 8 }, /GRU/, ["hidden state h", "reset gate", "update gate", "candidate"]],
];

test("every family trains, shows what its units do, writes, and stands on the ladder", async (t) => {
  const page = await visit(t, { hash: "device=cpu&model.kind=ngram&model.order=1&sampling.tokens=20" });
  await phase(page, "finished");
  for (const [settings, name, quantities] of FAMILIES) {
    await set(page, { ...settings, ...SHORT });
    await trainToTheEnd(page);
    const units = page.getByTestId("units");
    await units.locator("canvas").first().waitFor();
    const legend = units.locator(".chart-runs li");
    await until(() => legend.allTextContents(), (found) => found.length === quantities.length && quantities.every((one, at) => found[at].includes(one)), { what: `${name}: what there is to see` });
    const colours = await units.locator(".chart-plot path").evaluateAll((paths) => paths.map((path) => getComputedStyle(path).stroke));
    assert.ok(colours.length >= quantities.length && colours.every((colour) => colour !== "none"), `${name}: ${colours}`);
    assert.match(await units.locator(".explain p").textContent(), /\w.*\./, `${name} explains itself`);
    await page.getByTestId("generate").click();
    await page.getByTestId("choices").waitFor();
    await page.getByTestId("generate").waitFor();
  }
  await rungsOf(page, FAMILIES.length + 1);
  const standing = await rungs(page).locator(".chart-rung-name").allTextContents();
  for (const [, name] of FAMILIES) assert.ok(standing.some((rung) => name.test(rung)), `${name} among ${standing}`);

  const [, mlp] = FAMILIES[0];
  await rungs(page).filter({ hasText: mlp }).click();
  await until(() => page.getByTestId("units").locator(".chart-runs").textContent(), (legend) => legend.includes("hidden unit"), { what: "the stored MLP's inside" });
});
