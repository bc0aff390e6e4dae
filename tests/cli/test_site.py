import os
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from types import ModuleType

import pytest
from click.testing import CliRunner
from django.db import OperationalError

from comity.cli import main
from comity.cli import site as module
from comity.site.server import alone

COMMAND = (sys.executable, "-c", "from comity.cli import main; main()")


@pytest.fixture
def runner(monkeypatch):
    """Runs a command without loading Django again."""
    monkeypatch.setattr(module, "set_up", lambda: None)
    return CliRunner()


def test_demo_passes_on_what_it_was_asked_for(runner, monkeypatch):
    asked = []
    fake = ModuleType("comity.site.demo.run")
    fake.Wish = lambda port, **wish: {"port": port, **wish}
    fake.run_demo = lambda wish, say: asked.append(wish) or say("said") or 3
    monkeypatch.setitem(sys.modules, "comity.site.demo.run", fake)
    monkeypatch.delenv("COMITY_DEMO", raising=False)
    result = runner.invoke(main, ["demo", "--check", "--fresh", "--port", "8123"])
    assert asked == [{"port": 8123, "fresh": True, "check": True}]
    assert (result.exit_code, result.output) == (3, "said\n")
    assert os.environ["COMITY_DEMO"] == "1"


def test_serve_is_never_a_demonstration(runner, monkeypatch):
    asked = []
    fake = ModuleType("comity.site.operation")
    fake.operate = lambda *arguments: asked.append((arguments[:2], os.environ.get("COMITY_DEMO")))
    monkeypatch.setitem(sys.modules, "comity.site.operation", fake)
    monkeypatch.setenv("COMITY_DEMO", "1")
    assert runner.invoke(main, ["serve"]).exit_code == 0
    assert asked == [(("127.0.0.1", 8000), None)]
    assert runner.invoke(main, ["serve", "--workers", "0"]).exit_code == 2


def test_members_begin_names_the_first_administrator(runner, monkeypatch):
    asked = []
    fake = ModuleType("comity.site.operation")
    fake.begin = lambda name, say: asked.append((name, os.environ.get("COMITY_DEMO")))
    monkeypatch.setitem(sys.modules, "comity.site.operation", fake)
    monkeypatch.setenv("COMITY_DEMO", "1")
    assert runner.invoke(main, ["members", "begin", "Amara Quill"]).exit_code == 0
    assert asked == [("Amara Quill", None)]


def test_without_django_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "django", None)
    result = CliRunner().invoke(main, ["demo"])
    assert result.exit_code == 1
    assert "source, run: pip install '.[site]'" in result.output
    assert "comity[site]" not in result.output  # a stranger's package could have that name


