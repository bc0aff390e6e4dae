"""Named by ``-p`` this runs the tests on PostgreSQL: ``python -m pytest -p tests.on_postgresql``.

The server begins before the settings are read, and they find its address in the environment.
"""

import atexit
import os

from tests.postgresql import NAME, begun

SERVER = begun()
if SERVER is None:
    raise SystemExit("There is no PostgreSQL server on this machine: apt-get install postgresql")
BEGAN = os.getpid()
atexit.register(lambda: os.getpid() == BEGAN and SERVER.end())
SERVER.make(NAME)
os.environ.update(SERVER.environment(NAME))
