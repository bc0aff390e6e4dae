/* Says what scripts keep in this browser, and clears it; the cookies go with the form.
   ECMAScript 2015, as comity.js. */
(() => {
'use strict';
const form = document.querySelector('form[data-clear]');
if (!form) return;
const all = (selector) => [...document.querySelectorAll(selector)];
let store;
try { store = localStorage; } catch (none) { store = {}; }
const keys = (prefix) => Object.keys(store).filter((key) => key.startsWith(prefix));
const count = (name, number) => all(`[data-kept=${name}]`).forEach((each) => {
  each.hidden = false;
  each.querySelector('b').textContent = number;
});

/* comity.js keeps who was here last under a conversation's name, and votes under that with the mark
   of who cast them, each with the number of its statement. */
const kept = keys('comity:vote:').map((key) => key.split(':').slice(2));
const names = kept.filter((key) => key.length === 1).map((key) => key[0]);
const conversation = (vote) => names.filter((name) => vote[0].startsWith(name))
  .reduce((one, other) => (other.length > one.length ? other : one), '') || vote[0];

/* Votes that wait are lost with the rest: one says so, and may send them first. */
const warn = (votes) => {
  const found = votes.map(conversation);
  all('[data-unsent]').forEach((each) => {
    each.hidden = false;
    all('[data-unsent] input').forEach((box) => { box.disabled = false; });
    [...new Set(found)].forEach((name) => {
      const link = document.createElement('a');
      link.href = form.getAttribute('data-place').replace('/-/', `/${encodeURIComponent(name)}/`);
      link.textContent = name;
      each.querySelector('p').append(' ', link);
    });
  });
};

const votes = kept.filter((key) => key.length === 2), pages = [];
count('votes', votes.length);
count('texts', keys('comity:draft:').length);
if (votes.length) warn(votes);
const caught = window.caches ? caches.keys() : Promise.resolve([]);
const keepers = navigator.serviceWorker ? navigator.serviceWorker.getRegistrations() : Promise.resolve([]);
caught.then((names) => Promise.all(names.map((name) => caches.open(name)
  .then((one) => one.keys()).then((found) => pages.push(...found)))))
  .then(() => count('pages', pages.length)).catch(() => {});

form.addEventListener('submit', (event) => {
  event.preventDefault();
  keys('comity:').forEach((key) => store.removeItem(key));
  Promise.all([
    keepers.then((found) => Promise.all(found.map((each) => each.unregister()))),
    caught.then((names) => Promise.all(names.map((name) => caches.delete(name)))),
  ]).catch(() => {}).then(() => form.submit());
});
})();
