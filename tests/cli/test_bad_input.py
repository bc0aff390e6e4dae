"""Every line of "Bad input", through the command a person uses: what is said, and what is left.

Each refusal ends with code 2, names file, line, rule and remedy, and leaves every file as it was.
What can be read is read, and nothing of it is lost. `LINES` says where each line is tested.
"""

import json
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest
from click.testing import Result

from comity.edge import shipped
from comity.record import read_bundle
from tests.cli.own_bundle import run

BAD_BUNDLES = "tests.cli.test_bad_bundles"
BAD_RECORDS = "tests.cli.test_bad_records"
FULL_DISK = "tests.cli.test_full_disk"

LINES: Final = {
    "wrong columns": "test_what_cannot_be_meant_is_refused",
    "duplicate or unknown ids": "test_what_cannot_be_meant_is_refused",
    "votes outside {−1, 0, 1}": "test_what_cannot_be_meant_is_refused",
    "mixed encodings": "test_what_cannot_be_meant_is_refused",
    "BOM": "test_spelling_changes_no_result",
    "unsorted rows": "test_spelling_changes_no_result",
    "revotes": "test_of_several_votes_the_latest_counts_and_all_are_kept",
    "empty matrix": "test_little_data_is_no_fault_and_claims_nothing",
    "one voter": "test_little_data_is_no_fault_and_claims_nothing",
    "all pass": "test_little_data_is_no_fault_and_claims_nothing",
    "10⁶-character statements": "test_what_cannot_be_meant_is_refused",
    "markup or bidi controls in statements": "test_markup_is_shown_and_controls_are_taken_out",
    "zip bombs": f"{BAD_BUNDLES}.test_a_bundle_that_could_harm_is_refused",
    "path traversal in bundles": f"{BAD_BUNDLES}.test_a_bundle_that_could_harm_is_refused",
    "lying sizes in bundles": f"{BAD_BUNDLES}.test_a_bundle_that_could_harm_is_refused",
    "duplicate JSON keys": f"{BAD_BUNDLES}.test_a_key_that_stands_twice_is_refused",
    "truncated tiles": f"{BAD_RECORDS}.test_a_truncated_tile_is_named",
    "forged or swapped checkpoints": f"{BAD_RECORDS}.test_a_forged_or_swapped_checkpoint_is_named",
    "clock going backwards": f"{BAD_RECORDS}.test_a_clock_that_goes_backwards",
    "full disk": f"{FULL_DISK}.test_a_disk_that_fills_at_any_write_costs_nothing",
    "a second server on one data folder": "tests.cli.test_site.test_a_second_server_is_refused",
}

HEAD = "participant,statement,vote,at\n"
TEXTS = "statement,text\n1,First\n2,Second\n"
WORD = "word "
PLAIN = HEAD + "".join(
    f"p{person},{statement},{(person + statement) % 3 - 1},{100 * person + statement}\n"
    for person in range(40)
    for statement in (1, 2)
)


def test_every_line_of_bad_input_has_its_test() -> None:
    for place in LINES.values():
        module, _, name = place.rpartition(".")
        assert hasattr(import_module(module or __name__), name), place


