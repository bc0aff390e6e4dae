import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from comity.site.demo.probe import missing_fronts, status_of, wait_for


class French(BaseHTTPRequestHandler):
    """Has a front page in French only."""

    def do_GET(self):
        self.send_response(200 if self.path == "/fr/" else 404)
        self.end_headers()

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def port():
    with HTTPServer(("127.0.0.1", 0), French) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_the_languages_without_a_front_page_are_named(port):
    assert missing_fronts(port) == ["ar", "zh", "en", "ru", "es"]


def test_any_answer_ends_the_waiting(port):
    assert status_of(port, "/log/checkpoint") == 404
    wait_for(port)


def test_where_nobody_answers_patience_ends():
    assert status_of(1, "/en/") is None
    start = time.monotonic()
    wait_for(1, patience=0.0)
    assert time.monotonic() - start < 5
