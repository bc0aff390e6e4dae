import re

from comity.canonical import sha256_hex
from comity.site.ui.script import script_bytes, script_path


def test_the_address_of_the_script_changes_with_its_content_and_leads_to_it(client):
    path, _, digest = script_path().partition("?")
    assert sha256_hex(script_bytes()).startswith(digest)
    answer = client.get(path)
    assert answer.getvalue() == script_bytes()
    assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_the_script_speaks_no_language():
    """What it shows it finds in the page, in the language of the page."""
    code = re.sub(r"/\*.*?\*/", "", script_bytes().decode(), flags=re.DOTALL)
    strings = re.findall(r"'([^'\n]*)'", code)
    assert len(strings) > 30
    assert [each for each in strings if re.match(r"[A-Z]\w* \w|\w+ \w+ \w", each)] == []
