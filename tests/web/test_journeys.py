"""What people come for, from the first page to the thing in their hands."""

import hashlib
import json
import subprocess
import sys
import zipfile

import pytest

from comity.edge import signer_from_seed
from comity.record import format_vkey, parse_vkey, read_bundle, write_bundle

pytestmark = pytest.mark.browser

VERIFY = (sys.executable, "-c", "from comity.cli import main; main()", "verify")


def saved(page, click, folder):
    """Click on a download and return the file it gave, in ``folder``."""
    with page.expect_download() as download:
        click.click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def run(command, folder):
    """Run a command as a stranger: with no record, no policy and nothing on the path."""
    return subprocess.run(
        command,
        cwd=folder,
        env={"COMITY_CONFIG_DIR": str(folder / "stranger"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_visitor_without_script_gets_and_verifies_a_report_in_arabic(visit, tmp_path):
    """No account, 360 px: the file the site offers finds all it can check, the package the rest."""
    page = visit("/ar/", width=360)
    assert page.locator("html").get_attribute("dir") == "rtl"
    page.locator("main a[href$='/dialogue/reports/dia-1/']").first.click()
    assert page.url.endswith("/ar/dialogue/reports/dia-1/")
    told = page.locator("#check .key").inner_text().replace(" ", "").replace("\n", "")
    command, name, option, key = page.locator("#check pre").inner_text().split()[1:]
    assert (command, option) == ("verify", "--key")
    assert parse_vkey(key).fingerprint == told
    bundle = saved(page, page.locator("main .do").first, tmp_path)
    assert bundle.name == name
    page.locator('#check a[href="/ar/record/check/"]').click()
    verifier = saved(page, page.locator("main .do").first, tmp_path)
    shown = page.locator("main .facts .digest").all_inner_texts()
    assert hashlib.sha256(verifier.read_bytes()).hexdigest() in shown
    line = page.locator("main pre").first.inner_text().split()
    assert line[:3] == ["python3", "-I", verifier.name]
    alone = [sys.executable, "-I", verifier.name, bundle.name, *line[4:]]
    done = run(alone, tmp_path)
    assert done.returncode == 7, done.stdout + done.stderr
    done = run([*VERIFY, bundle.name, "--key", key, "--json"], tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert all(step["holds"] is not False for step in json.loads(done.stdout)["steps"])
    # The controls: one changed vote is found by both, and another key of the same name is no sign.
    bundle.write_bytes(with_one_vote_changed(bundle.read_bytes()))
    assert run(alone, tmp_path).returncode == 1
    assert run([*VERIFY, bundle.name, "--key", key], tmp_path).returncode == 1


def with_one_vote_changed(bundle):
    members = dict(read_bundle(bundle).members)
    votes = members["inputs/votes.csv"]
    other = votes.replace(b",1\n", b",-1\n", 1)
    assert other != votes
    return write_bundle({**members, "inputs/votes.csv": other})


def test_another_key_under_the_name_of_the_record_is_no_sign(visit, tmp_path):
    page = visit("/ar/dialogue/reports/dia-1/")
    key = page.locator("#check pre").inner_text().split()[-1]
    bundle = saved(page, page.locator("main .do").first, tmp_path)
    forged = format_vkey(signer_from_seed(parse_vkey(key).name, bytes(32)).key)
    assert run([*VERIFY, bundle.name, "--key", forged], tmp_path).returncode not in {0, 7}


def test_tables_and_charts_are_to_be_had_without_script(visit, tmp_path):
    page = visit("/ar/dialogue/reports/dia-1/", width=360)
    page.locator("aside a[href$='/downloads/']").click()
    kept = {
        ending: saved(page, page.locator(f"main a[href$='{ending}']").first, tmp_path)
        for ending in ("report.xlsx", "statements.csv", "polis/votes.csv", "charts/1.svg")
    }
    assert zipfile.is_zipfile(kept["report.xlsx"])
    assert kept["statements.csv"].read_bytes().startswith(b"\xef\xbb\xbf")
    assert kept["polis/votes.csv"].read_bytes().startswith(b"timestamp,")
    assert 'direction="rtl"' in kept["charts/1.svg"].read_text(encoding="utf-8")


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
