"""A PostgreSQL server that lives as long as a run of tests, and the site's database on it.

``python -m pytest -p tests.postgresql tests/site`` runs the tests of the site on it: the server is
begun before the settings are read, and they find its address in the environment.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

NAME = "comity"
OWNER = "comity_owner"
SERVING = "comity_site"
FAST = ("fsync=off", "full_page_writes=off", "autovacuum=off", "max_connections=60")
SURE = ("fsync=on", "max_connections=60")
ROLES = (
    f"CREATE ROLE {OWNER} LOGIN",
    f"CREATE ROLE {SERVING} LOGIN NOINHERIT",
)
URL, OWNER_URL = "COMITY_DATABASE_URL", "COMITY_DATABASE_OWNER_URL"


def binaries() -> Path | None:
    """Return the folder of the newest server that this machine has."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: p.parts)
    there = shutil.which("initdb")
    return found[-1].parent if found else Path(there).resolve().parent if there else None


@dataclass(frozen=True)
class Server:
    """A server that listens on a socket in ``folder`` and nowhere else."""

    folder: Path
    binaries: Path

    def begin(self, options: Sequence[str] = FAST) -> None:
        """Make the server and start it."""
        self._run("initdb", "-D", "data", "-U", "postgres", "-E", "UTF8", "--locale=C", "-A",
                  "trust", "-N")  # fmt: skip
        set_to = " ".join(f"-c {option}" for option in (*options, "listen_addresses="))
        self._run("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", f"-k {self.folder} {set_to}",
                  "start")  # fmt: skip
        self.tell("postgres", *ROLES)

    def end(self) -> None:
        """Stop it at once and remove what it kept."""
        self._run("pg_ctl", "-D", "data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def make(self, name: str, template: str = "template0") -> None:
        """Make an empty database, or a copy of another one."""
        self.tell("postgres", f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {template}",
                  f"REVOKE ALL ON DATABASE {name} FROM PUBLIC",
                  f"GRANT CONNECT ON DATABASE {name} TO {SERVING}")  # fmt: skip
        self.tell(name, f"ALTER SCHEMA public OWNER TO {OWNER}")

    def tell(self, name: str, *statements: str) -> str:
        """Run ``statements`` as the one who may do everything; return what they print."""
        said = [part for statement in statements for part in ("-c", statement)]
        return self._run("psql", "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h",
                         str(self.folder), "-U", "postgres", "-d", name, *said)  # fmt: skip

    def address(self, name: str, role: str = SERVING) -> str:
        """Return the address of the database ``name`` for ``role``."""
        return f"postgresql://{role}@/{name}?host={self.folder}"

    def environment(self, name: str) -> Mapping[str, str]:
        """Return what the site is told of the database ``name``."""
        return {URL: self.address(name), OWNER_URL: self.address(name, OWNER)}

    @contextmanager
    def owning(self) -> Iterator[None]:
        """Let the role that serves become the owner of the tables for a while, by SET ROLE."""
        self.tell("postgres", f"GRANT {OWNER} TO {SERVING}")
        try:
            yield
        finally:
            self.tell("postgres", f"REVOKE {OWNER} FROM {SERVING}")

    def _run(self, program: str, *arguments: str) -> str:
        done = subprocess.run(
            [self.binaries / program, *arguments], cwd=self.folder, capture_output=True, text=True,
            check=False, stdin=subprocess.DEVNULL, **_somebody(),
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stdout}{done.stderr}")
        return done.stdout


def _somebody() -> dict:
    """Return who runs the server: it refuses to be run by root."""
    return {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}


def begun(options: Sequence[str] = FAST) -> Server | None:
    """Return a server that has just begun, or None where this machine has none."""
    found = binaries()
    if found is None:
        return None
    folder = Path(tempfile.mkdtemp(prefix="comity-pg-"))
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
    server = Server(folder, found)
    server.begin(options)
    return server
