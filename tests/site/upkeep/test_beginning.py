import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.fault import RefusedError
from comity.site.configuration import configured, start_faults
from comity.site.instance import read_instance
from comity.site.upkeep.beginning import Answers, read_answers, refuse_begun, write_instance
from tests.site.test_profile import EMBLEM
from tests.site.upkeep.drilled import ANSWERS

OPERATOR = {
    "controller": "C", "contact": "c", "host_state": "h", "legal_regime": "l", "retention": "r",
}  # fmt: skip
SITE = {"origin": "record.example.org", "hosts": ["localhost"], "series": "A24"}


@pytest.fixture
def answers(tmp_path):
    file = tmp_path / "answers.toml"
    file.write_text(ANSWERS)
    return file


def test_what_is_written_may_start(answers, tmp_path):
    folder = tmp_path / "new"
    secret = write_instance(read_answers(answers), folder)
    found = configured({"COMITY_CONFIG_DIR": str(folder)})
    assert found.described
    assert found.secret == secret.read_text().strip()
    assert start_faults(found) == ()
    assert secret.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert sorted(one.name for one in folder.iterdir()) == ["instance.toml", "secret"]


NAME = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)


@given(NAME, NAME)
def test_any_name_is_kept_as_it_was_given(tmp_path_factory, name, contact):
    folder = tmp_path_factory.mktemp("named") / "c"
    write_instance(Answers({"en": name}, SITE, {**OPERATOR, "contact": contact}, "A"), folder)
    found = read_instance(folder / "instance.toml")
    assert (found.names["en"], found.operator["contact"]) == (name, contact)


def test_answers_that_do_not_describe_an_instance_leave_nothing_that_starts(tmp_path):
    folder = tmp_path / "c"
    with pytest.raises(RefusedError):
        write_instance(Answers({}, SITE, OPERATOR, "A"), folder)
    assert not list(folder.iterdir())


@pytest.mark.parametrize(
    "text",
    ["", "not toml", ANSWERS.replace("[administrator]", "[another]"),
     ANSWERS.replace('"Amara Quill"', '" "'), ANSWERS.replace("[site]", "[sight]")],
)  # fmt: skip
def test_answers_that_cannot_be_read_are_refused(tmp_path, text):
    (tmp_path / "answers.toml").write_text(text)
    with pytest.raises(RefusedError) as raised:
        read_answers(tmp_path / "answers.toml")
    assert raised.value.faults[0].code == "site.upkeep_bad_answers"


@pytest.mark.parametrize("there", ["c/instance.toml", "c/secret", "c/keys/site.key", "d/x"])
def test_nothing_is_begun_over_what_is_there(tmp_path, there):
    refuse_begun(tmp_path / "c", tmp_path / "d")
    (tmp_path / there).parent.mkdir(parents=True)
    (tmp_path / there).touch()
    with pytest.raises(RefusedError) as raised:
        refuse_begun(tmp_path / "c", tmp_path / "d")
    assert raised.value.faults[0].code == "site.upkeep_begun"


PROFILE = '\n[profile]\nnames_follow = "UN M49"\naccent = { light = "#7a1f3d", dark = "#f0a6bd" }\n'


def test_a_profile_among_the_answers_is_written_and_checked(answers, tmp_path):
    answers.write_text(ANSWERS + PROFILE)
    write_instance(read_answers(answers), tmp_path / "new")
    found = read_instance(tmp_path / "new" / "instance.toml").profile
    assert (found.names_follow, found.accent) == ("UN M49", ("#7a1f3d", "#f0a6bd"))
    answers.write_text(ANSWERS + PROFILE.replace("#7a1f3d", "#ff9999"))
    with pytest.raises(RefusedError):
        write_instance(read_answers(answers), tmp_path / "other")


def test_an_emblem_beside_the_answers_is_copied_and_one_with_script_leaves_nothing(
    answers, tmp_path
):
    answers.write_text(ANSWERS + '\n[profile]\nemblem = "dove.svg"\n')
    (tmp_path / "dove.svg").write_text(EMBLEM)
    write_instance(read_answers(answers), tmp_path / "new")
    assert read_instance(tmp_path / "new" / "instance.toml").profile.emblem
    (tmp_path / "dove.svg").write_text(EMBLEM.replace("<path", "<script/><path"))
    with pytest.raises(RefusedError):
        write_instance(read_answers(answers), tmp_path / "other")
    assert not list((tmp_path / "other").iterdir())


def test_control_an_emblem_that_lies_nowhere_is_refused(answers, tmp_path):
    answers.write_text(ANSWERS + '\n[profile]\nemblem = "dove.svg"\n')
    with pytest.raises(RefusedError):
        write_instance(read_answers(answers), tmp_path / "new")
