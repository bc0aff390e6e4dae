"""The program in ``comity-verify.pyz``: files in, a verdict and an exit code out.

It opens no connection, writes no file and needs the standard library alone. What it cannot run
it names, and ends with 7.
"""

import argparse
import json
import stat
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import Final

from comity import __version__
from comity.fault import Fault
from comity.record.audit import ReadPayload, verify_record
from comity.record.layout import CHECKPOINT_PATH, KEY_PATH, payload_key_path, payload_path
from comity.record.note import VerifierKey, parse_vkey
from comity.record.policy import Log, Policy, parse_policy
from comity.record.proof import checkpoint_in, is_proof
from comity.record.recompute import PublishedFunction, plain
from comity.record.strict import RecordFormatError
from comity.record.tiles import ReadFile
from comity.record.verdict import REFUSED, Trust, Verdict, fault_words, verdict_json
from comity.record.verifier.ed25519 import verify_signature
from comity.record.verifier.passkeys import verify_assertion
from comity.record.verify import verify_bundle, verify_receipt
from comity.record.wording import Manner, verdict_lines

__all__ = ["main"]

PROGRAM: Final = "comity-verify.pyz"
LARGEST_FILE: Final = 200_000_000
LARGEST_TEXT: Final = 1_200_000
EXIT_CODES: Final = """\
exit codes: 0 all holds and the signer is in your policy; 1 something differs; 2 unreadable or
refused; 3 inputs were erased; 4 contradicts an older checkpoint; 5 recomputes, but the signer is
unknown to you or too few witnesses signed; 6 needs another version; 7 all that can be checked
here holds, the rest needs the full package"""


class UnusableError(Exception):
    """A file or an argument cannot be used; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks."""

    thing: Path
    trust: Trust
    entry: bytes | None


def main(arguments: Sequence[str], functions: Iterable[PublishedFunction]) -> int:
    """Verify what ``arguments`` name, print the verdict and return the exit code.

    ``functions`` are those that can run here; a bundle that names others ends with 7 at best.
    """
    options = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        verdict = _verdict(_asked(options, functions))
    except UnusableError as error:
        return _refused(str(error))
    except Exception as error:  # noqa: BLE001 - no file may end this program in another way
        return _refused(f"it cannot be read ({type(error).__name__})")
    _print(verdict, options)
    return verdict.code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description="Check a bundle, a receipt or the folder of a record, offline.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("thing", metavar="FILE", type=Path)
    whose = parser.add_mutually_exclusive_group()
    whose.add_argument("--key", metavar="KEY", help="trust this one log: its key, or a file of it")
    whose.add_argument("--policy", metavar="FILE", type=Path, help="trust what this policy says")
    parser.add_argument("--checkpoint", metavar="OLD", type=Path, help="an older checkpoint")
    parser.add_argument("--entry", metavar="FILE", type=Path, help="the entry a receipt is for")
    parser.add_argument("--unsigned-ok", action="store_true", help="do not ask whose key it is")
    parser.add_argument("--steps", action="store_true", help="print every step")
    parser.add_argument("--json", action="store_true", help="print code and steps as JSON")
    parser.add_argument("--version", action="version", version=f"Comity {__version__}")
    return parser


def _asked(options: argparse.Namespace, functions: Iterable[PublishedFunction]) -> Asked:
    trust = Trust(
        policy=_policy(options.key, options.policy),
        verify_signature=verify_signature,
        registry={(one.name, one.version): one for one in functions},
        older=() if options.checkpoint is None else (_older_note(options.checkpoint),),
        unsigned_ok=options.unsigned_ok,
        whole=False,
        verify_assertion=verify_assertion,
    )
    entry = None if options.entry is None else _read(options.entry, LARGEST_TEXT)
    return Asked(options.thing, trust, entry)


def _verdict(asked: Asked) -> Verdict:
    thing = asked.thing
    if thing.is_dir():
        read, read_payload, read_key = _files_of(thing), _contents_of(thing), _keys_of(thing)
        return verify_record(read, read_payload, asked.trust, _claimed(thing), read_key)
    data = _read(thing, LARGEST_FILE)
    if is_proof(data):
        return verify_receipt(data, asked.trust, asked.entry)
    return verify_bundle(data, asked.trust, thing.name)


def _print(verdict: Verdict, options: argparse.Namespace) -> None:
    if options.json:
        print(json.dumps(verdict_json(verdict), ensure_ascii=False, indent=1))  # noqa: T201 - output
        return
    name = quote(plain(options.thing.name)).replace("{", "{{").replace("}", "}}")
    command = f"python3 {PROGRAM} {name} --key {{vkey}}"
    for line in verdict_lines(verdict, Manner(_fault_lines, command), all_steps=options.steps):
        print(line)  # noqa: T201 - what it is for


def _fault_lines(faults: Sequence[Fault]) -> tuple[str]:
    return (fault_words(faults),)


def _refused(reason: str) -> int:
    print(f"Refused: {plain(reason, LARGEST_TEXT)}", file=sys.stderr)  # noqa: T201 - as above
    return REFUSED


def _policy(key: str | None, path: Path | None) -> Policy:
    if key is not None:
        return Policy((Log(_key(key)),))
    if path is None:
        return Policy(())
    try:
        return parse_policy(_read(path, LARGEST_TEXT))
    except RecordFormatError as error:
        raise UnusableError(f"{path}: {error}") from error


def _key(text: str) -> VerifierKey:
    """Return the key that ``text`` is, or that the first line of the file it names holds."""
    line = text
    if text.count("+") < 2:
        line = _read(Path(text), LARGEST_TEXT).decode("utf-8", "replace").strip().partition("\n")[0]
    try:
        return parse_vkey(line.strip())
    except RecordFormatError as error:
        raise UnusableError(f"{text}: this is no verifier key: {error}") from error


def _older_note(path: Path) -> bytes:
    file = path / CHECKPOINT_PATH if path.is_dir() else path
    try:
        return checkpoint_in(_read(file, LARGEST_TEXT))
    except RecordFormatError as error:
        raise UnusableError(f"{path}: there is no older checkpoint in it: {error}") from error


def _claimed(folder: Path) -> VerifierKey | None:
    try:
        return _key(str(folder / KEY_PATH))
    except UnusableError:
        return None


def _files_of(folder: Path) -> ReadFile:
    def read(path: str) -> bytes:
        try:
            return _read(folder / path, LARGEST_FILE)
        except UnusableError as error:
            raise FileNotFoundError(path) from error

    return read


def _contents_of(folder: Path) -> ReadPayload:
    def read_payload(index: int) -> bytes | None:
        try:
            return _read(folder / payload_path(index), LARGEST_FILE)
        except UnusableError:
            return None

    return read_payload


def _keys_of(folder: Path) -> ReadPayload:
    def read_key(index: int) -> bytes | None:
        try:
            text = _read(folder / payload_key_path(index), LARGEST_TEXT).decode("ascii")
            return bytes.fromhex(text.strip())
        except (UnusableError, ValueError):
            return None

    return read_key


def _read(path: Path, most: int) -> bytes:
    """Return the bytes of an ordinary file that has at most ``most`` of them."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise UnusableError(f"{path}: it is not an ordinary file")
        with path.open("rb") as file:
            data = file.read(most + 1)
    except (OSError, ValueError) as error:
        raise UnusableError(f"{path}: {getattr(error, 'strerror', None) or error}") from error
    if len(data) > most:
        raise UnusableError(f"{path}: it has more than {most} bytes")
    return data
