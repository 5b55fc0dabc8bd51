// Firefox as it is installed, driven by WebDriver BiDi (https://w3c.github.io/webdriver-bidi/): Playwright needs either a
// Firefox of its own or a command (emulation.setMediaFeaturesOverride) that Debian's does not have. What is asked of it
// here is little: open an address, and run a function in the page.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { WebSocket } from "ws";

/** Firefox asks other hosts for news of its own unless it is told not to; a closed network makes it wait for them. */
const PREFERENCES = {
  "app.normandy.enabled": false,
  "app.update.enabled": false,
  "browser.safebrowsing.blockedURIs.enabled": false,
  "browser.safebrowsing.downloads.enabled": false,
  "browser.safebrowsing.malware.enabled": false,
  "browser.safebrowsing.phishing.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "extensions.getAddons.cache.enabled": false,
  "intl.accept_languages": "en-US",
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "services.settings.server": "data:,#remote-settings-dummy/v1",
  "toolkit.telemetry.enabled": false,
};

/** Starts the program and resolves to its only page: `open(address)`, `evaluate(function, ...arguments)`, `errors`, `close()`. */
export async function launch(program) {
  const profile = mkdtempSync(join(tmpdir(), "babble-firefox-"));
  const lines = Object.entries(PREFERENCES).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`);
  writeFileSync(join(profile, "user.js"), lines.join(""));
  const arguments_ = ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0", "about:blank"];
  const child = spawn(program, arguments_, { stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const close = async () => {
    child.kill();
    await ended;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const session = await connect(await addressOf(child));
    return { ...await page(session), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Where the started Firefox listens: it says so on its error output. */
function addressOf(child) {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`Firefox ended (${code}) before it listened`)));
    createInterface({ input: child.stderr }).on("line", (line) => {
      const found = line.match(/WebDriver BiDi listening on (ws:\S+)/);
      if (found) resolve(found[1]);
    });
  });
}

/** A BiDi session: `send(method, params)` and `on(event, listener)`. */
async function connect(address) {
  const socket = new WebSocket(`${address}/session`);
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  const waiting = new Map();
  const listeners = new Map();
  let last = 0;
  const abandon = () => waiting.forEach(({ reject }) => reject(new Error("Firefox has closed the connection")));
  socket.on("close", abandon);
  socket.on("message", (data) => {
    const message = JSON.parse(data);
    if (message.type === "event") return listeners.get(message.method)?.(message.params);
    const { resolve, reject } = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.type === "success") resolve(message.result);
    else reject(new Error(`${message.error}: ${message.message}`));
  });
  const send = (method, params = {}) => new Promise((resolve, reject) => {
    last += 1;
    waiting.set(last, { resolve, reject });
    socket.send(JSON.stringify({ id: last, method, params }));
  });
  await send("session.new", { capabilities: {} });
  return { send, on: (event, listener) => listeners.set(event, listener) };
}

/** The one page of a fresh Firefox. */
async function page({ send, on }) {
  const { contexts: [{ context }] } = await send("browsingContext.getTree");
  const errors = [];
  on("log.entryAdded", ({ level, text }) => {
    if (level === "error") errors.push(text);
  });
  await send("session.subscribe", { events: ["log.entryAdded"] });
  const open = (address) => send("browsingContext.navigate", { context, url: address, wait: "complete" });
  /** Runs a function in the page with plain arguments, and returns its plain result. */
  const evaluate = async (run, ...values) => {
    const expression = `Promise.resolve((${run})(...${JSON.stringify(values)})).then((value) => JSON.stringify({ value }))`;
    const { type, result, exceptionDetails } = await send("script.evaluate", { expression, target: { context }, awaitPromise: true });
    if (type !== "success") throw new Error(exceptionDetails.text);
    return JSON.parse(result.value).value;
  };
  return { open, evaluate, errors };
}
