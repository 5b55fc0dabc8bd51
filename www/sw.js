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
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL.map(fresh))));
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
  if (response.ok) {
    const copy = response.clone();
    event.waitUntil(caches.open(CACHE).then((cache) => cache.put(event.request, copy)).catch(() => {}));
  }
  return response;
}