def test_a_real_instance_that_may_not_start_says_all_of_why(tmp_path):
    done = subprocess.run(
        [*COMMAND, "serve"],
        env={**os.environ, "COMITY_CONFIG_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "COMITY_SECRET_KEY" in done.stderr
    assert "instance.toml" in done.stderr


def environment(tmp_path):
    plain = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return {**plain, "COMITY_CONFIG_DIR": str(tmp_path)}


@pytest.mark.slow
def test_the_demonstration_starts_cold_and_again_in_a_moment(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    cold = subprocess.run(
        [*COMMAND, "demo", "--check", "--port", str(port)],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert (cold.returncode, cold.stderr) == (0, "")
    assert f"http://localhost:{port}\n" in cold.stdout
    with subprocess.Popen(
        [*COMMAND, "demo", "--port", str(port)], env=environment(tmp_path), stdout=subprocess.PIPE
    ) as again:
        try:
            assert again.stdout.readline() == f"http://localhost:{port}\n".encode()
            second = subprocess.run(
                [*COMMAND, "demo"],
                env=environment(tmp_path),
                capture_output=True,
                text=True,
                check=False,
            )
            assert second.returncode == 2
            assert f"kill {again.pid}" in second.stderr
            assert answer(port, "/ar/") == 200
            check_as_strangers(port, tmp_path)
        finally:
            again.terminate()


def check_as_strangers(port, folder):
    """Mirror the running site with its content, witness it, and check a bundle without Comity."""
    site = f"http://localhost:{port}"
    vkey = fetched(port, "/log/key.vkey").decode().strip()
    key = ("--key", vkey)
    mirror, witness = folder / "mirror", folder / "w.key"
    stranger = environment(folder / "stranger")

    def run(*command, env=stranger):
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    made = run(*COMMAND, "record", "init-witness", "--name", "w.example", "--out", str(witness))
    line = made[1].splitlines()[-1].strip()
    follow = ("record", "follow", f"{site}/log", *key, "--out", str(mirror))
    code, told = run(*COMMAND, *follow, "--witness", str(witness))
    assert code == 0, told
    assert (mirror / "payload/000/0.json").is_file()
    assert run(*COMMAND, "verify", str(mirror), *key)[0] == 0
    (folder / "demo/witnesses.txt").write_text(f"{line}\nquorum w.example\n")
    taken = run(
        *COMMAND, "record", "add-cosignature", str(mirror / "cosigned-checkpoint"), "--demo",
        env=environment(folder),
    )  # fmt: skip
    assert taken[0] == 0, taken[1]
    assert b"1 witness of the 1 needed" in fetched(port, "/en/")
    for name, path in (
        ("policy.txt", "/log/policy.txt"),
        ("dia-1.zip", "/dialogue/reports/dia-1/bundle.zip"),
        ("v.pyz", "/comity-verify.pyz"),
    ):
        (folder / name).write_bytes(fetched(port, path))
    bundle, policy = str(folder / "dia-1.zip"), str(folder / "policy.txt")
    # By the policy that asks for a witness: its signature came with the bundle.
    assert run(*COMMAND, "verify", bundle, "--policy", policy)[0] == 0
    alone = (sys.executable, "-I", str(folder / "v.pyz"), bundle, "--policy", policy)
    assert run(*alone, env={"PATH": ""})[0] == 7


def fetched(port, path):
    link = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        link.request("GET", path)
        response = link.getresponse()
        assert response.status == 200, path
        return response.read()
    finally:
        link.close()


def answer(port, path):
    for _ in range(200):
        link = HTTPConnection("127.0.0.1", port)
        try:
            link.request("GET", path)
            return link.getresponse().status
        except OSError:
            time.sleep(0.05)
        finally:
            link.close()
    return None


@pytest.mark.parametrize(("holds", "code"), [(True, 0), (False, 1)])
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_reconcile_ends_with_1_where_a_row_differs(runner, monkeypatch, holds, code, options):
    fake = ModuleType("comity.site.operation")
    fake.reconcile = lambda say, as_json: say(f"json: {as_json}") or holds
    monkeypatch.setitem(sys.modules, "comity.site.operation", fake)
    result = runner.invoke(main, ["record", "reconcile", "--demo", *options])
    assert (result.exit_code, result.output) == (code, f"json: {bool(options)}\n")


@pytest.mark.parametrize(("option", "demo"), [("--site", ""), ("--demo", "1")])
def test_a_cosignature_is_taken_in_for_the_site_that_is_meant(
    runner, monkeypatch, tmp_path, option, demo
):
    asked = []
    fake = ModuleType("comity.site.cosigning")
    fake.take_in = lambda file, say: (
        asked.append((file, os.environ["COMITY_DEMO"])) or say("x") or 4
    )
    monkeypatch.setitem(sys.modules, "comity.site.cosigning", fake)
    monkeypatch.setenv("COMITY_DEMO", "")
    file = tmp_path / "cosigned-checkpoint"
    file.touch()
    result = runner.invoke(main, ["record", "add-cosignature", str(file), option])
    assert (result.exit_code, result.output) == (4, "x\n")
    assert asked == [(file, demo)]


def test_a_second_server_is_refused(tmp_path):
    """Whichever command begins it: with the first one's number, its address and the way out."""
    data = tmp_path / "demo"
    with alone(data, 8123):
        before = sorted(path.name for path in data.iterdir())
        second = subprocess.run(
            [*COMMAND, "demo", "--fresh"],
            env=environment(tmp_path),
            capture_output=True,
            text=True,
            check=False,
        )
        assert sorted(path.name for path in data.iterdir()) == before
    assert second.returncode == 2
    for words in (
        f"{data}: process {os.getpid()} is already serving this folder at http://localhost:8123",
        "one process at a time writes to a data folder",
        f"Stop it (kill {os.getpid()}), or name another folder in COMITY_DATA_DIR.",
        "Nothing was written.",
    ):
        assert words in second.stderr


def test_what_the_database_refuses_is_said_in_words(runner, monkeypatch):
    fake = ModuleType("comity.site.operation")

    def full(*_arguments, **_named):
        raise OperationalError("database or disk is full")

    fake.operate = fake.reconcile = full
    monkeypatch.setitem(sys.modules, "comity.site.operation", fake)
    monkeypatch.setitem(sys.modules, "comity.site.demo.run", fake)
    fake.run_demo, fake.Wish = full, lambda *_, **__: None
    for command in (["serve"], ["demo"], ["record", "reconcile"]):
        result = runner.invoke(main, command)
        assert result.exit_code == 2
        for words in (
            "comity.sqlite3: the database says: database or disk is full",
            "each act is written to it as a whole or not at all",
            "then start again: it goes on there.",
        ):
            assert words in result.output
        assert "Nothing was written" not in result.output


@pytest.mark.parametrize(("option", "demo"), [("--site", ""), ("--demo", "1")])
def test_content_is_erased_from_the_site_that_is_meant(runner, monkeypatch, option, demo):
    asked = []
    fake = ModuleType("comity.site.erasing")

    def erase(index, basis, _say, *, shut_copies):
        asked.append((index, basis, os.environ["COMITY_DEMO"], shut_copies))

    fake.erase = erase
    monkeypatch.setitem(sys.modules, "comity.site.erasing", fake)
    monkeypatch.setenv("COMITY_DEMO", "")
    for shut in ([], ["--shut-copies"]):
        command = ["record", "erase", "3", "--basis", "Article 17", option, *shut]
        assert runner.invoke(main, command).exit_code == 0
    assert asked == [(3, "Article 17", demo, False), (3, "Article 17", demo, True)]


def test_a_site_has_no_bundle_to_strip(runner):
    command = ["record", "erase", "3", "--basis", "Article 17", "--demo"]
    result = runner.invoke(main, [*command, "--input", "inputs/votes.csv"])
    assert result.exit_code == 2
    assert "it is not clear what is to be erased" in result.output
