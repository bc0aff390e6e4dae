/* Asks a passkey of this device and sends what it answers with the form. Without it the form stays
   hidden, and password and code do the same. */
(() => {
'use strict';
if (!window.PublicKeyCredential || !navigator.credentials) return;
const said = (form, name) => form.getAttribute(`data-${name}`) || '';
const bytes = (text) => Uint8Array.from(
  atob(text.replace(/-/g, '+').replace(/_/g, '/')), (sign) => sign.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
const known = (form) => said(form, 'allow').split(' ').filter(Boolean)
  .map((id) => ({ type: 'public-key', id: bytes(id) }));

const get = (form) => navigator.credentials.get({ publicKey: {
  challenge: bytes(said(form, 'challenge')), rpId: said(form, 'host'),
  allowCredentials: known(form), userVerification: 'required',
} });

const create = (form) => navigator.credentials.create({ publicKey: {
  challenge: bytes(said(form, 'challenge')),
  rp: { id: said(form, 'host'), name: said(form, 'site') },
  user: { id: bytes(said(form, 'user')), name: said(form, 'handle'), displayName: said(form, 'handle') },
  pubKeyCredParams: [-8, -7].map((alg) => ({ type: 'public-key', alg })),
  excludeCredentials: known(form),
  authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
  attestation: 'none',
} });

const written = (given) => {
  const response = {};
  ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature']
    .filter((name) => given.response[name])
    .forEach((name) => { response[name] = text(given.response[name]); });
  return JSON.stringify({ id: text(given.rawId), response });
};

document.querySelectorAll('form[data-passkey]').forEach((form) => {
  const trouble = form.querySelector('[role=alert]');
  form.hidden = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    trouble.hidden = true;
    (said(form, 'passkey') === 'create' ? create : get)(form).then((given) => {
      form.elements.passkey.value = written(given);
      form.submit();
    }).catch(() => { trouble.hidden = false; });
  });
});
})();
