"""What people come for, from the first page to the thing in their hands."""

import hashlib
import json
import subprocess
import sys
import zipfile

import pytest

from comity.record import read_bundle, write_bundle

pytestmark = pytest.mark.browser

VERIFY = (sys.executable, "-c", "from comity.cli import main; main()", "verify")


def test_a_visitor_without_script_gets_and_verifies_a_report_in_arabic(visit, tmp_path):
    page = visit("/ar/", width=360)
    assert page.locator("html").get_attribute("dir") == "rtl"
    page.locator("main .rows a").first.click()
    assert page.url.endswith("/ar/dialogue/reports/dia-1/")
    line = page.locator("#check pre").inner_text()
    with page.expect_download() as download:
        page.locator("main .do").first.click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert zipfile.is_zipfile(file)
    command, name, *key = line.split()[1:]
    assert (command, name) == ("verify", file.name)
    assert key[0] == "--key"
    done = subprocess.run(
        [*VERIFY, file.name, "--key", key[1].strip("'\""), "--json"],
        cwd=tmp_path,
        env={"COMITY_CONFIG_DIR": str(tmp_path / "stranger"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert all(step["holds"] is not False for step in json.loads(done.stdout)["steps"])


def saved(page, click, folder):
    """Click on a download and return the file it gave, in ``folder``."""
    with page.expect_download() as download:
        click.click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def test_a_visitor_without_anything_installed_checks_a_bundle_with_the_file_the_site_offers(
    visit, tmp_path
):
    page = visit("/ar/dialogue/reports/dia-1/", width=360)
    bundle = saved(page, page.locator("main .do").first, tmp_path)
    page.locator('#check a[href="/ar/record/check/"]').click()
    verifier = saved(page, page.locator("main .do").first, tmp_path)
    told = page.locator("main .facts .digest").all_inner_texts()
    assert hashlib.sha256(verifier.read_bytes()).hexdigest() in told
    line = page.locator("main pre").first.inner_text().split()
    assert line[:3] == ["python3", "-I", verifier.name]

    def checked(file):
        return subprocess.run(
            [sys.executable, "-I", verifier.name, file.name, *line[4:]],
            cwd=tmp_path,
            env={"PATH": ""},
            capture_output=True,
            text=True,
            check=False,
        )

    assert checked(bundle).returncode == 7
    # The control: one changed vote is found by the same file.
    changed = tmp_path / "changed.zip"
    changed.write_bytes(with_one_vote_changed(bundle.read_bytes()))
    assert checked(changed).returncode == 1


def with_one_vote_changed(bundle):
    members = dict(read_bundle(bundle).members)
    votes = members["inputs/votes.csv"]
    other = votes.replace(b",1\n", b",-1\n", 1)
    assert other != votes
    return write_bundle({**members, "inputs/votes.csv": other})


def test_was_there_such_a_decision(visit):
    page = visit("/fr/", width=360)
    page.locator("footer a").first.click()
    page.locator("input[name=q]").fill("A24/DIA/1")
    page.locator("main form button").click()
    assert page.locator(".answer .rows li").count() == 1
    page.locator("input[name=q]").fill("A24/DIA/999")
    page.locator("main form button").click()
    assert page.locator(".answer.none").is_visible()


def test_one_page_is_read_in_another_language(visit):
    page = visit("/en/dialogue/reports/dia-1/", width=1280)
    page.locator(".langs a[hreflang=ru]").click()
    assert page.url.endswith("/ru/dialogue/reports/dia-1/")
    assert page.locator("html").get_attribute("lang") == "ru"


def test_on_a_phone_the_menu_opens_without_script(visit):
    page = visit("/en/", width=360)
    link = page.locator("details.menu a", has_text="Record")
    assert not link.is_visible()
    page.locator("details.menu summary").click()
    link.click()
    assert page.url.endswith("/en/record/")
