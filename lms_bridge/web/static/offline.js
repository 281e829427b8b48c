// Attendance sheets without a line: a sheet that was opened before comes from where sheet.js has kept
// it on the device. With a line every page comes from the server, and nothing is kept here.
"use strict";

const PATIENCE_MILLISECONDS = 10000;

async function answer(request) {
  const kept = await caches.match(request, { ignoreVary: true });
  if (!kept) return fetch(request);
  const late = new Promise((done) => setTimeout(done, PATIENCE_MILLISECONDS, kept));
  return Promise.race([fetch(request).catch(() => kept), late]);
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.method === "GET") event.respondWith(answer(event.request));
});
