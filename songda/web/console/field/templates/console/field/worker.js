// Keeps the page of a round and its files, so that it opens without a network; it answers for nothing else.
const KEPT = {{ kept|safe }};

const keep = async () => {
  const shelf = await caches.open(KEPT.name);
  for (const file of KEPT.files) {
    const answer = await fetch(file, { cache: "reload", credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error("not kept");
    await shelf.put(file, answer);
  }
};
const forget = async () => {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("songda-field-") && name !== KEPT.name).map((name) => caches.delete(name)));
};
self.addEventListener("install", (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(forget().then(() => self.clients.claim())));
self.addEventListener("fetch", (event) => {
  const asked = new URL(event.request.url);
  if (event.request.method !== "GET" || asked.origin !== location.origin || !KEPT.files.includes(asked.pathname)) return;
  const found = caches.open(KEPT.name).then((shelf) => shelf.match(asked.pathname, { ignoreVary: true }));
  event.respondWith(found.then((answer) => answer || fetch(event.request)));
});
