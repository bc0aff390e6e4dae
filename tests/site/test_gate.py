import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from comity.render import LANGUAGES
from comity.site.api.problems import PROBLEM
from comity.site.gate import ANONYMOUS, FREE_FOR_OTHERS, Gate
from tests.site.page_list import write_paths

VOTE = "/en/dialogue/conversations/dia-7/do/vote"


class Slow:
    """An application that holds whoever votes until it is told to go on."""

    def __init__(self):
        self.go_on = threading.Event()
        self.inside = threading.Semaphore(0)

    def __call__(self, environ, start):
        if environ["PATH_INFO"] == VOTE:
            self.inside.release()
            assert self.go_on.wait(10)
        if environ["PATH_INFO"] == "/broken/do/vote":
            raise ZeroDivisionError
        start("200 OK", [])
        return [b"done"]


def ask(gate, path=VOTE, method="POST"):
    answered = []
    body = b"".join(
        gate(
            {"REQUEST_METHOD": method, "PATH_INFO": path},
            lambda status, headers: answered.append((status, dict(headers))),
        )
    )
    (answer,) = answered
    return *answer, body


@pytest.fixture
def slow():
    return Slow()


def test_threat_votes_never_take_the_last_threads(slow):
    """With as many votes under way as there is room for, an office's act and a page go through."""
    gate = Gate(slow, FREE_FOR_OTHERS + 3)
    with ThreadPoolExecutor(3) as pool:
        voting = [pool.submit(ask, gate) for _ in range(3)]
        for _ in voting:
            assert slow.inside.acquire(timeout=10)
        status, headers, page = ask(gate)
        assert status.startswith("503")
        assert headers["Retry-After"] == "3"
        assert b"come back" in page
        assert ask(gate, "/en/dialogue/conversations/dia-7/do/close")[0] == "200 OK"
        assert ask(gate, VOTE.replace("do/vote", ""), "GET")[0] == "200 OK"
        slow.go_on.set()
        assert [future.result()[0] for future in voting] == ["200 OK"] * 3
    assert ask(gate)[0] == "200 OK"


def test_control_without_the_gate_votes_take_every_thread(slow):
    with ThreadPoolExecutor(3) as threads:
        for _ in range(3):
            threads.submit(ask, slow)
        for _ in range(3):
            assert slow.inside.acquire(timeout=10)
        act = threads.submit(ask, slow, "/en/dialogue/conversations/dia-7/do/close")
        with pytest.raises(TimeoutError):
            act.result(timeout=0.2)
        slow.go_on.set()


def test_a_vote_that_fails_leaves_its_place(slow):
    slow.go_on.set()
    gate = Gate(slow, 1)
    path = "/broken/do/vote"
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            ask(gate, path)
    assert ask(gate)[0] == "200 OK"


# What only somebody with a mandate sends: none of it waits behind what is anonymous.
OFFICIAL = {
    *("/do/open", "/do/draft-report", "/do/moderate", "/do/close", "/do/review", "/do/publish"),
    *("/do/sealed-bundle", "/do/attest", "/do/seeds", "/do/translate", "/do/admit"),
    *("/do/withdraw", "/do/recuse"),
    *("/do/decide-flags", "/do/draft-by-plug-in", "/do/draw-up", "/do/restate"),
    *("/do/decide-appeal", "/do/decide-concerns"),
    *("/do/seen", "/do/mail", "/do/remind", "/do/embedding"),
    *("/do/import", "/do/take-back"),
}


def test_threat_T5_every_form_is_either_anonymous_or_an_office_s():
    """A new address is one of the two, and who adds it says which."""
    ends = {f"/do/{path.rpartition('/do/')[2]}" for path in write_paths()}
    assert ends == {*ANONYMOUS, *OFFICIAL}


@pytest.mark.parametrize("end", [end for end in ANONYMOUS if not VOTE.endswith(end)])
def test_threat_T5_nothing_anonymous_takes_the_last_threads(slow, end):
    gate = Gate(slow, 1)
    path = VOTE.replace("/do/vote", end)
    assert ask(gate, path)[0] == "200 OK"  # the control: there is room
    with ThreadPoolExecutor(1) as pool:
        voting = pool.submit(ask, gate)
        assert slow.inside.acquire(timeout=10)
        assert ask(gate, path)[0].startswith("503")
        assert ask(gate, path.replace(end, "/do/moderate"))[0] == "200 OK"
        slow.go_on.set()
        voting.result()


@pytest.mark.parametrize("code", [*LANGUAGES, "xx"])
def test_whoever_comes_back_is_asked_in_the_language_of_the_page(slow, code):
    gate = Gate(slow, 1)
    with ThreadPoolExecutor(1) as pool:
        voting = pool.submit(ask, gate)
        assert slow.inside.acquire(timeout=10)
        _, headers, page = ask(gate, VOTE.replace("/en/", f"/{code}/"))
        slow.go_on.set()
        voting.result()
    known = LANGUAGES.get(code, LANGUAGES["en"])
    assert f'lang="{known.tag}" dir="{known.direction}"'.encode() in page
    assert int(headers["Content-Length"]) == len(page)
    assert b"%(" not in page


@pytest.mark.parametrize("end", ["votes", "statements"])
def test_programs_come_by_the_same_gate(end):
    """Whatever way votes come, the threads that stay free for offices stay free."""
    path = f"/api/v1/conversations/dia-7/{end}"
    seen = []

    def once_more(environ, start):
        """While one is inside, another comes."""
        if not seen and environ["PATH_INFO"] == path:
            seen.append(ask(gate, path))
        start("200 OK", [])
        return [b"done"]

    gate = Gate(once_more, FREE_FOR_OTHERS + 1)
    assert ask(gate, path)[0] == "200 OK"
    ((status, headers, body),) = seen
    assert (status, headers["Content-Type"]) == ("503 Service Unavailable", PROBLEM)
    assert json.loads(body)["faults"][0]["kind"] == "api.later"
    assert headers["Retry-After"] == "3"
    # Reading, deciding and closing are never held up by it.
    assert ask(gate, path, method="GET")[0] == "200 OK"
    assert ask(gate, "/api/v1/conversations/dia-7/close")[0] == "200 OK"
    assert ask(gate, "/api/v1/conversations/dia-7/statements/4/decision")[0] == "200 OK"


class Noted(HttpResponse):
    """An answer that only notes when it is closed."""

    closings = 0

    def close(self):
        self.closings += 1


@pytest.mark.parametrize("path", [VOTE, "/en/"])
def test_an_answer_that_is_there_is_sent_in_one_go_and_closed(path):
    answer = Noted(b"done")
    body = Gate(lambda _environ, _start: answer, 9)(
        {"REQUEST_METHOD": "POST", "PATH_INFO": path}, None
    )
    assert (body, answer.closings) == ([b"done"], 1)


def test_what_is_read_while_it_is_sent_stays_open():
    answer = StreamingHttpResponse([b"do", b"ne"])
    found = Gate(lambda _environ, _start: answer, 9)({"REQUEST_METHOD": "GET", "PATH_INFO": "/"}, 0)
    assert found is answer
    assert not answer.closed
