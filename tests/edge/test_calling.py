import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from comity.edge import ask_site, called_site, tell_site
from comity.fault import RefusedError

TOKEN = {"COMITY_TOKEN": "abc.def"}


@pytest.fixture
def site():
    """A site that answers what ``site.says`` holds, and keeps what was asked."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            server.asked.append((self.path, dict(self.headers), body))
            status, headers, data = server.says
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = answer  # noqa: N815 - names of the library

        def log_message(self, *_arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.says = [], (200, {}, b'{"n": 1}')
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def refusal(do):
    with pytest.raises(RefusedError) as refused:
        do()
    return refused.value


def test_what_is_told_goes_with_token_and_key_and_is_answered(site):
    called = called_site(site.url, TOKEN)
    for _ in range(2):
        assert tell_site(called, "conversations/dia-1/seeds", {"text": "é"}) == {"n": 1}
    assert tell_site(called, "conversations/dia-1/seeds", {"text": "e"}) == {"n": 1}
    path, headers, body = site.asked[0]
    assert (path, headers["Authorization"]) == (
        "/api/v1/conversations/dia-1/seeds",
        "Bearer abc.def",
    )
    assert json.loads(body) == {"text": "é"}
    keys = [headers["Idempotency-Key"] for _, headers, _ in site.asked]
    assert keys[0] == keys[1] != keys[2]


def test_a_token_is_read_from_its_file_and_shown_by_no_message(site, tmp_path):
    file = tmp_path / "token"
    file.write_text("abc.def\n")
    called = called_site(site.url, {"COMITY_TOKEN_FILE": str(file)})
    assert called.token == "abc.def"
    assert "abc.def" not in repr(called)


def test_threat_a_site_that_sends_elsewhere_is_not_followed(site):
    site.says = (307, {"Location": f"{site.url}/other"}, b"{}")
    refused = refusal(lambda: ask_site(called_site(site.url, TOKEN), "me"))
    assert refused.faults[0].code == "edge.site_unanswered"
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    "address",
    [
        *("http://example.org", "ftp://localhost", "localhost:8000", "https://", ""),
        *("https://a:b@example.org", "https://example.org/?x", "http://127.0.0.1.example.org"),
        *("https://example.org:0", "https://example.org:x", "https://example.org/path"),
    ],
)
def test_threat_no_token_goes_where_anybody_could_read_it(address):
    assert refusal(lambda: called_site(address, TOKEN)).faults[0].code == "edge.no_site"


def test_control_with_tls_and_on_this_computer_it_may():
    for address in ("https://example.org", "http://localhost:8000/", "http://[::1]:8000"):
        assert called_site(address, TOKEN).token


@pytest.mark.parametrize("token", ["", " ", "a b", "a\nb", "é"])
def test_without_a_token_nothing_is_asked(token):
    refused = refusal(lambda: called_site("https://example.org", {"COMITY_TOKEN": token}))
    assert refused.faults[0].code == "edge.no_site_token"


def test_a_refusal_is_told_with_its_place_and_remedy_and_cannot_speak_for_the_terminal(site):
    told = {"place": "closes", "found": "it {ends}\x1b[2J first", "rule": "so", "remedy": "Mend."}
    site.says = (422, {}, json.dumps({"faults": [told]}).encode())
    refused = refusal(lambda: ask_site(called_site(site.url, TOKEN), "me"))
    (fault,) = refused.faults
    assert (fault.place.name, fault.values["remedy"]) == ("closes", "Mend.")
    assert "{ends}" in fault.values["found"]
    assert "\x1b" not in fault.values["found"]
    assert not refused.wrote


@pytest.mark.parametrize("says", [b"no json", b"[" * 100_000, b"\xff", b"[]", b'{"faults": []}'])
def test_what_is_no_answer_is_a_refusal_that_claims_nothing(site, says):
    site.says = (500, {}, says)
    refused = refusal(lambda: ask_site(called_site(site.url, TOKEN), "me"))
    assert (refused.faults[0].code, refused.wrote) == ("edge.site_unanswered", True)


def test_an_answer_has_a_size(site, monkeypatch):
    monkeypatch.setattr("comity.edge.calling.LARGEST_ANSWER", 10)
    site.says = (200, {}, b'"0123456789"')
    assert refusal(lambda: ask_site(called_site(site.url, TOKEN), "me")).wrote


def test_nobody_there_is_told(site):
    refused = refusal(lambda: ask_site(called_site("http://127.0.0.1:9", TOKEN), "me"))
    assert refused.faults[0].code == "edge.site_unanswered"


def test_the_signed_note_beside_an_answer_is_given_with_it(site):
    called = called_site(site.url, TOKEN)
    # The control: without a note, and with what is none, the answer alone.
    for beside in ({}, {"Intake-Note": "no base64"}, {"Intake-Note": "/w=="}):
        site.says = (200, beside, b'{"n": 1}')
        assert tell_site(called, "join", {}) == {"n": 1}
    site.says = (200, {"Intake-Note": "Y29taXR5Cg=="}, b'{"n": 1}')
    assert tell_site(called, "join", {}) == {"n": 1, "intake_note": "comity\n"}
