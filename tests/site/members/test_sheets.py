from comity.render import LANGUAGES
from comity.site.members.importing import Invited
from comity.site.members.sheets import sheets_page

ONE = Invited("Vale", "Ilsa <b>", "ABCDE", "AAAAA-BBBBB")
OTHER = Invited("Sund", "Oren", "FGHJK", "CCCCC-DDDDD")


def page(language="en"):
    told = {"organisation": "A & B", "address": "comity.example.org"}
    return sheets_page([ONE, OTHER], language=LANGUAGES[language], **told).decode()


def test_there_is_a_sheet_for_each_by_party():
    shown = page()
    assert shown.count("<section>") == 2
    assert shown.index("Sund") < shown.index("Vale")
    for words in ("AAAAA-BBBBB", "FGHJK", "comity.example.org", "A &amp; B", "14 days"):
        assert words in shown


def test_a_name_is_never_markup():
    assert "<b>" not in page()
    assert "Invitation for <bdi>Ilsa &lt;b&gt;</bdi>" in page()


def test_it_speaks_the_language_and_runs_its_way():
    assert '<html lang="ar" dir="rtl">' in page("ar")
    assert "<bdi>Oren</bdi>" in page("ar")


def test_it_asks_nobody_for_anything():
    assert "http" not in page()
    assert "src=" not in page()
