// The page starts, from any sub-path, under its content security policy, and says so when it cannot.

import assert from "node:assert/strict";
import { test } from "node:test";

import { address, until, visit } from "./harness.mjs";
import { stepReached } from "./page.mjs";

test("the page starts", async (t) => {
  const page = await visit(t);
  await page.locator("#boot").waitFor({ state: "detached" });
  assert.match(await page.evaluate(() => document.documentElement.dataset.build), /^[0-9a-f]{16}$/);
});

test("the policy lets no inline script, no style attribute and no unencrypted host through", async (t) => {
  const page = await visit(t, { expectedErrors: /Content Security Policy|violates/i });
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.inlineScriptRan = true";
    document.body.append(script);
    return window.inlineScriptRan === true;
  });
  assert.equal(ran, false);
  await assert.rejects(page.evaluate(() => fetch("http://192.0.2.1/")));
});

test("a page that cannot start says so in both languages", async (t) => {
  const page = await visit(t, { file: "missing.html", expectedErrors: /404|WebAssembly|CompileError/ });
  await page.route("**/app_bg.wasm*", (route) => route.fulfill({ status: 200, contentType: "application/wasm", body: "not wasm" }));
  await page.goto(address);
  const alert = page.locator("#boot [role=alert]");
  await alert.waitFor();
  assert.match(await alert.textContent(), /could not start.*未能启动/s);
});

test("once loaded, the page opens and trains without a network", async (t) => {
  const page = await visit(t, {
    hash: "device=cpu&model.layers=1&model.width=32&model.heads=2&model.context=16",
    serviceWorker: "allow",
    expectedErrors: /ERR_INTERNET_DISCONNECTED/,
  });
  await page.locator("#boot").waitFor({ state: "detached" });
  await until(
    () => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state),
    (state) => state === "activated",
    { what: "the service worker" },
  );
  await page.context().setOffline(true);
  await page.reload();
  await stepReached(page, 3);
});
