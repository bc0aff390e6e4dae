import click
import pytest
from click.testing import CliRunner

from comity.cli.showing import DARK, DISCLAIMER, asked_profile
from comity.fault import Place
from comity.render import accent_faults
from tests.site.test_profile import EMBLEM


def told(*typed, tags=("en",)):
    """Return the profile that comes of what is typed, the emblem's file and what was said."""
    found = []
    command = click.Command("ask", callback=lambda: found.append(asked_profile(tags)))
    result = CliRunner().invoke(command, input="\n".join(typed) + "\n")
    assert result.exit_code == 0, result.output
    return *found[0], result.output


def test_return_alone_leaves_all_as_usual_but_for_a_disclaimer():
    assert told("", "", "", "", "")[:2] == ({"disclaimer": {"en": DISCLAIMER}}, None)
    assert told("", "", "", "-", "")[:2] == ({}, None)


def test_a_light_colour_alone_has_the_usual_dark_one_beside_it():
    profile, _, _ = told("", "#7a1f3d", "", "", "-", "")
    assert profile == {"accent": {"light": "#7a1f3d", "dark": DARK}}
    assert accent_faults("dark", DARK, Place("accent")) == ()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("xx", "ar en", "", "", "-", ""), "name some of ar"),
        (("ar en", "#ff9999", "", "", "-", ""), "#ff9999"),
        (("ar en", "", "", "-", "nowhere.svg", ""), "nowhere.svg"),
    ],
)
def test_what_cannot_be_is_asked_again_and_says_why(typed, said):
    profile, emblem, output = told(*typed)
    assert (profile, emblem) == ({"languages": ["ar", "en"]}, None)
    assert said in output


def test_an_emblem_is_looked_at_before_it_is_taken(tmp_path):
    good, bad = tmp_path / "good.svg", tmp_path / "bad.svg"
    good.write_text(EMBLEM)
    bad.write_text("<svg><script/></svg>")
    profile, emblem, output = told("", "", "", "-", str(bad), str(good))
    assert (profile, emblem) == ({"emblem": "good.svg"}, good)
    assert output.count("Emblem") == 2


def test_a_language_in_which_there_is_no_usual_disclaimer_has_none():
    profile, _, output = told("", "", "", "", "-", "Kein Urteil.", "", tags=("en", "pt", "de"))
    assert profile["disclaimer"] == {"en": DISCLAIMER, "de": "Kein Urteil."}
    assert "(pt; - for none) [-]" in output
