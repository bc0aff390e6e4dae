"""What strangers send to a site: odd paths, methods, headers and bodies never bring it down."""

from html import escape
from urllib.parse import quote

import pytest
from django.test import Client

from comity.site.ui.middleware import CONTENT_SECURITY_POLICY

pytestmark = pytest.mark.django_db

UP = "%2e%2e/%2e%2e/%2e%2e"
NONE_SUCH = [
    "/en//evil.example/",
    "/\\evil.example",
    "/%00",
    "/en/%00",
    "/%ff",
    "/static/%00",
    f"/static/{UP}/etc/passwd",
    "/static//etc/passwd",
    f"/log/tile/{UP}/comity.sqlite3",
    "/log/tile/..%2f..%2fcomity.sqlite3",
    "/log/tile//etc/passwd",
    "/log/tile/0/000.p/0",
    "/log/tile/0/000.p/256",
    "/log/tile/0/000.p/03",
    "/log/tile/0/x000/000",
    "/log/tile/64/000",
    "/log/tile/0/" + "x000/" * 500 + "000",
    "/log/tile/0/000.p/4",
    "/log/tile/" + "9" * 5_000,
    "/log/",
    "/en/record/entries/99999999999999999999/",
    "/en/record/entries/-1/",
    "/en/record/entries/" + "9" * 5_000 + "/",
    "/record/entries/18446744073709551616/leaf.json",
    "/record/entries/9/receipt.tlog-proof",
    "/en/dialogue/reports/..%2f..%2f/",
    "/dialogue/reports/dia-1%0d%0aX-Bad:%201/report.json",
    "/dialogue/reports/dia-1%22/statements.csv",
    "/dialogue/reports/" + "a" * 5_000 + "/bundle.zip",
    "/.git/config",
    "/server.json",
    "/comity.sqlite3",
]
SHOWN = [
    "/en/record/find/?q=%00",
    "/en/record/find/?q=%ED%A0%80",
    "/en/record/find/?q=" + "a" * 6_000,
    "/en/record/find/?q=" + "%25" * 500,
    "/en/record/find/?q=" + "9" * 5_000,
    "/en/record/find/?q=" + quote("' OR 1=1 --"),
    "/en/record/?page=-1",
    "/en/record/?page=" + "9" * 400,
    "/en/record/?page=%D9%A1",
    "/en/record/audit/?seed=%00",
    "/en/record/audit/?seed=" + "%F0%9F%98%80" * 500,
    "/en/?" + "a=1&" * 5_000,
]


def plain(response) -> bool:
    """Tell whether an answer carries the security headers."""
    return response.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY


def test_an_odd_address_leads_nowhere(client, published):
    for path in NONE_SUCH:
        response = client.get(path)
        assert response.status_code == 404, path
        assert plain(response), path
        assert not {"Location", "X-Bad"} & set(response.headers), path
        assert len(response.content) < 20_000, path


def test_an_address_that_names_another_host_leads_nowhere(client, published):
    for path in ("//evil.example/", "//evil.example", "/\\\\evil.example/..", "///evil.example/"):
        response = client.get("/", PATH_INFO=path)
        assert response.status_code == 404, path
        assert "Location" not in response.headers


def test_an_odd_question_is_answered_and_no_page_grows_with_it(client, published):
    for path in SHOWN:
        response = client.get(path)
        assert response.status_code == 200, path
        assert plain(response), path
        assert len(response.content) < 60_000, path


def test_the_question_goes_with_the_reader_into_another_language_unless_it_is_huge(client, log):
    shown = client.get("/en/record/find/?q=one+two").content.decode()
    assert 'href="/ar/record/find/?q=one+two"' in shown
    huge = client.get("/en/record/find/?q=" + "a" * 6_000).content.decode()
    assert 'href="/ar/record/find/"' in huge


@pytest.mark.parametrize("page", ["1e9", "x", "9" * 5_000, "0x1"])
def test_a_page_that_is_no_number_is_a_bad_request(client, log, page):
    assert client.get(f"/en/record/?page={page}").status_code == 400


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost@evil.example",
        "localhost,evil.example",
        "[::1",
        "a b",
        "x" * 5_000,
    ],
)
def test_a_host_that_is_not_ours_gets_no_page_of_ours(client, published, host):
    for path in ("/", "/en/", "/en/dialogue/reports/dia-1/", "/log/checkpoint", "/nothing"):
        response = client.get(path, headers={"Host": host})
        if path != "/log/checkpoint" or response.status_code == 400:
            assert host not in response.content.decode()
        assert host not in str(response.headers)
        assert plain(response)


