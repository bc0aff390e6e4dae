"""What answers is not trusted: size, time, host and encoding are the asker's to decide."""

import time
from contextlib import contextmanager

import pytest

from comity.edge import fetch as fetching
from comity.edge.fetch import NotServedError, open_source
from comity.fault import RefusedError
from tests.edge.serving import answer, served


@pytest.fixture
def site(tmp_path):
    (tmp_path / "tile").mkdir()
    (tmp_path / "tile" / "000").write_bytes(b"x" * 100)
    with served(tmp_path) as site:
        yield site


@contextmanager
def refused(code, words=""):
    with pytest.raises(RefusedError) as error:
        yield
    (fault,) = error.value.faults
    assert fault.code == code
    assert words in " ".join(fault.values.values())


def test_a_file_comes_as_it_is_from_folder_and_host(site):
    for named in (str(site.folder), site.url, site.url + "/"):
        with open_source(named) as fetch:
            assert fetch("tile/000", 100) == b"x" * 100
            with pytest.raises(NotServedError):
                fetch("tile/001", 100)
            assert fetch("tile/000", 100) == b"x" * 100


def test_a_file_that_is_larger_than_it_may_be_is_not_taken(site):
    with open_source(site.url) as fetch, refused("edge.not_fetched", "more than 99 bytes"):
        fetch("tile/000", 99)
    with open_source(str(site.folder)) as fetch, refused("edge.too_large"):
        fetch("tile/000", 99)


def test_a_body_without_end_is_cut_off(site):
    def endless(handler):
        handler.send_response(200)
        handler.end_headers()
        handler.close_connection = True
        try:
            while True:
                handler.wfile.write(b"y" * 65_536)
        except OSError:
            pass

    site.instead["tile/000"] = endless
    with open_source(site.url) as fetch, refused("edge.not_fetched", "more than 100000 bytes"):
        fetch("tile/000", 100_000)


def drip(handler, first, then):
    handler.close_connection = True
    try:
        handler.wfile.write(first)
        for _ in range(100):
            handler.wfile.write(then)
            handler.wfile.flush()
            time.sleep(0.02)
    except OSError:
        pass


@pytest.mark.parametrize(
    ("first", "then"),
    [(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"), (b"HTTP/1.1 200 OK\r\n\r\n", b"z"), (b"", b"H")],
    ids=["headers", "body", "status"],
)
def test_a_host_that_drips_is_given_up(site, monkeypatch, first, then):
    monkeypatch.setattr(fetching, "PATIENCE", 0.2)
    site.instead["tile/000"] = lambda handler: drip(handler, first, then)
    began = time.monotonic()
    with open_source(site.url) as fetch, refused("edge.not_fetched"):
        fetch("tile/000", 100)
    assert time.monotonic() - began < 1.5


def test_a_host_that_is_silent_is_given_up(site, monkeypatch):
    monkeypatch.setattr(fetching, "SILENCE", 0.1)
    site.instead["tile/000"] = lambda _handler: time.sleep(0.5)
    with open_source(site.url) as fetch, refused("edge.not_fetched", "timed out"):
        fetch("tile/000", 100)


def moved(location):
    return lambda handler: answer(handler, 302, b"", Location=location)


def test_a_move_on_the_same_host_is_followed(site):
    site.instead["checkpoint"] = moved("/log/tile/000")
    site.instead["other"] = moved(f"{site.url}/checkpoint")
    with open_source(site.url) as fetch:
        assert fetch("checkpoint", 100) == b"x" * 100
        assert fetch("other", 100) == b"x" * 100


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.2/x",
        "http://localhost/x",
        "http://127.0.0.1:1/x",
        "https://127.0.0.1/x",
        "//other.example/x",
    ],
)
def test_a_move_to_another_host_is_not_followed(site, location):
    site.instead["checkpoint"] = moved(location)
    with open_source(site.url) as fetch, refused("edge.not_fetched", "another one"):
        fetch("checkpoint", 100)


def test_a_move_to_a_file_or_in_a_circle_is_not_followed(site):
    site.instead["checkpoint"] = moved("file:///etc/hostname")
    site.instead["circle"] = moved("circle")
    with open_source(site.url) as fetch:
        with refused("edge.bad_address"):
            fetch("checkpoint", 100)
        with refused("edge.not_fetched", "more than 3 times"):
            fetch("circle", 100)
    assert site.asked.count("circle") == 4


def test_what_is_sent_compressed_is_refused(site):
    site.instead["tile/000"] = lambda one: answer(one, 200, b"\x1f\x8b", Content_Encoding="gzip")
    with open_source(site.url) as fetch, refused("edge.not_fetched", "compressed"):
        fetch("tile/000", 100)


@pytest.mark.parametrize("status", [403, 429, 500, 204])
def test_any_other_answer_is_named(site, status):
    site.instead["tile/000"] = lambda handler: answer(handler, status, b"")
    with open_source(site.url) as fetch, refused("edge.not_fetched", f"answers {status}"):
        fetch("tile/000", 100)


def test_a_connection_that_was_closed_in_between_is_opened_again(site):
    def last(handler):
        answer(handler, 200, b"once")
        handler.close_connection = True

    site.instead["tile/000"] = last
    with open_source(site.url) as fetch:
        assert [fetch("tile/000", 100) for _ in range(3)] == [b"once"] * 3


def test_what_is_no_http_is_refused(site):
    site.instead["tile/000"] = lambda handler: handler.wfile.write(b"SSH-2.0-x\r\n\r\n")
    with open_source(site.url) as fetch, refused("edge.not_fetched"):
        fetch("tile/000", 100)


def test_nobody_there_is_said():
    with open_source("http://127.0.0.1:9") as fetch, refused("edge.not_fetched"):
        fetch("checkpoint", 100)


@pytest.mark.parametrize(
    "named",
    [
        "ftp://host/x",
        "file:///etc",
        "http://",
        "http://user:word@host/",
        "http://host/?a=b",
        "http://host/#a",
        "http://host:0/",
        "http://host:99999/",
        "http://ho st/",
        "http://host/\x7f",
        "http://höst/",
        "http://[host/",
        "http://host/" + "x" * 2_000,
        "nowhere",
    ],
)
def test_what_is_no_plain_address_is_refused(named, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with refused("edge.bad_address"), open_source(named):
        pass


def test_a_password_in_an_address_is_not_repeated():
    with pytest.raises(RefusedError) as error, open_source("http://user:0penly@host/"):
        pass
    assert "0penly" not in str(error.value.faults[0])
