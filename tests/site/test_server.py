import gc
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from comity.fault import RefusedError
from comity.site.server import (
    ADDRESS,
    alone,
    end_with_parent,
    free_port,
    is_free,
    port_of_its_own,
    server_at,
    set_aside,
    workers_of,
)

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


def test_who_holds_a_folder_says_how_many_serve(tmp_path):
    assert workers_of(tmp_path) == 1
    with alone(tmp_path, 8124, 2):
        assert workers_of(tmp_path) == 2
    (tmp_path / "server.json").write_text("[]")
    assert workers_of(tmp_path) == 1


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
        with free_port(None) as other:
            assert other != port
        with pytest.raises(RefusedError) as raised, free_port(port):
            pass
        assert raised.value.faults[0].code == "site.no_port"
    with free_port(port) as given:
        assert given == port


def test_where_all_usual_ports_are_taken_the_system_gives_one(monkeypatch):
    monkeypatch.setattr("comity.site.server.PORTS", 0)
    with free_port(None) as port:
        assert port > 1023


@pytest.mark.skipif(sys.platform != "linux", reason="only there a server shares its port")
def test_a_port_is_held_before_anything_listens_on_it():
    """A demonstration is planted for seconds before it listens: nobody takes its port meanwhile."""
    with free_port(None) as port:
        with free_port(None) as other:
            assert other != port
        assert not is_free(port)
        for again in (free_port, port_of_its_own):
            with pytest.raises(RefusedError) as raised, again(port):
                pass
            assert raised.value.faults[0].code == "site.no_port"
    assert is_free(port)
    with port_of_its_own(port):
        pass


ORPHAN = """
import os, sys, time
os.environ["COMITY_SERVER_PID"] = str(os.getpid())
if os.fork() == 0:
    from comity.site.server import end_with_parent
    end_with_parent()
    print(os.getpid(), flush=True)
    time.sleep(60)
time.sleep(60)
"""


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0]


@pytest.mark.skipif(sys.platform != "linux", reason="forks and reads /proc")
def test_a_worker_ends_when_its_server_was_killed():
    with subprocess.Popen([sys.executable, "-c", ORPHAN], stdout=subprocess.PIPE) as server:
        worker = int(server.stdout.readline())
        assert is_running(worker)
        server.kill()
    for _ in range(100):
        if not is_running(worker):
            return
        time.sleep(0.1)
    os.kill(worker, signal.SIGKILL)
    pytest.fail("the worker went on alone")


def test_a_worker_of_another_server_is_left_alone(monkeypatch):
    monkeypatch.setenv("COMITY_SERVER_PID", f"{os.getppid()}0")
    before = threading.active_count()
    end_with_parent()
    assert threading.active_count() == before


def test_what_was_loaded_is_searched_no_more_and_what_comes_later_is():
    loaded = [[]]
    loaded[0].append(loaded)
    try:
        set_aside()
        assert not any(one is loaded for one in gc.get_objects())
        later = [[]]
        later[0].append(later)
        assert any(one is later for one in gc.get_objects())
    finally:
        gc.unfreeze()
    # The control: let loose again, it is searched.
    assert any(one is loaded for one in gc.get_objects())


def test_the_server_is_one_worker():
    assert server_at(ADDRESS, 1).workers == 1
    assert server_at(ADDRESS, 1, 2).workers == 2


def test_threads_that_wait_for_the_disk_are_no_reason_to_warn(monkeypatch, caplog):
    monkeypatch.setenv("COMITY_SERVER_PID", "0")
    server_at(ADDRESS, 1)
    logger = logging.getLogger("_granian")
    monkeypatch.setattr(logger, "propagate", True)
    logger.warning("Configuration allows spawning up to 16 Python threads, which seems quite high")
    logger.warning("Something else.")
    assert [record.getMessage() for record in caplog.records] == ["Something else."]