def test_forwarding_headers_steer_nothing(client, published):
    headers = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "X-Real-Ip": "1"}
    response = client.get("/en/dialogue/reports/dia-1/", headers=headers)
    assert "evil.example" not in response.content.decode()
    assert client.get("/", headers=headers).headers["Location"] == "/en/"


@pytest.mark.parametrize("path", ["/nothing", "/", "/log/tile/x", "/record"])
def test_no_cache_hands_one_browsers_language_to_another(client, log, path):
    """An address without a language is answered in the browser's: that is part of its key."""
    arabic = client.get(path, headers={"Accept-Language": "ar"})
    assert "Accept-Language" in arabic.headers["Vary"]
    assert arabic.content != client.get(path).content or "/ar/" in arabic.headers["Location"]
    # The control: an address that names its language needs no such key.
    assert "Accept-Language" not in client.get("/en/nothing/").headers.get("Vary", "")


def test_a_language_without_its_slash_is_led_to_it_in_any_browser(client, log):
    for header in ("ar", "en", ""):
        response = client.get("/fr", headers={"Accept-Language": header})
        assert (response.status_code, response.headers["Location"]) == (301, "/fr/")


def test_a_later_style_cannot_be_put_into_a_cache_before_it_is_there(client, log):
    assert "immutable" not in client.get("/style/00000000.css").headers["Cache-Control"]


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options", "trace"])
def test_pages_and_files_are_only_read(client, published, method):
    for path in ("/en/", "/log/checkpoint", "/dialogue/reports/dia-1/bundle.zip"):
        assert getattr(client, method)(path).status_code == 405
        assert getattr(Client(enforce_csrf_checks=True), method)(path).status_code in (403, 405)


ODD_HEADERS = [
    {"Range": "bytes=10-0"},
    {"Range": "bytes=" + "0-," * 500},
    {"Accept-Language": "a," * 5_000},
    {"Accept-Language": "ar;q=abc, *;q=9, \xff, <script>"},
    {"If-None-Match": '"x",' * 3_000},
    {"If-Modified-Since": "Mon, 99 Foo 99999 99:99:99 GMT"},
    {"Cookie": "csrftoken=" + "x" * 64 + "; ;;=;\xff=\xff"},
    {"Content-Type": "multipart/form-data"},
    {"Content-Encoding": "gzip"},
    {"X-Http-Method-Override": "DELETE"},
]


def test_odd_headers_change_no_page(client, published):
    plain_page = client.get("/en/dialogue/").content
    for headers in ODD_HEADERS:
        assert client.get("/en/dialogue/", headers=headers).content == plain_page, headers


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/x-www-form-urlencoded", b"%" * 1_000, 405),
        ("application/x-www-form-urlencoded", b"a" * 3_000_000, 405),
        ("application/x-www-form-urlencoded; charset=utf-7", b"a=1", 405),
        ("multipart/form-data; boundary=x", b"--x\r\nbad", 405),
        ("multipart/form-data", b"x", 405),
        ("application/json", b"[" * 100_000, 405),
    ],
)
def test_a_body_nobody_asked_for_is_not_read(client, log, kind, body, status):
    assert client.generic("POST", "/en/", body, content_type=kind).status_code == status


def test_a_download_has_a_file_name_of_ours_alone(client, published):
    for path in ("bundle.zip", "report.json", "statements.csv"):
        named = client.get(f"/dialogue/reports/dia-1/{path}").headers["Content-Disposition"]
        assert named.startswith('attachment; filename="dia-1')
        assert named.count('"') == 2
        assert "\n" not in named


def test_what_was_sought_is_shown_as_text(client, log):
    attack = "<script>alert(1)</script>\u202e\"'"
    shown = client.get("/en/record/find/", {"q": attack}).content.decode()
    assert "<script>alert" not in shown
    assert escape("<script>alert(1)</script>") in shown
