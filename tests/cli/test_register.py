"""``comity register`` by command line: what it prints, what it refuses, and its bundle."""

import json

import pytest

from comity.edge import shipped
from tests.cli.own_bundle import run

TPNW = "tpnw-15"


@pytest.fixture
def folder(tmp_path):
    rows = [f"P{n:02},ratification,2020-{1 + n // 10:02}-0{1 + n % 9}" for n in range(49)]
    rows = sorted(rows, key=lambda row: row.rsplit(",", 1)[1])
    rows.append("LAST,ratification,2020-10-24")
    text = "\n".join(["party,act,date", *rows, ""])
    (tmp_path / "acts.csv").write_text(text, encoding="utf-8")
    return tmp_path


def told(folder, *arguments):
    done = run(folder / "home", "register", *arguments)
    assert done.exit_code == 0, done.output
    return done.output


def refused(folder, *arguments):
    done = run(folder / "home", "register", *arguments)
    assert done.exit_code == 2
    return done.output


def asked(folder, verb, at, *more):
    return (verb, folder / "acts.csv", "--rule", TPNW, "--at", at, *more)


def test_register_D6_status_names_the_trigger_or_what_is_missing(folder):
    met = told(folder, *asked(folder, "status", "2021-12-31"))
    assert "in force since 2021-01-22" in met
    assert "met on 2020-10-24: ratification by LAST." in met
    waits = told(folder, *asked(folder, "status", "2020-12-31"))
    assert "not in force; it enters into force on 2021-01-22" in waits
    before = told(folder, *asked(folder, "status", "2020-10-23"))
    assert "Missing, parties: 49 where 50 are needed." in before


def test_register_D6_status_as_json_has_the_keys_that_bind(folder):
    found = json.loads(told(folder, *asked(folder, "status", "2021-12-31", "--json")))
    assert (found["state"], found["trigger"], found["in_force"]) == (
        "in_force",
        "2020-10-24",
        "2021-01-22",
    )
    assert (found["parties"], found["missing"]) == (50, [])


def test_register_D6_the_bundle_of_a_status_verifies_and_a_changed_one_does_not(folder):
    output = told(folder, *asked(folder, "status", "2021-12-31", "--out", folder / "out"))
    assert f"comity verify {folder / 'out/status.zip'}" in output
    assert json.loads((folder / "out/status.json").read_bytes())["state"] == "in_force"
    assert run(folder / "home", "verify", folder / "out/status.zip").exit_code == 0
    data = (folder / "out/status.zip").read_bytes()
    (folder / "out/status.zip").write_bytes(data.replace(b"LAST,ratif", b"LATE,ratif", 1))
    assert run(folder / "home", "verify", folder / "out/status.zip").exit_code != 0


def test_register_D6_what_is_wrong_with_a_file_is_refused_with_its_lines(folder):
    text = (folder / "acts.csv").read_text(encoding="utf-8")
    bad = "P01,ratification,2021-01-01\nX,adhesion,2021-02-30\nY,withdrawal,2021-03-03\n"
    (folder / "acts.csv").write_text(text + bad, encoding="utf-8")
    output = refused(folder, *asked(folder, "status", "2021-12-31", "--out", folder / "out"))
    for words in (
        "line 52",
        "line 53: the act is “adhesion”",
        "2021-02-30",
        "line 54: Y withdraws",
    ):
        assert words in output
    assert not (folder / "out").exists()


def test_only_the_first_twenty_faults_are_shown(folder):
    rows = "\n".join(f"Z{n},adhesion,2021-01-01" for n in range(60))
    (folder / "acts.csv").write_text(f"party,act,date\n{rows}\n", encoding="utf-8")
    output = refused(folder, *asked(folder, "status", "2021-12-31"))
    assert output.count("adhesion") == 20


def test_parties_that_nobody_knows_are_refused_where_a_list_is_given(folder):
    names = "\n".join(["party", *(f"P{n:02}" for n in range(49)), ""])
    (folder / "parties.csv").write_text(names, encoding="utf-8")
    output = refused(
        folder, *asked(folder, "status", "2021-12-31", "--parties", folder / "parties.csv")
    )
    assert "LAST is not a known party" in output


