/* Takes the place of a worker that was there: what it kept goes, then the worker itself. */
'use strict';
addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) await caches.delete(name);
  await registration.unregister();
})()));
