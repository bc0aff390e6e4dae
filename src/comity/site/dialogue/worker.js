/* Answers for the pages one votes on where there is no network, and for nothing else. What it keeps
   it asks for without cookies, so that it is the same for everybody. Above stands KEPT: a name that
   changes with the site, and the files that the page needs. Each language has a worker and a store
   of its own, and they are not renewed together. */
'use strict';
const MOST = 12;
const PLACE = new URL(registration.scope).pathname;
const STORE = `${KEPT.name} ${PLACE}`;
const VOTING = /^(\/[a-z]+\/dialogue\/conversations\/[^/]+\/)(statements\/)?$/;

/* The page that stands in for one that people vote on; nothing for any other. */
const standIn = (address) => {
  const found = VOTING.exec(new URL(address).pathname);
  return found && `${found[1]}without-network/`;
};

const keep = async (page) => {
  if (!page) return;
  const store = await caches.open(STORE);
  const answer = await fetch(page, { credentials: 'omit', redirect: 'error', cache: 'no-cache' });
  if (!answer.ok) return store.delete(page);
  await store.put(page, answer);
  const pages = (await store.keys()).filter((each) => each.url.endsWith('/without-network/'));
  for (const old of pages.slice(0, -MOST)) await store.delete(old);
};

const kept = async (address) => {
  const store = await caches.open(STORE);
  return (await store.match(address, { ignoreVary: true })) || Response.error();
};

addEventListener('install', (event) => event.waitUntil((async () => {
  const store = await caches.open(STORE);
  await store.addAll(KEPT.files.map((each) => new Request(each, { credentials: 'omit' })));
  await skipWaiting();
})()));

/* What an earlier version kept in this language goes, and what those kept that had one store for
   all; the pages that are open now were loaded before this began. */
addEventListener('activate', (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) {
    const place = name.split(' ')[1];
    if (name !== STORE && (!place || place === PLACE)) await caches.delete(name);
  }
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
