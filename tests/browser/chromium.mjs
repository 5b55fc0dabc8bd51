// The built site on a local address, and Chromium with or without WebGPU: what tests and measurements share.

import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

const MEDIA_TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".wasm": "application/wasm",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
};

/** The site lies below a sub-path, so that an absolute address in it would be found out. */
const BASE = "/babble/";

export const FOLDER = process.env.BABBLE_SITE ?? fileURLToPath(new URL("../../dist", import.meta.url));

/** Serves the built site; resolves to its origin, its address and a function that ends it. */
export async function serve() {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    let file = path.startsWith(BASE) ? join(FOLDER, normalize(`/${path.slice(BASE.length)}`)) : undefined;
    if (file?.endsWith("/")) file += "index.html";
    if (!file || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404, { "content-type": "text/plain" }).end("not found");
      return;
    }
    response.writeHead(200, {
      "content-type": MEDIA_TYPES[extname(file)] ?? "application/octet-stream",
      "content-length": statSync(file).size,
      "cache-control": "max-age=600", // as GitHub Pages says
    });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://localhost:${server.address().port}`;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { origin, address: origin + BASE, close };
}

const FLAGS = [
  "--no-sandbox",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
];

const WEBGPU_FLAGS = {
  /** In software, on any machine. */
  software: ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader", "--enable-unsafe-swiftshader"],
  /** On this machine's graphics card, if it has one. */
  hardware: ["--enable-unsafe-webgpu", "--enable-features=Vulkan", "--ignore-gpu-blocklist"],
  /** No adapter, as in many a browser. */
  none: ["--disable-gpu", "--disable-blink-features=WebGPU"],
};

/** Starts Chromium; `webgpu` is software, hardware or none. */
export function launch(webgpu) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [...FLAGS, ...WEBGPU_FLAGS[webgpu]],
  });
}