def listing(folder: Path) -> dict[str, bytes]:
    """Return every file below ``folder`` with its bytes; folders have none."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in sorted(folder.rglob("*"))
    }


def given(folder: Path, votes: bytes | str, statements: bytes | str = TEXTS) -> Path:
    """Write the two files of a conversation and return their folder."""
    for name, text in (("votes.csv", votes), ("statements.csv", statements)):
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def report(folder: Path, *options: object) -> Result:
    """Report on the conversation in ``folder``."""
    asked = [folder / "votes.csv", "--statements", folder / "statements.csv", "--quick", *options]
    return run(folder / "home", "dialogue", "report", *asked, "--out", folder / "out")


def reported(folder: Path, *options: object) -> dict:
    """Report on it, see that the bundle verifies, and return the report."""
    result = report(folder, *options)
    assert result.exit_code == 0, result.output
    assert run(folder / "home", "verify", folder / "out" / "report.zip").exit_code == 0
    return json.loads((folder / "out" / "report.json").read_bytes())


@dataclass(frozen=True)
class Bad:
    """Files that cannot be meant, and the place, finding, rule and remedy of their refusal."""

    line: str
    place: str
    found: str
    rule: str
    remedy: str
    votes: bytes | str = PLAIN
    statements: bytes | str = TEXTS


COLUMNS = "a votes file has voter-id, comment-id and vote, or participant, statement and vote"
BAD = [
    Bad(
        "wrong columns",
        "votes.csv, line 1",
        "the first line names who, what, how",
        COLUMNS,
        "Missing: voter-id, comment-id, vote. Export the votes (votes.csv), or rename the columns.",
        votes="who,what,how\n1,1,1\n",
    ),
    Bad(
        "one column is wrong",
        "votes.csv, line 1",
        "the first line names participant, statement, opinion",
        COLUMNS,
        "Missing: vote.",
        votes="participant,statement,opinion\n1,1,1\n",
    ),
    Bad(
        "statements without texts",
        "statements.csv, line 1",
        "the first line names id, words",
        "a statements file has comment-id and comment-body, or statement and text",
        "rename the columns",
        statements="id,words\n1,First\n",
    ),
    Bad(
        "a line that is cut",
        "votes.csv, line 3",
        "the line has 2 fields",
        "the first line names 4 columns, so each line has 4 fields",
        "A text with a “,” in it must stand in quotation marks.",
        votes=HEAD + "a,1,1,5\na,2\n",
    ),
    Bad(
        "a duplicate id",
        "statements.csv, line 4",
        "statement 1 already stands on line 2",
        "each statement has an id of its own",
        "Remove the line, or give it another id if it is another statement.",
        statements=TEXTS + "1,Again\n",
    ),
    Bad(
        "an unknown id",
        "votes.csv, line 3",
        "1 votes, the first here, are on statement “7”, which statements.csv does not have",
        "each vote is on a statement of the statements file",
        "Add the statement, or give the statements file of the same conversation.",
        votes=HEAD + "a,1,1,5\na,7,1,6\n",
    ),
    Bad(
        "a vote outside the range",
        "votes.csv, line 3, vote",
        "vote is “2”",
        "a vote is 1 (agree), 0 (pass) or −1 (disagree)",
        "If 2 means for example “strongly agree”, use --map 2=1.",
        votes=HEAD + "a,1,1,5\na,2,2,6\n",
    ),
    Bad(
        "mixed encodings",
        "votes.csv, line 3",
        "byte 44 of the file (0xEB) is not UTF-8, though other lines are",
        "a file has one encoding, UTF-8",
        "This line was pasted from elsewhere, perhaps windows-1252 (Western European)",
        votes=f"{HEAD}José,1,1,5\n".encode() + "Zoë,1,1,5\n".encode("cp1252"),
    ),
    Bad(
        "another encoding",
        "statements.csv, line 3",
        "byte 29 of the file (0xDF) is not UTF-8; it looks like windows-1252",
        "files are read as UTF-8",
        "convert it: iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW.",
        statements=TEXTS.encode().replace(b"Second", "Straße".encode("cp1252")),
    ),
    Bad(
        "a statement of a million characters",
        "statements.csv, line 4",
        "a field has more than 10000 characters",
        "a field has at most 10000 characters",
        "Shorten it. If it should be short, a quotation mark before it is not closed.",
        statements=f'{TEXTS}3,"{WORD * 200_000}"\n',
    ),
    Bad(
        "the two files in each other's place",
        "votes.csv, line 1",
        "this file holds statements, not votes",
        COLUMNS,
        "Give the votes first",
        votes=TEXTS,
    ),
]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.line)
def test_what_cannot_be_meant_is_refused(tmp_path, bad) -> None:
    folder = given(tmp_path, bad.votes, bad.statements)
    before = listing(folder)
    result = report(folder)
    assert result.exit_code == 2
    said = result.output.replace(f"{folder}/", "")
    for words in (bad.place, bad.found, bad.rule, bad.remedy, "Nothing was written."):
        assert words in said
    assert listing(folder) == before


@pytest.mark.parametrize(
    ("spelling", "rewrite"),
    [
        ("BOM", lambda text: b"\xef\xbb\xbf" + text.encode()),
        ("Windows line ends", lambda text: text.replace("\n", "\r\n").encode()),
        ("unsorted rows", lambda text: _sorted(text, lambda row: row[::-1]).encode()),
        ("semicolons", lambda text: text.replace(",", ";").encode()),
        ("quotation marks", lambda text: _quoted(text).encode()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_spelling_changes_no_result(tmp_path, spelling, rewrite) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "other").mkdir()
    plain = reported(given(tmp_path / "plain", PLAIN))
    other = reported(given(tmp_path / "other", rewrite(PLAIN), rewrite(TEXTS)))
    assert other == plain
    assert plain["participation"]["votes"] == 80


def _sorted(text: str, key) -> str:
    head, *rows = text.splitlines(keepends=True)
    return head + "".join(sorted(rows, key=key))


def _quoted(text: str) -> str:
    rows = [row.split(",") for row in text.splitlines()]
    return "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows)


def test_of_several_votes_the_latest_counts_and_all_are_kept(tmp_path) -> None:
    """By time, whatever the order in the file; of one time the later line."""
    changed_mind = "p9,1,1,99\np9,1,-1,7\np9,1,0,99\n"
    folder = given(tmp_path, HEAD + changed_mind)
    found = reported(folder)
    assert found["participation"]["votes"] == 1
    first = next(one for one in found["statements"] if one["id"] == "1")
    assert (first["agree"], first["disagree"], first["pass"]) == (0, 0, 1)
    out = folder / "again.csv"
    converted = run(
        folder / "home", "dialogue", "convert", folder / "votes.csv", "--to", "comity", "--out", out
    )
    assert converted.output == f"{out}: 3 votes read.\n"
    kept = [line.split(",")[2] for line in out.read_text().splitlines()[1:]]
    assert sorted(kept) == ["-1", "0", "1"]


LITTLE = {
    "an empty matrix": (HEAD, 0),
    "only empty lines": (HEAD + "\n\n", 0),
    "one voter": (HEAD + "a,1,1,5\na,2,-1,6\n", 1),
    "all pass": (HEAD + "".join(f"p{n},{1 + n % 2},0,{n}\n" for n in range(40)), 40),
    "one voter who passes": (HEAD + "a,1,0,5\n", 1),
}


@pytest.mark.parametrize("ballots", ["open", "protected"])
@pytest.mark.parametrize("line", LITTLE)
def test_little_data_is_no_fault_and_claims_nothing(tmp_path, line, ballots) -> None:
    votes, participants = LITTLE[line]
    found = reported(given(tmp_path, votes), "--ballots", ballots)
    if ballots == "open":
        assert found["participation"]["participants"] == participants
    assert found["common_ground"] == []
    assert found["groups"]["list"] == []
    assert not found["map"]["shown"]
    assert len(found["statements"]) == 2


def test_markup_is_shown_and_controls_are_taken_out(tmp_path) -> None:
    attack = "<script>alert(1)</script>{{7*7}}<b>\u202egnp.exe\u202c\u2066"
    folder = given(tmp_path, PLAIN, f'statement,text\n1,"{attack}"\n2,=1+1\n')
    found = reported(folder, "--title", "<i>Title</i>{{7*7}}")
    first, second = found["statements"]
    assert first["text"] == "<script>alert(1)</script>{{7*7}}<b>gnp.exe"
    assert second["text"] == "=1+1"
    page = (folder / "out" / "report.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}&lt;b&gt;gnp.exe" in page
    assert "&lt;i&gt;Title&lt;/i&gt;{{7*7}}" in page
    assert "<script>alert" not in page
    for member in read_bundle((folder / "out" / "report.zip").read_bytes()).members.values():
        assert "\u202e".encode() not in member


@pytest.mark.parametrize("title", ["", "pay \u202e001", "two\nlines", "a" * 301, "not \udcff text"])
def test_a_title_that_is_none_is_refused(tmp_path, title) -> None:
    folder = given(tmp_path, PLAIN)
    (folder / "votes.csv").rename(folder / "a\u202e.csv")
    before = listing(folder)
    asked = [folder / "a\u202e.csv", "--statements", folder / "statements.csv", "--title", title]
    result = run(folder / "home", "dialogue", "report", *asked, "--out", folder / "out")
    assert result.exit_code == 2
    for words in ("--title: the title is", "a title is one line", "Nothing was written."):
        assert words in result.output
    assert "\u202e" not in result.output
    assert listing(folder) == before


def test_a_seed_that_json_cannot_hold_is_refused(tmp_path) -> None:
    folder = given(tmp_path, PLAIN)
    result = report(folder, "--seed", 2**53)
    assert result.exit_code == 2
    assert "9007199254740991" in result.output
    assert not (folder / "home").exists()


@pytest.mark.parametrize(
    ("member", "value", "wanted"),
    [
        ("id", '"two words"', "a name without spaces"),
        ("id", '"a\\u202eb"', "a name without spaces"),
        ("title", '"\\ud800"', "lone surrogate"),
        ("version", "1e400", "a whole number"),
        ("version", '1,"version":1', "stands twice"),
    ],
)
def test_a_rule_file_that_no_entry_could_name_is_refused(tmp_path, member, value, wanted) -> None:
    folder = given(tmp_path, PLAIN)
    text = shipped("dialogue", "common-ground", 1).decode()
    old = json.dumps({member: json.loads(text)[member]}, ensure_ascii=False)[1:-1]
    assert old in text
    (folder / "rule.json").write_text(text.replace(old, f'"{member}": {value}', 1))
    before = listing(folder)
    result = report(folder, "--rules", folder / "rule.json")
    assert result.exit_code == 2
    assert wanted in result.output
    assert "rule.json: " in result.output
    assert listing(folder) == before
