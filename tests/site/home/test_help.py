from pathlib import Path

import pytest

from comity.render import LANGUAGES, voice
from comity.site.home.help import HELP, chapters_in

ROOT = Path(__file__).resolve().parents[3]


def test_each_chapter_names_a_text_that_comes_with_the_software():
    assert all((ROOT / one.text).is_file() for one in HELP)
    assert len({one.id for one in HELP}) == len(HELP)


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["en", "ar"])
def test_every_line_leads_to_a_page_that_is_there(client, log, code):
    paths = {task.page for one in chapters_in(voice(LANGUAGES[code])) for task in one.tasks}
    assert len(paths) > 9
    for path in paths:
        # A page for people who are signed in sends a visitor there first.
        assert client.get(path, follow=True).status_code in (200, 403), path


@pytest.mark.django_db
def test_every_page_leads_to_help_glossary_accessibility_privacy_and_contact(client, log):
    page = client.get("/en/record/").content.decode()
    foot = page[page.index("<footer>") :]
    for name in ("help", "glossary", "accessibility", "privacy", "contact"):
        assert f'href="/en/{name}/"' in foot


@pytest.mark.django_db
def test_privacy_says_what_is_destroyed_and_what_cannot_be_called_back(client, log, settings):
    page = client.get("/en/privacy/").content.decode()
    assert f"{settings.COMITY.instance.pseudonym_days} days after it was closed" in page
    assert "What cannot be called back" in page
    assert "older backups" in page
