/* Votes and texts wait in this browser until they are sent; every form works without it.
   ECMAScript 2015, so that a phone of 2017 runs it. */
(() => {
'use strict';
const WEEK = 6048e5, MOST = 200, PATIENCE = 45000, SHORT = 5000, LONG = 60000;
let store, pressed;
try {
  store = localStorage;
  store.setItem('comity:try', 1);
  store.removeItem('comity:try');
} catch (none) {
  return;
}
const one = (selector, within) => (within || document).querySelector(selector);
const all = (selector, within) => [...(within || document).querySelectorAll(selector)];
const keys = (prefix) => Object.keys(store).filter((key) => key.startsWith(prefix));
const said = (element, name) => element.getAttribute(`data-${name}`);
const drop = (key) => store.removeItem(key);
const page = (answer) => new DOMParser().parseFromString(answer.responseText, 'text/html');

const ask = (path, body, done) => {
  const request = new XMLHttpRequest();
  request.open(body ? 'POST' : 'GET', path);
  request.timeout = PATIENCE;
  if (body) request.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded');
  request.onloadend = () => done(request);
  request.send(body);
};

/* A key for each voter and statement: sent twice it is one vote. Offline: who was here last. */
let line = one('#unsent'), ahead = [], busy, timer, pause = SHORT;
const AT = line && `comity:vote:${said(line, 'conversation')}`;
const AS = line && (said(line, 'as') === null ? store[AT] || '' : store[AT] = said(line, 'as'));
const QUEUE = `${AT}${AS}:`;
const SEND = line && said(line, 'send');
const TOKEN = 'input[name=csrfmiddlewaretoken]';

const votes = (form) => {
  const found = {};
  if (pressed && pressed.name === 'vote' && form.contains(pressed)) {
    found[form.elements.statement.value] = [pressed.value, form.elements.mark.value];
  }
  all('[type=radio]', form).filter((box) => box.checked && !box.defaultChecked)
    .forEach((box) => { found[box.name.slice(5)] = [box.value, '']; });
  return found;
};

const show = () => {
  const count = keys(QUEUE).length;
  line.hidden = !count;
  line.textContent = count ? said(line, 'words').replace('#', count) : '';
};

const written = (batch) => {
  const fields = [['csrfmiddlewaretoken', (one(TOKEN) || line).value], ['as', AS]];
  if (one('input[name=from]')) fields.push(['from', one('input[name=from]').value]);
  Object.keys(batch).forEach((key) => {
    const number = key.slice(QUEUE.length), vote = JSON.parse(batch[key]);
    fields.push([`vote-${number}`, vote[0]], [`mark-${number}`, vote[1]]);
  });
  return fields.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
};

const send = (asked, renewed) => {
  const batch = {};
  keys(QUEUE).slice(0, MOST).forEach((key) => { batch[key] = store.getItem(key); });
  if (busy || !Object.keys(batch).length) return;
  busy = true;
  clearTimeout(timer);
  ask(SEND, written(batch), (answer) => {
    busy = false;
    if (answer.status === 403 && !renewed) renew(asked);
    else if (answer.status < 200 || answer.status > 499 || answer.status === 403) wait(asked, answer);
    else sent(batch, asked, answer);
  });
};

/* The form was open too long: a page loaded now has a good token. */
const renew = (asked) => {
  busy = true;
  ask(location.pathname, null, (answer) => {
    const fresh = one(TOKEN, page(answer));
    busy = false;
    if (!fresh) return wait(asked, answer);
    all(TOKEN).forEach((field) => { field.value = fresh.value; });
    send(asked, true);
  });
};

const wait = (asked, answer) => {
  show();
  timer = setTimeout(send, Math.max(pause, 1000 * answer.getResponseHeader('Retry-After')));
  pause = Math.min(2 * pause, LONG);
  if (asked) next();
};

const sent = (batch, asked, answer) => {
  const shown = one('#vote [name=statement]') || {};
  pause = SHORT;
  Object.keys(batch).filter((key) => store.getItem(key) === batch[key])
    .forEach(drop);
  show();
  if (keys(QUEUE).length) send(asked);
  else if (asked || answer.status > 399 || one('#vote form[hidden]') || batch[QUEUE + shown.value]) put(answer);
};

const put = (answer) => {
  const made = page(answer);
  if (!one('main', made)) return location.reload();
  one('main').innerHTML = one('main', made).innerHTML;
  document.title = made.title;
  if (answer.status < 400) history.replaceState(null, '', answer.responseURL);
  line = one('#unsent') || line;
  show();
  look();
};

const look = () => {
  const place = one('#vote') || one('main');
  place.tabIndex = -1;
  place.focus();
};

/* Without a connection the next statement is one of those fetched ahead. */
const next = () => {
  const form = one('#vote form');
  if (!form) return;
  ahead = ahead.filter((each) => !store.getItem(QUEUE + each.number));
  all('#vote .answer').forEach((each) => { each.hidden = each !== line; });
  const drawn = ahead.shift();
  form.hidden = !drawn;
  if (drawn) {
    form.elements.statement.value = drawn.number;
    form.elements.mark.value = '';
    one('.kind', form).textContent = said(line, 'ask').replace('#', drawn.shown);
    one('.said', form).textContent = drawn.text;
    one('.said', form).lang = drawn.lang;
    all('.below', form).forEach((each) => each.remove());
    one('.said', form).after(...drawn.notes);
  }
  look();
};

const fetchAhead = () => ask(said(line, 'list'), null, (answer) => {
  all('.one', page(answer)).filter((each) => !one('[checked]', each)).forEach((each) => {
    const text = one('legend [lang]', each);
    ahead.splice(Math.random() * (ahead.length + 1), 0, {
      number: each.id.slice(1), shown: one('.number', each).textContent,
      text: text.textContent, lang: text.lang, notes: all('.below', each),
    });
  });
});

const thrifty = () => (navigator.connection || {}).saveData
  || matchMedia('(prefers-reduced-data: reduce)').matches;

/* Drafts stay for a week, or until their last step is answered by the page it leads to. */
const DRAFT = 'comity:draft:', LAST = 'comity:last';
const texts = (form) => all('textarea, select, input:not([type=hidden])', form);

const save = (form) => {
  const draft = { at: Date.now() };
  texts(form).forEach((field) => { draft[`-${field.name}`] = field.value; });
  store.setItem(DRAFT + said(form, 'draft'), JSON.stringify(draft));
};

const restore = (form, note) => {
  const key = DRAFT + said(form, 'draft'), draft = JSON.parse(store.getItem(key) || '{}');
  const kept = (field) => draft[`-${field.name}`];
  const other = texts(form).filter((field) => kept(field) !== undefined && kept(field) !== field.value);
  if (!other.length || !note) return;
  other.forEach((field) => { field.value = kept(field); });
  note.hidden = false;
  one('button', note).onclick = () => {
    drop(key);
    form.reset();
    note.hidden = true;
    texts(form)[0].focus();
  };
};

const forget = () => {
  const last = JSON.parse(store.getItem(LAST) || '["", "none"]');
  if (location.pathname.endsWith(last[1])) {
    drop(DRAFT + last[0]);
    drop(LAST);
  }
  keys(DRAFT).filter((key) => JSON.parse(store.getItem(key)).at < Date.now() - WEEK)
    .forEach(drop);
};

document.addEventListener('click', (event) => { pressed = event.target.closest('button'); });
document.addEventListener('submit', (event) => {
  const form = event.target, wish = (pressed || {}).value;
  if (wish === 'sign-out') keys(DRAFT).forEach(drop);
  if (said(form, 'last') && wish !== 'change') {
    store.setItem(LAST, JSON.stringify([said(form, 'last'), said(form, 'landing')]));
  }
  if (!line || form.getAttribute('action') !== SEND) return;
  const found = votes(form);
  if (!Object.keys(found).length) return;
  Object.keys(found).forEach((number) => store.setItem(QUEUE + number, JSON.stringify(found[number])));
  event.preventDefault();
  send(true);
});
forget();
all('form[data-draft]').forEach((form) => {
  restore(form, one('#draft'));
  form.addEventListener('input', () => save(form));
});
if (line) {
  show();
  send();
  addEventListener('online', () => send());
  if (one('#vote .choice') && !thrifty()) addEventListener('load', fetchAhead);
  const keeper = navigator.serviceWorker, place = said(line, 'worker');
  if (keeper && place && !thrifty()) keeper.register(place).catch(() => {});
}
})();
