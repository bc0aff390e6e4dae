import pytest

from comity.fault import Place, RefusedError
from comity.site.profile import read_profile

PLACE = Place("instance.toml")
EMBLEM = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>'
WHOLE = {
    "emblem": "emblem.svg",
    "accent": {"light": "#7A1F3D", "dark": "#f0a6bd"},
    "languages": ["en", "fr"],
    "names_follow": "UN M49",
    "disclaimer": {"en": "No opinion.", "fr": "Sans opinion."},
}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "emblem.svg").write_text(EMBLEM, encoding="utf-8")
    return tmp_path


def codes(told, folder):
    with pytest.raises(RefusedError) as raised:
        read_profile(told, folder, PLACE)
    return [fault.code for fault in raised.value.faults]


def test_a_whole_profile_is_read(folder):
    found = read_profile(WHOLE, folder, PLACE)
    assert found.emblem.startswith("<svg ")
    assert found.accent_style == b":root { --accent: light-dark(#7a1f3d, #f0a6bd) }\n"
    assert found.disclaimer_in("fr") == ("fr", "Sans opinion.")
    assert found.disclaimer_in("ar") == ("en", "No opinion.")


def test_without_one_nothing_is_set(folder):
    found = read_profile({}, folder, PLACE)
    assert (found.emblem_digest, found.accent_style, found.disclaimer_in("en")) == (
        "",
        b"",
        ("", ""),
    )


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("emblem", "../emblem.svg"), ("emblem", ".."), ("emblem", ""), ("emblem", 3),
        ("languages", ["de"]), ("languages", [1]), ("languages", "en"), ("accent", "#0b5c6b"),
        ("names_follow", []), ("disclaimer", "none"), ("disclaimer", {"en": " "}), ("theme", "x"),
    ],
)  # fmt: skip
def test_each_member_that_is_not_what_it_should_be_is_named(member, value, folder):
    with pytest.raises(RefusedError) as raised:
        read_profile({**WHOLE, member: value}, folder, PLACE)
    assert [one.values["member"] for one in raised.value.faults] == [f"profile.{member}"]


def test_what_is_no_table_is_refused(folder):
    assert codes("none", folder) == ["site.profile_wrong"]


def test_an_accent_for_one_scheme_or_too_faint_is_refused(folder):
    one = {"accent": {"light": "#7a1f3d"}}
    assert codes(one, folder) == ["render.accent_unreadable"]
    faint = {"accent": {"light": "#f0a6bd", "dark": "#f0a6bd"}}
    assert codes(faint, folder) == ["render.accent_contrast"] * 2


def test_an_emblem_that_is_missing_or_hostile_is_refused(folder):
    assert codes({"emblem": "other.svg"}, folder) == ["edge.not_readable"]
    (folder / "emblem.svg").write_text(EMBLEM.replace("<path", "<script/><path"), encoding="utf-8")
    assert codes(WHOLE, folder) == ["render.emblem_not_allowed"]
