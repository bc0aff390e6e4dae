/* Answers for the pages one votes on where there is no network, and for nothing else. What it keeps
   it asks for without cookies, so that it is the same for everybody. Above stands KEPT: the name of
   its store, which changes with the site, and the files that the page needs. */
'use strict';
const MOST = 12;
const VOTING = /^(\/[a-z]+\/dialogue\/conversations\/[^/]+\/)(statements\/)?$/;

/* The page that stands in for one that people vote on; nothing for any other. */
const standIn = (address) => {
  const found = VOTING.exec(new URL(address).pathname);
  return found && `${found[1]}without-network/`;
};

const keep = async (page) => {
  if (!page) return;
  const store = await caches.open(KEPT.name);
  const answer = await fetch(page, { credentials: 'omit', redirect: 'error', cache: 'no-cache' });
  if (!answer.ok) return store.delete(page);
  await store.put(page, answer);
  const pages = (await store.keys()).filter((each) => each.url.endsWith('/without-network/'));
  for (const old of pages.slice(0, -MOST)) await store.delete(old);
};

const kept = async (address) => {
  const store = await caches.open(KEPT.name);
  return (await store.match(address, { ignoreVary: true })) || Response.error();
};

addEventListener('install', (event) => event.waitUntil((async () => {
  const store = await caches.open(KEPT.name);
  await store.addAll(KEPT.files.map((each) => new Request(each, { credentials: 'omit' })));
  await skipWaiting();
})()));

/* What an earlier version kept goes; the pages that are open now were loaded before this began. */
addEventListener('activate', (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== KEPT.name) await caches.delete(name);
  await clients.claim();
  for (const each of await clients.matchAll()) await keep(standIn(each.url)).catch(() => {});
})()));

addEventListener('fetch', (event) => {
  const { request } = event, place = new URL(request.url);
  if (request.method !== 'GET' || place.origin !== location.origin) return;
  if (request.mode === 'navigate') {
    const page = standIn(request.url);
    if (!page) return;
    const answer = fetch(request);
    event.waitUntil(answer.then(() => keep(page)).catch(() => {}));
    event.respondWith(answer.catch(() => kept(page)));
  } else if (KEPT.files.includes(place.pathname + place.search)) {
    event.respondWith(fetch(request).catch(() => kept(request.url)));
  }
});