@pytest.mark.parametrize("name", ["no-such-rule", "../dialogue/common-ground", "", "CTBT"])
def test_a_rule_that_there_is_not_is_refused(folder, name):
    output = refused(folder, "status", folder / "acts.csv", "--rule", name, "--at", "2021-01-01")
    assert "there is no rule" in output


def test_a_rule_of_another_kind_is_refused(folder):
    (folder / "rule.json").write_text('{"schema":"comity.dialogue.rule/2"}', encoding="utf-8")
    rule = folder / "rule.json"
    output = refused(folder, "status", folder / "acts.csv", "--rule", rule, "--at", "2021-01-01")
    assert "comity.standards.entry_into_force/1" in output


def test_a_day_that_is_none_is_refused(folder):
    assert "2021-02-30" in refused(folder, *asked(folder, "status", "2021-02-30"))


def test_register_D6_who_is_bound_towards_whom(folder):
    pair = ("--party", "LAST", "--towards", "P01")
    assert "in force between them" in told(folder, *asked(folder, "bound", "2021-12-31", *pair))
    before = told(folder, *asked(folder, "bound", "2021-01-21", *pair))
    assert "LAST is not bound." in before
    everybody = asked(folder, "bound", "2021-12-31", "--party", "LAST", "--json")
    assert len(json.loads(told(folder, *everybody))["relations"]) == 49
    alone = told(folder, *asked(folder, "bound", "2020-01-01", "--party", "LAST"))
    assert "Nobody else is bound." in alone


def test_one_party_and_its_acts(folder):
    output = told(folder, *asked(folder, "party", "2021-12-31", "--party", "LAST"))
    assert "in_force, effect 2021-01-22" in output
    assert "2020-10-24  LAST  ratification" in output
    assert "no act" in told(folder, *asked(folder, "party", "2021-12-31", "--party", "NOBODY"))


def test_register_D6_an_endorsement_count_shows_its_sources(folder):
    claims = "party,act,date,source,total\nEU,endorsement,2026-02-20,host,\n"
    claims += "IND,endorsement,2026-02-20,press,\n*,stated_total,2026-02-20,press,89\n"
    (folder / "claims.csv").write_text(claims, encoding="utf-8")
    (folder / "groups.csv").write_text("set,party\nEU,FRA\nEU,ITA\n", encoding="utf-8")
    words = (
        "count",
        folder / "claims.csv",
        "--at",
        "2026-12-31",
        "--groups",
        folder / "groups.csv",
    )
    output = told(folder, *words)
    assert "Endorsed on 2026-12-31: 3; by every source that lists parties: 0." in output
    assert "press: lists 1; states 89" in output
    assert json.loads(told(folder, *words, "--json"))["endorsed"] == 3


def test_threat_T15_a_claim_is_looked_up(folder):
    listed = "decision,date,title,yes,no\nR/1,2024-01-01,A panel,184,2\n"
    (folder / "decisions.csv").write_text(listed, encoding="utf-8")
    invented = told(folder, "claim", folder / "decisions.csv", "--votes", "185-1")
    assert "No such decision among 1 decisions" in invented
    assert "Near: 2024-01-01  R/1  184-2-0  A panel" in invented
    found = told(folder, "claim", folder / "decisions.csv", "--about", "panel", "--json")
    assert json.loads(found)["answer"] == "found"
    assert "185 to 1" in refused(folder, "claim", folder / "decisions.csv", "--votes", "185 to 1")


def test_register_D6_the_shipped_cases_hold_and_a_wrong_one_ends_with_code_1(folder):
    found = json.loads(told(folder, "test", "--json"))
    assert (found["passed"] >= 20, found["failed"]) == (True, [])
    members = json.loads(shipped("standards", "cptpp-3.cases", 1))
    members["cases"][0]["trigger"] = "2018-11-01"
    (folder / "cases.json").write_text(json.dumps(members), encoding="utf-8")
    done = run(folder / "home", "register", "test", folder / "cases.json")
    assert done.exit_code == 1
    assert "1 cases hold, 1 do not." in done.output
    assert "cptpp-3/sixth-signatory: the rule says {'trigger': '2018-10-31'}" in done.output
    members["version"] = 9
    (folder / "cases.json").write_text(json.dumps(members), encoding="utf-8")
    assert "there is no rule" in refused(folder, "test", folder / "cases.json")
