"""Serves a folder on the loopback interface for the length of a test, and keeps what was asked."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@dataclass
class Served:
    """A folder behind ``url``: the paths asked for, and what is answered instead of a file."""

    folder: Path
    url: str = ""
    asked: list[str] = field(default_factory=list)
    instead: dict[str, Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """Serve the files of ``folder`` under ``/log/``."""
    site = Served(folder)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            path = self.path.removeprefix("/log/")
            site.asked.append(path)
            if path in site.instead:
                site.instead[path](self)
                return
            file = site.folder / path
            answer(
                self, 200 if file.is_file() else 404, file.read_bytes() if file.is_file() else b""
            )

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.url = f"http://127.0.0.1:{server.server_port}/log"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def answer(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    """Answer with ``status``, ``body`` and headers whose names are written with underscores."""
    handler.send_response(status)
    for name, value in {"Content_Length": str(len(body)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)
