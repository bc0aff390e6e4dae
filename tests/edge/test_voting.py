import pytest

from comity.edge import Home, VoterFolder
from comity.fault import RefusedError

TOKEN = "0123456789abcdef" * 2
SITE = "https://Talk.example.org:8443"


@pytest.fixture
def folder(tmp_path):
    return VoterFolder(Home(tmp_path / "home"), SITE)


def refusal(do, *given):
    with pytest.raises(RefusedError) as error:
        do(*given)
    return error.value.faults[0].code


def test_a_token_is_kept_for_its_owner_alone_and_sent_as_a_voter_s(folder):
    assert folder.keep_token("dia-7", TOKEN)
    (file,) = folder.home.folder.rglob("*.token")
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o077 == 0
    voter = folder.voter("dia-7")
    assert (voter.voter, voter.token) == (TOKEN, "")
    assert TOKEN not in repr(voter)
    assert folder.anybody.voter == ""


def test_who_joined_stays_who_they_were(folder):
    folder.keep_token("dia-7", TOKEN)
    assert not folder.keep_token("dia-7", TOKEN[::-1])
    assert folder.voter("dia-7").voter == TOKEN


def test_a_token_goes_to_its_own_site_and_conversation_alone(folder):
    folder.keep_token("dia-7", TOKEN)
    assert refusal(folder.voter, "dia-8") == "edge.voter_not_joined"
    other = VoterFolder(folder.home, "https://talk.example.org")
    assert refusal(other.voter, "dia-7") == "edge.voter_not_joined"
    same = VoterFolder(folder.home, SITE.lower())
    assert same.voter("dia-7").voter == TOKEN


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", ".a", "a\n", "x" * 101])
def test_threat_a_site_names_no_place_outside_of_the_folder(folder, name):
    assert refusal(folder.keep_token, name, TOKEN) == "edge.voter_not_joined"
    assert refusal(folder.keep_file, "dia-7", name, b"x") == "edge.voter_token"
    assert not folder.home.folder.exists()


def test_a_token_that_others_may_read_or_that_is_damaged_is_not_used(folder):
    folder.keep_token("dia-7", TOKEN)
    (file,) = folder.home.folder.rglob("*.token")
    file.chmod(0o644)
    assert refusal(folder.voter, "dia-7") == "edge.voter_token"
    file.chmod(0o600)
    file.write_text("short")
    assert refusal(folder.voter, "dia-7") == "edge.voter_token"
    assert refusal(folder.keep_token, "dia-8", "x\r\nCookie: y") == "edge.voter_token"


def test_notes_are_kept_once_each(folder):
    file = folder.keep_note("dia-7", b"one")
    assert folder.keep_note("dia-7", b"one") == file
    assert folder.keep_note("dia-7", b"two") != file
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"one", 0o600)
