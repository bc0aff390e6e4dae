"""A worker renewed or taken away, in a browser, and what it kept; the server is a few lines."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from comity.site.dialogue.worker import worker_bytes, worker_off_bytes

pytestmark = pytest.mark.browser
PLACE = "/{}/dialogue/conversations/"
BEGIN = """async (place) => {
  const one = await navigator.serviceWorker.register(`${place}worker.js`);
  const at_work = () => one.active && one.active.state === 'activated';
  for (let n = 0; n < 100 && !at_work(); n += 1) await new Promise((go) => setTimeout(go, 20));
}"""
RENEW = """async () => {
  const one = await navigator.serviceWorker.getRegistration();
  const gone = new Promise((go) => {
    one.addEventListener('updatefound', () => {
      const coming = one.installing;
      coming.addEventListener('statechange', () => coming.state === 'activated' && go());
    });
  });
  await one.update();
  await gone;
}"""
LEFT = """async () => {
  const workers = async () => (await navigator.serviceWorker.getRegistrations()).length;
  for (let n = 0; n < 80 && await workers(); n += 1) await new Promise((go) => setTimeout(go, 50));
  return { workers: await workers(), stores: await caches.keys() };
}"""


class _Server(ThreadingHTTPServer):
    """Gives ``code`` as the worker of any language, and a page for any other address."""

    daemon_threads = True
    code = b""


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        script = self.path.endswith("worker.js")
        data = self.server.code if script else b"<!doctype html><title>A page</title>"
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript" if script else "text/html")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_said: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[_Server]:
    """A server that gives the worker of today."""
    with _Server(("127.0.0.1", 0), _Answer) as here:
        here.code = worker_bytes()
        threading.Thread(target=here.serve_forever, daemon=True).start()
        yield here
        here.shutdown()


@pytest.fixture
def page(browser, server):
    """A window with a worker for English and one for Arabic."""
    window = browser.new_context(base_url=f"http://127.0.0.1:{server.server_port}")
    one = window.new_page()
    for tongue in ("ar", "en"):
        one.goto(f"{PLACE.format(tongue)}dia-1/")
        one.evaluate(BEGIN, PLACE.format(tongue))
    yield one
    window.close()


def test_a_renewed_worker_leaves_what_that_of_another_language_keeps(page, server):
    before = page.evaluate("caches.keys()")
    assert sorted(name.split(" ")[1] for name in before) == [PLACE.format("ar"), PLACE.format("en")]
    page.evaluate("() => caches.open('comity-0123456789ab')")  # of one store for all languages
    server.code = server.code.replace(b'"comity-', b'"comity-f')
    page.evaluate(RENEW)
    after = set(page.evaluate("caches.keys()"))
    assert [name for name in before if name in after] == [before[0]]
    (renewed,) = after - set(before)
    assert renewed.startswith("comity-f")
    assert renewed.endswith(PLACE.format("en"))


def test_switched_off_the_worker_goes_with_what_it_kept(page, server):
    assert page.evaluate("caches.keys()")
    server.code = worker_off_bytes()
    page.goto(f"{PLACE.format('ar')}dia-1/")
    page.goto(f"{PLACE.format('en')}dia-1/")
    assert page.evaluate(LEFT) == {"workers": 0, "stores": []}
