"""Sends requests over kept connections and tells how long each took; run in a process of its own.

``python -m benchmarks.vote_load PORT`` reads one JSON object from stdin: ``path``, ``bodies`` (sent
in turn), ``cookie`` (``{}`` stands for the number of the request, 32 hex digits, counted from
``first``), ``connections``, ``seconds``, and ``rate``: requests offered a second whatever becomes
of them, or 0 for one after the other on each connection. Offered requests that were not sent when
the time is over are sent if ``patient`` and count as status 0 if not. It prints one JSON object.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

FORM: Final = "application/x-www-form-urlencoded"


@dataclass
class Load:
    """What is sent, and what came back so far."""

    port: int
    wish: dict[str, Any]
    numbers: Any = field(default_factory=count)
    times: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def request(self) -> bytes:
        """Return the next request."""
        number = next(self.numbers)
        bodies = self.wish["bodies"]
        body = bodies[number % len(bodies)].encode()
        cookie = self.wish["cookie"].replace("{}", f"{number + self.wish['first']:032x}")
        head = (
            f"POST {self.wish['path']} HTTP/1.1\r\nHost: localhost:{self.port}\r\n"
            f"Cookie: {cookie}\r\nContent-Type: {FORM}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    async def ask(self, connection: "Connection", since: float) -> None:
        """Send one request and wait for its answer; the time counts from ``since``."""
        status = await connection.ask(self.request())
        self.statuses[status] += 1
        if status < 400:
            self.times.append(time.perf_counter() - since)


class Connection:
    """A connection that is kept."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, port: int) -> "Connection":
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def ask(self, request: bytes) -> int:
        """Return the status of the answer, read to its end."""
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                await self._reader.readexactly(int(line[15:]))
            elif line.startswith(b"transfer-encoding:"):
                await self._chunks()
        return int(head[9:12])

    async def _chunks(self) -> None:
        while size := int(await self._reader.readline(), 16):
            await self._reader.readexactly(size + 2)
        await self._reader.readline()


async def closed(load: Load) -> None:
    """Let each connection send one request after the other."""
    end = time.perf_counter() + load.wish["seconds"]

    async def one() -> None:
        connection = await Connection.open(load.port)
        while time.perf_counter() < end:
            await load.ask(connection, time.perf_counter())

    await asyncio.gather(*(one() for _ in range(load.wish["connections"])))


async def offered(load: Load) -> None:
    """Offer requests at a rate; what finds no free connection waits, and its waiting counts."""
    rate, seconds = load.wish["rate"], load.wish["seconds"]
    waiting: asyncio.Queue[float] = asyncio.Queue()

    async def one() -> None:
        connection = await Connection.open(load.port)
        while (since := await waiting.get()) >= 0:
            await load.ask(connection, since)

    workers = [asyncio.create_task(one()) for _ in range(load.wish["connections"])]
    begin = time.perf_counter()
    for number in range(int(rate * seconds)):
        due = begin + number / rate
        if (ahead := due - time.perf_counter()) > 0:
            await asyncio.sleep(ahead)
        waiting.put_nowait(due)
    left = waiting.qsize()
    if load.wish["patient"]:
        for _ in workers:
            waiting.put_nowait(-1)
        await asyncio.gather(*workers)
    else:
        load.statuses[0] += left
        for worker in workers:
            worker.cancel()


def main() -> None:
    """Send what stdin wishes and print what came of it."""
    load = Load(int(sys.argv[1]), json.load(sys.stdin))
    begin = time.perf_counter()
    asyncio.run(offered(load) if load.wish["rate"] else closed(load))
    seconds = time.perf_counter() - begin
    times = sorted(load.times) or [0.0]
    print(
        json.dumps(
            {
                "seconds": seconds,
                "answered": len(load.times),
                "statuses": {str(status): times for status, times in load.statuses.items()},
                "median": times[len(times) // 2],
                "p99": times[int(len(times) * 0.99)],
                "worst": times[-1],
            }
        )
    )


if __name__ == "__main__":
    main()
