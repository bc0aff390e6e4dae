import os
import socket
import subprocess
import sys

import pytest

from comity.fault import RefusedError
from comity.site.server import ADDRESS, alone, free_port, server_at

HOLD = """
import sys
from pathlib import Path
from comity.site.server import alone
with alone(Path(sys.argv[1]), 8123):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_server_is_refused_with_the_first_ones_number_and_the_way_out(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as first:
        assert first.stdout.readline() == "held\n"
        with pytest.raises(RefusedError) as raised, alone(tmp_path, 8124):
            pass
        (fault,) = raised.value.faults
        assert fault.code == "site.already_running"
        assert fault.values == {"pid": str(first.pid), "address": "http://localhost:8123"}
        assert "COMITY_DATA_DIR" in fault.remedy
        first.communicate("")
    with alone(tmp_path, 8124):
        assert (tmp_path / "server.json").is_file()


def test_a_killed_server_leaves_the_folder_free(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as first:
        first.stdout.readline()
        first.kill()
    with alone(tmp_path, 8124):
        assert f'"pid": {os.getpid()}' in (tmp_path / "server.json").read_text()


def test_the_folder_is_free_again_after_a_failure(tmp_path):
    with pytest.raises(RuntimeError), alone(tmp_path, 1):
        raise RuntimeError
    with alone(tmp_path, 1):
        pass


def test_a_taken_port_is_passed_over_or_refused_if_it_was_asked_for():
    with socket.socket() as taken:
        taken.bind((ADDRESS, 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port(None) != port
        with pytest.raises(RefusedError) as raised:
            free_port(port)
        assert raised.value.faults[0].code == "site.no_port"
    assert free_port(port) == port


def test_where_all_usual_ports_are_taken_the_system_gives_one(monkeypatch):
    monkeypatch.setattr("comity.site.server.PORTS", 0)
    assert free_port(None) > 1023


def test_the_server_is_one_worker():
    assert server_at(ADDRESS, 1).workers == 1
