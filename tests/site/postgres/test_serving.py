"""``comity serve --workers 2``: two processes serve one database, as one site."""

import http.client
import json
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from comity.site.postgres.locks import SEQUENCING, SERVING, TENDING
from tests.site.dialogue.world import ID
from tests.site.upkeep.drilled import ANSWERS, VOTE
from tools.tree import ROOT

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(sys.platform != "linux", reason="workers are looked at in /proc"),
]

PORT = 8391
PEOPLE = 16
TURNS = 4
STATEMENTS = 3
FORM = "application/x-www-form-urlencoded"
HELD = "SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND granted ORDER BY objid"
COUNT = """
import django; django.setup()
import json
from comity.site.dialogue.models import ParticipationCount, VoteLine
from comity.site.record.models import SealedBallot
people = sum(ParticipationCount.objects.filter(part="tier").values_list("count", flat=True))
print(json.dumps({"seqs": list(VoteLine.objects.order_by("seq").values_list("seq", flat=True)),
                  "sealed": SealedBallot.objects.count(), "people": people}))
"""


def done(environment, *command):
    found = subprocess.run([sys.executable, *command], cwd=ROOT, env=environment,
                           capture_output=True, text=True, timeout=120, check=False)  # fmt: skip
    assert found.returncode == 0, found.stdout + found.stderr
    return found.stdout


def answered(method, path, **sent):
    """Ask on a connection of its own; come back where the site asks for that."""
    while True:
        with closing(http.client.HTTPConnection("localhost", PORT, timeout=30)) as connection:
            connection.request(method, path, **sent)
            answer = connection.getresponse()
            text = answer.read().decode()
        if answer.status != 503:
            return answer, text
        time.sleep(0.1)


def reached(server):
    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        try:
            return answered("GET", "/en/health/")[1]
        except OSError:
            time.sleep(0.2)
    raise AssertionError(server.communicate()[1])


def workers_of(server):
    return [int(one) for one in
            Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()]  # fmt: skip


def worked(worker):
    """Return for how long the process has computed, in hundredths of a second."""
    return sum(map(int, Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()[11:13]))


def cookies_of(answer):
    return {one.partition(";")[0] for one in answer.headers.get_all("Set-Cookie", [])}


def voting(number):
    """Vote as somebody whose browser opens a connection for each form."""
    page, text = answered("GET", f"/en/dialogue/conversations/{ID}/")
    cookies = cookies_of(page)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text)[1]
    statuses = []
    for turn in range(TURNS):
        votes = "".join(f"&vote-{one}={(one + turn + number) % 3 - 1}" for one in (1, 2, 3))
        answer, _ = answered(
            "POST", f"/en/dialogue/conversations/{ID}/do/vote",
            body=f"csrfmiddlewaretoken={token}&from=ballot{votes}",
            headers={"Cookie": "; ".join(cookies), "Content-Type": FORM},
        )  # fmt: skip
        cookies |= cookies_of(answer)
        statuses.append(answer.status)
    return statuses


@pytest.fixture
def served(environment, tmp_path):
    """A site that two workers serve."""
    (tmp_path / "answers.toml").write_text(ANSWERS)
    done(environment, "-m", "comity", "init", "--from", str(tmp_path / "answers.toml"))
    done(environment, "-c", VOTE, "1", "0")
    server = subprocess.Popen(
        [sys.executable, "-m", "comity", "serve", "--workers", "2", "--port", str(PORT)],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    yield server
    server.kill()
    server.communicate()


def test_two_workers_serve_and_stored_is_logged_is_counted(served, environment, server):
    page = reached(served)
    first, second = workers_of(served)
    assert re.search(r"Processes that serve</dt><dd>2", page)
    before = worked(first), worked(second)
    with ThreadPoolExecutor(PEOPLE) as pool:
        statuses = [one for some in pool.map(voting, range(PEOPLE)) for one in some]
    assert set(statuses) == {303}
    assert worked(first) > before[0]
    assert worked(second) > before[1]
    name = urlsplit(environment["COMITY_DATABASE_URL"]).path.strip("/")
    held = server.tell(name, HELD).split()
    assert (held.count(str(SERVING)), held.count(str(TENDING))) == (1, 1)
    assert held.count(str(SEQUENCING)) <= 1
    served.send_signal(signal.SIGINT)
    served.wait(30)
    found = json.loads(done(environment, "-c", COUNT))
    cast = PEOPLE * TURNS * STATEMENTS
    assert found == {"seqs": list(range(1, cast + 1)), "sealed": cast, "people": PEOPLE}
    assert "are what the record says" in done(environment, "-m", "comity", "record", "reconcile")
