import sys

import pytest

from comity.site.dialogue.fonts import choose_fonts, font_folders
from tests.documents.test_font import font, format4

LATIN = font((3, 1, format4([(65, 90, 0, 0)])))
ARABIC = font((3, 1, format4([(0x620, 0x64A, 0, 0)])))
CHINESE = font((3, 1, format4([(65, 90, 0, 0), (0x4E00, 0x9FFF, 0, 0)])))


@pytest.fixture
def folder(tmp_path):
    for name, data in (
        ("NotoSans-Regular.ttf", LATIN),
        ("NotoSans-Bold.ttf", LATIN),
        ("NotoSansArabic-Regular.ttf", ARABIC),
        ("NotoSansCJK-Regular.ttc", CHINESE),
        ("Unknown.ttf", ARABIC),
    ):
        path = tmp_path / "noto" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    return tmp_path


def chosen(text, code, *folders):
    families, missing = choose_fonts(frozenset(map(ord, text)), code, folders)
    return [family.name for family in families], "".join(map(chr, sorted(missing)))


def test_only_what_the_text_needs_is_chosen(folder):
    assert chosen("ABC", "en", folder) == (["Noto Sans"], "")
    assert chosen("Aب", "ar", folder) == (["Noto Sans", "Noto Sans Arabic"], "")


def test_chinese_leads_with_chinese_shapes(folder):
    assert chosen("A报", "zh", folder) == (["Noto Sans CJK SC"], "")
    assert chosen("A报", "en", folder) == (["Noto Sans", "Noto Sans CJK SC"], "")


def test_what_no_font_draws_is_told(folder, tmp_path):
    assert chosen("Aя", "ru", folder) == (["Noto Sans"], "я")
    assert chosen("A", "en", tmp_path / "nothing") == ([], "A")


def test_regular_and_bold_belong_together(folder):
    families, _ = choose_fonts(frozenset(b"A"), "en", (folder,))
    assert [file.name for file in families[0].files] == [
        "NotoSans-Regular.ttf",
        "NotoSans-Bold.ttf",
    ]


def test_a_damaged_font_is_passed_over(tmp_path):
    (tmp_path / "NotoSans-Regular.ttf").write_bytes(LATIN[:30])
    (tmp_path / "DejaVuSans.ttf").write_bytes(LATIN)
    assert chosen("A", "en", tmp_path) == (["DejaVu Sans"], "")


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_each_system_has_its_folders(system, monkeypatch):
    monkeypatch.setattr(sys, "platform", system)
    assert any("onts" in str(folder) for folder in font_folders())
