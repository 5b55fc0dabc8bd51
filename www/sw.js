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
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL)));
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
  event.respondWith(url.searchParams.has("v") ? cacheFirst(request) : networkFirst(request));
});

async function networkFirst(request) {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(request, response.clone());
    return response;
  } catch (error) {
    const copy = await cache.match(request, { ignoreSearch: true });
    if (copy) return copy;
    throw error;
  }
}

async function cacheFirst(request) {
  const cache = await caches.open(CACHE);
  const copy = await cache.match(request);
  if (copy) return copy;
  const response = await fetch(request);
  if (response.ok) await cache.put(request, response.clone());
  return response;
}
