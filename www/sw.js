// Keeps the page working without a network once it has been loaded, and never shows an old build to somebody online.
//
// - Files of the build are asked for as `?v=<build>`, so their address changes with their content: the copy is as good
//   as the file.
// - Everything else (the pages themselves) comes from the network; the copy is used only when there is none.
// - A new build's service worker takes over when the last tab of the old one is closed (no skipWaiting), so that an open
//   tab keeps the files it was built with.

// Written by `cargo xtask`: the build's name, and what the page needs to start and to train on the CPU.
const BUILD = "development";
const SHELL = [];

const CACHE = `babble-${BUILD}`;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => Promise.all(SHELL.map(fresh).map((request) => add(cache, request)))));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys()
    .then((names) => names.filter((name) => name.startsWith("babble-") && name !== CACHE))
    .then((old) => Promise.all(old.map((name) => caches.delete(name))))
    // On the very first visit, keep what is still to load (the GPU engine) as well.
    .then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || !url.href.startsWith(self.registration.scope)) return;
  event.respondWith(url.searchParams.has("v") ? cacheFirst(event) : networkFirst(event));
});

/** Keeps one file of the shell; without it, or with something else in its place, there is no shell. */
async function add(cache, request) {
  const response = await fetch(request);
  if (!isItself(response)) throw new Error(`${response.url}: ${response.status} ${response.headers.get("content-type")}`);
  await cache.put(request, response);
}

/** What a file's answer must call itself. A network that asks for a sign-in answers everything with a page of its own. */
const TYPES = { wasm: /wasm|octet-stream/, js: /javascript/, css: /css/, svg: /svg/, html: /html/ };

/** Whether an answer is what was asked for, whole and from where it was asked for. */
function isItself(response) {
  const name = new URL(response.url).pathname.split("/").at(-1);
  const type = response.headers.get("content-type") ?? "";
  const wanted = name === "" ? TYPES.html : TYPES[name.split(".").at(-1)];
  return response.status === 200 && !response.redirected && (wanted ? wanted.test(type) : !/html/.test(type));
}

/** What the browser remembers under an address without a build's name may be an older build's. */
function fresh(address) {
  const named = new URL(address, self.location.href).searchParams.has("v");
  return named ? address : new Request(address, { cache: "reload" });
}

async function networkFirst(event) {
  try {
    return keep(event, await fetch(event.request));
  } catch (error) {
    const copy = await copyOf(event.request, { ignoreSearch: true });
    if (copy) return copy;
    throw error;
  }
}

async function cacheFirst(event) {
  return await copyOf(event.request) ?? keep(event, await fetch(event.request));
}

/** The copy of an answer, if there is one; a storage that fails has none. */
function copyOf(request, options) {
  return caches.open(CACHE).then((cache) => cache.match(request, options)).catch(() => undefined);
}

/** Keeps a copy of an answer while it goes on to the page, which neither waits for the copy nor misses one that fails. */
function keep(event, response) {
  if (isItself(response)) {
    const copy = response.clone();
    event.waitUntil(caches.open(CACHE).then((cache) => cache.put(event.request, copy)).catch(() => {}));
  }
  return response;
}
