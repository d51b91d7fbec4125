// Keeps the check page usable without network: what was fetched last is answered when nothing else
// answers. Its scope is the check page alone; answers about single licences are never kept.
const STORE = "matou-check-1";
const PAGE = "{% url 'licences:check' %}";
const KIT = "{% url 'licences:kit' %}";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  event.respondWith(freshElseKept(event.request, url));
});

async function freshElseKept(request, url) {
  const store = await caches.open(STORE);
  try {
    const answer = await fetch(request);
    if (answer.ok && isKept(url)) await store.put(url.pathname, answer.clone());
    return answer;
  } catch (gone) {
    const path = request.mode === "navigate" ? PAGE : url.pathname;
    const known = await store.match(path, { ignoreVary: true });
    if (known) return known;
    throw gone;
  }
}

const isKept = (url) =>
  url.pathname === PAGE || url.pathname === KIT || url.pathname.startsWith("/static/");
