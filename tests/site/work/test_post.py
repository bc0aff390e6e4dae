"""Mail leaves by a folder unless the settings say otherwise; a wrong setting is named."""

import socketserver
import stat
import threading

import pytest

from comity.fault import RefusedError
from comity.render import LANGUAGES
from comity.site.work.letters import Sheet, letter
from comity.site.work.post import Outbox, Smtp, post_settings, try_post

SMTP = {"COMITY_MAIL": "smtp", "COMITY_SMTP_HOST": "127.0.0.1", "COMITY_SMTP_SECURITY": "none"}


def one(key="k"):
    sheet = Sheet("Assembly", "comity@assembly.test", "https://assembly.test")
    return letter(
        key=key,
        to="a@example.org",
        title="News",
        lines=["Ça va. مرحبا"],
        sheet=sheet,
        language=LANGUAGES["en"],
    )


class Taker(socketserver.StreamRequestHandler):
    """A mail server that takes what comes, and says what it was told to say of recipients."""

    def handle(self):
        self.say("220 here")
        for line in self.rfile:
            self.answer(line.decode().strip().upper())

    def answer(self, wish):
        if wish.startswith("DATA"):
            self.say("354 go on")
            lines = list(iter(self.rfile.readline, b".\r\n"))
            self.server.taken.append(b"".join(lines))
        if wish.startswith("QUIT"):
            self.say("221 bye")
        elif wish.startswith("RCPT"):
            self.say(self.server.recipients)
        else:
            self.say("250 fine")

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())


@pytest.fixture
def taker():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Taker) as server:
        server.daemon_threads = True
        server.taken, server.recipients = [], "250 fine"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def to(server):
    return {**SMTP, "COMITY_SMTP_PORT": str(server.server_address[1])}


def test_without_settings_letters_lie_in_a_folder_of_the_data(instance):
    settings = post_settings(instance, {})
    settings.post.send(one())
    settings.post.send(one())  # the same letter is the same file
    settings.post.send(one("l"))
    files = sorted((instance.data_folder / "outbox").iterdir())
    assert len(files) == 2
    assert {file.suffix for file in files} == {".eml"}
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert isinstance(settings.post, Outbox)
    try_post(settings)


def test_by_smtp_a_letter_arrives_whole(instance, taker):
    settings = post_settings(instance, to(taker))
    settings.post.send(one())
    (data,) = taker.taken
    assert b"Subject: Assembly: News" in data
    try_post(settings)
    assert len(taker.taken) == 1  # looking sends nothing


def test_a_server_that_is_not_there_is_named(instance, taker):
    gone = {**SMTP, "COMITY_SMTP_PORT": "1"}
    with pytest.raises(RefusedError) as refused:
        try_post(post_settings(instance, gone))
    assert refused.value.faults[0].code == "site.mail_not_taken"


def test_a_server_without_the_security_asked_for_is_refused(instance, taker):
    asked = {**to(taker), "COMITY_SMTP_SECURITY": "starttls"}
    with pytest.raises(RefusedError) as refused:
        try_post(post_settings(instance, asked))
    assert refused.value.faults[0].code == "site.mail_not_taken"
    assert not taker.taken


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COMITY_MAIL", "pigeon"),
        ("COMITY_SMTP_HOST", ""),
        ("COMITY_SMTP_PORT", "0"),
        ("COMITY_SMTP_PORT", "x"),
        ("COMITY_SMTP_SECURITY", "some"),
        ("COMITY_MAIL_FROM", "a@b\r\nBcc: c@d.org"),
        ("COMITY_SITE_ADDRESS", "javascript:alert(1)"),
        ("COMITY_SITE_ADDRESS", "https://a.test/path"),
    ],
)
def test_a_wrong_setting_is_named(instance, name, value):
    with pytest.raises(RefusedError) as refused:
        post_settings(instance, {**SMTP, name: value})
    fault = refused.value.faults[0]
    assert fault.code == "site.mail_setting"
    assert name in str(fault.place)


def test_a_password_is_read_from_its_file_and_never_said_in_the_clear(instance, tmp_path):
    file = tmp_path / "secret"
    file.write_text("pass word\n")
    asked = {"COMITY_MAIL": "smtp", "COMITY_SMTP_HOST": "mail.test", "COMITY_SMTP_USER": "u"}
    found = post_settings(instance, {**asked, "COMITY_SMTP_PASSWORD_FILE": str(file)}).post
    assert isinstance(found, Smtp)
    assert (found.password, found.security, found.port) == ("pass word", "starttls", 587)
    with pytest.raises(RefusedError):
        post_settings(instance, {**asked, "COMITY_SMTP_SECURITY": "none"})


def test_links_begin_with_the_name_that_was_configured(instance):
    assert post_settings(instance, {}).site == "https://localhost"
    asked = {"COMITY_SITE_ADDRESS": "http://10.0.0.5:8000"}
    assert post_settings(instance, asked).site == "http://10.0.0.5:8000"
