// Keeps the page of the door and what it is made of, so that it opens without network. It holds no name; the list is
// the page's own business.
const page = new URL("./", self.location).href;
const name = `door:${page}`;
const assets = new URL(self.location).searchParams.getAll("asset");

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(name).then((cache) => cache.addAll([page, ...assets])).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const kept = () => caches.match(page, { cacheName: name });

async function fresh(request) {
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected && answer.type === "basic") {
      const cache = await caches.open(name);
      await cache.put(page, answer.clone());
    }
    // A site that stumbles is as good as no network.
    return answer.status < 500 ? answer : await kept() || answer;
  } catch {
    return await kept() || Response.error();
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && request.url.split(/[?#]/)[0] === page) event.respondWith(fresh(request));
  else if (assets.includes(new URL(request.url).pathname)) {
    event.respondWith(caches.match(request, { cacheName: name }).then((found) => found || fetch(request)));
  }
});
