"""Hostile plug-ins: each reaches for something, and each control shows that it would reach it."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from comity.edge import installed_plugins, plugin_process, run_plugin
from comity.edge.plugin_process import LONGEST_ANSWER
from comity.fault import RefusedError
from tests.edge.plugins import ANSWER, install

REACHES = """
import json, os, sys
def tried(act):
    try:
        return str(act())
    except BaseException as error:
        return type(error).__name__
"""


def walls() -> bool:
    """Return whether this system lets a process be shut off."""
    return subprocess.run(["unshare", "-Urmn", "true"], check=False).returncode == 0


confines = pytest.mark.skipif(not walls(), reason="this system has no namespaces to give")


def asks(folder, program, request=b"{}", **changes):
    """Return what a plug-in prints that does ``program``."""
    return run_plugin(install(folder, program, **changes), request)


def alone(folder, program):
    """The control: the same program, run as any other."""
    file = folder / "alone.py"
    file.write_text(program, encoding="utf-8")
    given = {**os.environ, "COMITY_SECRET_KEY": "open sesame"}
    return subprocess.run(
        [sys.executable, str(file)], capture_output=True, check=True, env=given, input=b"{}"
    ).stdout


def refusal(folder, program, **changes):
    with pytest.raises(RefusedError) as error:
        asks(folder, program, **changes)
    (fault,) = error.value.faults
    return fault


@confines
def test_what_is_asked_comes_in_and_what_is_printed_comes_out(tmp_path):
    program = "import sys; print(sys.stdin.read()[::-1], end='')"
    assert asks(tmp_path, program, b"abc" * 100_000) == b"cba" * 100_000


@confines
def test_threat_T11_a_plug_in_opens_no_database_and_no_secret(tmp_path):
    database = tmp_path / "comity.sqlite3"
    database.write_bytes(b"SQLite format 3")
    database.chmod(0o666)
    program = f"{REACHES}\nprint(tried(lambda: open({str(database)!r}).read()))"
    assert alone(tmp_path, program) == b"SQLite format 3\n"
    assert asks(tmp_path / "plugins", program) == b"FileNotFoundError\n"


@confines
def test_threat_T11_a_plug_in_sees_of_the_files_only_programs_and_its_own(tmp_path):
    program = f"{REACHES}\nprint(json.dumps([os.listdir('/'), os.listdir('.'), os.getcwd()]))"
    top, here, where = json.loads(asks(tmp_path, program))
    assert set(top) <= {"bin", "dev", "etc", "lib", "lib32", "lib64", "tmp", "usr", "work"} | {
        tmp_path.parts[1],
        Path(sys.base_prefix).parts[1],
    }
    assert (here, where) == ([], "/work")
    seen, _, _ = json.loads(alone(tmp_path, program))
    assert {"proc", "home"} <= set(seen)


@confines
def test_threat_T11_a_plug_in_changes_neither_programs_nor_itself(tmp_path):
    program = f"{REACHES}\nprint(tried(lambda: open(__file__, 'a').write('#')))"
    assert alone(tmp_path, program) == b"1\n"
    assert asks(tmp_path / "plugins", program).strip() in {b"PermissionError", b"OSError"}


@confines
def test_threat_T11_a_plug_in_reads_no_environment(tmp_path):
    program = f"{REACHES}\nprint(os.environ.get('COMITY_SECRET_KEY'), 'PATH' in os.environ)"
    assert alone(tmp_path, program) == b"open sesame True\n"
    assert asks(tmp_path / "plugins", program) == b"None False\n"


@confines
def test_threat_T11_a_plug_in_opens_no_socket_to_anybody(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        where = server.getsockname()
        program = (
            f"{REACHES}\nimport socket\n"
            f"print(tried(lambda: socket.create_connection({where!r}, 2) and 'open'))"
        )
        assert alone(tmp_path, program) == b"open\n"
        assert asks(tmp_path / "plugins", program) == b"OSError\n"
        allowed = install(tmp_path / "plugins", program, "online", network=True)
        assert run_plugin(allowed, b"") == b"open\n"


@confines
def test_threat_T11_no_plug_in_says_that_it_was_not_run_to_be_run_without_walls(tmp_path):
    """Where an operator has waived walls, those that stand hold whatever it ends with."""
    command = ["/bin/sh", "-c", "[ -d /proc/self ] && echo out || exit 120"]
    assert subprocess.run(command, capture_output=True, check=True).stdout == b"out\n"
    with pytest.raises(RefusedError) as error:
        run_plugin(install(tmp_path, "", command=command), b"", waived=True)
    assert [fault.code for fault in error.value.faults] == ["edge.plugin_failed"]


@confines
def test_threat_T11_a_plug_in_has_no_open_file_of_ours(tmp_path):
    program = (
        f"{REACHES}\nprint([n for n in range(3, 200) "
        "if tried(lambda: os.fstat(n)) != 'OSError'], tried(lambda: os.write(3, b'x')))"
    )
    with (tmp_path / "key").open("wb") as file:
        os.set_inheritable(file.fileno(), True)
        inherited = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, check=True, close_fds=False
        ).stdout
        assert str(file.fileno()) in inherited.decode()
        assert asks(tmp_path / "plugins", program) == b"[] OSError\n"


@confines
def test_threat_T11_what_a_plug_in_begins_ends_with_it(tmp_path):
    marker = tmp_path / "still-here"
    program = (
        "import os, time, sys\n"
        "if os.fork() == 0:\n"
        "    os.setsid()\n"
        "    os.close(1)\n"
        "    time.sleep(0.7)\n"
        f"    open({str(marker)!r}, 'w').write('x')\n"
        "    os._exit(0)\n"
        f"print({ANSWER!r})\n"
    )
    assert json.loads(asks(tmp_path / "plugins", program))["v"] == 1
    assert json.loads(alone(tmp_path, program))["v"] == 1
    time.sleep(1.2)
    # The control left its child behind, which has no folder of the other's to write into.
    assert marker.read_text() == "x"
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, check=True).stdout
    assert str(tmp_path / "plugins") not in listed.decode()


@confines
def test_threat_T11_a_plug_in_forks_no_bomb(tmp_path):
    program = (
        "import os, time\nmade = 0\n"
        "try:\n"
        "    for _ in range(300):\n"
        "        if os.fork() == 0:\n"
        "            os.close(1)\n"
        "            time.sleep(60)\n"
        "        made += 1\n"
        "except OSError:\n"
        "    pass\n"
        "print(made)\n"
    )
    assert int(asks(tmp_path, program)) < 64
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, check=True).stdout
    assert str(tmp_path) not in listed.decode()


@confines
def test_threat_T11_a_plug_in_does_not_fill_the_disk(tmp_path):
    program = (
        f"{REACHES}\n"
        "def fill():\n"
        "    for number in range(40):\n"
        "        with open(str(number), 'wb') as file:\n"
        "            file.write(bytes(1_000_000))\n"
        "    return 'full'\n"
        "print(tried(fill))"
    )
    assert asks(tmp_path, program) == b"OSError\n"
    within = program.replace("range(40)", "range(4)")
    assert run_plugin(install(tmp_path, within, "modest"), b"") == b"full\n"


@confines
def test_threat_T11_a_plug_in_takes_no_more_memory_than_it_is_given(tmp_path):
    program = f"{REACHES}\nprint(tried(lambda: len(bytearray(400_000_000))))"
    assert asks(tmp_path, program) == b"MemoryError\n"
    assert run_plugin(install(tmp_path, program, "large", megabytes=1_000), b"") == b"400000000\n"


@confines
def test_threat_T11_a_plug_in_that_prints_without_end_is_ended(tmp_path):
    fault = refusal(tmp_path, "for _ in range(100): print('x' * 1_000_000)")
    assert fault.values["reason"] == "it printed too much"
    most = f"print('x' * {LONGEST_ANSWER - 1})"
    assert len(run_plugin(install(tmp_path, most, "long"), b"")) == LONGEST_ANSWER


@confines
@pytest.mark.parametrize("program", ["import time; time.sleep(60)", "while True: pass", "input()"])
def test_threat_T11_a_plug_in_that_never_ends_is_ended(tmp_path, program):
    begun = time.monotonic()
    stays = f"import os\nos.close(0)\nos.dup2(os.pipe()[0], 0)\n{program}"
    fault = refusal(tmp_path, stays, seconds=1)
    assert fault.values["reason"] == "it took too long"
    assert time.monotonic() - begun < 4


@confines
def test_one_that_stops_printing_and_goes_on_is_ended_too(tmp_path):
    program = "import os, time\nos.close(1)\ntime.sleep(60)"
    assert refusal(tmp_path, program, seconds=1).values["reason"] == "it took too long"


@confines
@pytest.mark.parametrize("program", ["raise SystemExit(3)", "1/0"])
def test_one_that_fails_gives_no_answer(tmp_path, program):
    assert refusal(tmp_path, f"print({ANSWER!r}, flush=True)\n{program}").code.endswith("failed")


@confines
def test_one_whose_program_is_not_there_gives_no_answer(tmp_path):
    assert refusal(tmp_path, "", command=["/usr/bin/no-such-program"]).code.endswith("failed")


def test_threat_T11_where_nothing_can_be_shut_off_a_plug_in_is_refused(tmp_path, monkeypatch):
    tried = []

    def no_walls(plugin, request, work, *, walls):
        tried.append(walls)
        return (120, b"") if walls else (0, b"ran")

    monkeypatch.setattr(plugin_process, "_run", no_walls)
    plugin = install(tmp_path, "")
    with pytest.raises(RefusedError) as error:
        run_plugin(plugin, b"")
    assert error.value.faults[0].code == "edge.plugin_not_confined"
    assert tried == [True]
    assert run_plugin(plugin, b"", waived=True) == b"ran"


def without_walls(tmp_path, *command):
    """What a program of the system prints where nothing can be shut off."""
    work = tmp_path / "work"
    work.mkdir(exist_ok=True)
    plugin = install(tmp_path / "plugins", "", f"n{len(command)}", command=list(command))
    run = plugin_process._run  # noqa: SLF001 - without walls it is begun by nobody else
    return run(plugin, b"", work, walls=False)


def test_without_walls_there_are_still_limits_no_environment_and_another_user(tmp_path):
    assert without_walls(tmp_path, "/usr/bin/env") == (0, b"")
    code, said = without_walls(tmp_path, "/bin/sh", "-c", "ulimit -v; ulimit -c; id -u")
    memory, dumped, user = said.decode().split()
    assert (code, int(memory), dumped) == (0, 256 * 1024, "0")
    assert int(user) == (os.getuid() or 65_534)
    free = subprocess.run(["/bin/sh", "-c", "ulimit -v"], capture_output=True, check=True).stdout
    assert free.strip() != memory.encode()  # the control


def test_without_a_folder_there_is_no_plug_in(tmp_path):
    assert installed_plugins(tmp_path / "none") == ([], [])


def test_one_that_cannot_be_read_is_told_and_hides_no_other(tmp_path):
    install(tmp_path, "", "one")
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "manifest.json").write_text("{", encoding="utf-8")
    found, refused = installed_plugins(tmp_path)
    assert [each.manifest.name for each in found] == ["one"]
    assert [fault.code for error in refused for fault in error.faults] == [
        "oversight.plugin_manifest"
    ]
