"""Runs one program where it finds nothing: begun by ``plugin_process`` in a process of its own.

It is a program by itself, of the standard library alone, so that what it shuts off is shut off
before anything of anybody else's runs. On Linux the program gets namespaces of its own: no
network, no other process, and of the files only the system's programs and its own folder, to be
read. Everywhere it gets an empty environment, limits, and, where the server runs as root, another
user.
"""

import ctypes
import json
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any, Final

__all__ = ["NO_WALLS", "main"]

NO_WALLS: Final = 120
"""The exit code that says: nothing was run, since it could not be shut off."""

# Numbers of the Linux kernel: linux/sched.h, linux/mount.h, linux/prctl.h.
NEW_MOUNTS, NEW_UTS, NEW_IPC = 0x00020000, 0x04000000, 0x08000000
NEW_USER, NEW_PROCESSES, NEW_NETWORK = 0x10000000, 0x20000000, 0x40000000
NO_SUID, NO_DEVICES, READ_ONLY, REMOUNT = 2, 4, 1, 32
BIND, RECURSIVE, PRIVATE = 4096, 16384, 1 << 18
DIE_WITH_PARENT, NO_NEW_PRIVILEGES = 1, 38
NOBODY: Final = 65_534
ROOM: Final = 16_000_000
"""How many bytes it may write, in files or in all of its folder."""

SYSTEM: Final = ("usr", "bin", "lib", "lib32", "lib64", "etc/ld.so.cache")
ONLINE: Final = ("etc/resolv.conf", "etc/hosts", "etc/nsswitch.conf", "etc/ssl", "etc/pki")
DEVICES: Final = ("dev/null", "dev/zero", "dev/urandom")


def main(told: str) -> None:
    """Shut this process off as ``told`` says (JSON), and become the program it names."""
    plan: dict[str, Any] = json.loads(told)
    _rest(plan)
    if plan["walls"]:
        try:
            _wall_off(plan)
        except OSError:
            sys.exit(NO_WALLS)
        child = os.fork()
        if child:
            _wait(child)
        _call("prctl", DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    _become(plan)


def _rest(plan: dict[str, Any]) -> None:
    """Close what was left open by accident; nothing is dumped where it fails."""
    os.closerange(3, 4_096)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.chdir(plan["folder"])


def _wall_off(plan: dict[str, Any]) -> None:
    """Enter namespaces of one's own, and a folder as root that holds what ``plan`` names."""
    kinds = NEW_MOUNTS | NEW_UTS | NEW_IPC | NEW_PROCESSES
    kinds |= 0 if plan["network"] else NEW_NETWORK
    if os.getuid() != 0 or not _alone(kinds):
        _alone_as_nobody(kinds)
    _mount("none", "/", "", RECURSIVE | PRIVATE, "")
    root = Path(plan["folder"])
    _mount("tmpfs", str(root), "tmpfs", NO_SUID | NO_DEVICES, f"size={ROOM},mode=0755")
    names = (*SYSTEM, *(ONLINE if plan["network"] else ()), *plan["reads"])
    for name in names:
        _show(Path("/", name), root)
    for name in DEVICES:
        _show(Path("/", name), root, writable=True)
    for name in ("work", "tmp"):
        (root / name).mkdir(exist_ok=True)
        (root / name).chmod(0o1777)
    os.chroot(root)
    os.chdir("/work")


def _alone(kinds: int) -> bool:
    """Enter new namespaces of these kinds; return whether it was allowed."""
    try:
        _call("unshare", kinds)
    except PermissionError:
        return False
    return True


def _alone_as_nobody(kinds: int) -> None:
    """Do so by way of a namespace of users, in which this process is nobody in particular."""
    user, group = os.getuid(), os.getgid()
    _call("unshare", kinds | NEW_USER)
    own = Path("/proc/self")
    (own / "setgroups").write_text("deny", encoding="ascii")
    (own / "uid_map").write_text(f"{NOBODY} {user} 1", encoding="ascii")
    (own / "gid_map").write_text(f"{NOBODY} {group} 1", encoding="ascii")


def _show(path: Path, root: Path, *, writable: bool = False) -> None:
    """Let ``path`` be seen below ``root``, as it is, and not to be written."""
    here = root / path.relative_to("/")
    if not path.exists() or here.exists():
        return
    here.parent.mkdir(parents=True, exist_ok=True)
    if path.is_symlink() and path.is_dir() and path.parent == Path("/"):
        here.symlink_to(path.readlink())
        return
    if path.is_dir():
        here.mkdir()
    else:
        here.touch()
    _mount(str(path), str(here), "", BIND | RECURSIVE, "")
    if not writable:
        # What the mount has already must be said again: nobody but its owner may lift it.
        kept = os.statvfs(here).f_flag & 0x40F
        _mount("none", str(here), "", BIND | REMOUNT | READ_ONLY | kept, "")


def _become(plan: dict[str, Any]) -> None:
    """Take the limits on, be nobody in particular, and run the program with no environment."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    if sys.platform == "linux":
        _call("prctl", NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    bounds = {
        resource.RLIMIT_AS: plan["memory"],
        resource.RLIMIT_FSIZE: ROOM,
        resource.RLIMIT_NOFILE: 64,
        resource.RLIMIT_NPROC: 64,
        resource.RLIMIT_CPU: plan["seconds"] * (os.cpu_count() or 1),
    }
    for kind, most in bounds.items():
        _, hard = resource.getrlimit(kind)
        lower = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (lower, lower))
    os.execve(plan["command"][0], plan["command"], {})  # noqa: S606 - no shell, and no environment


def _wait(child: int) -> None:
    """End as ``child`` ended; whoever ends this process ends the child and all its own.

    That nothing was run only this program says: a plug-in that says so would be run without walls.
    """
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code == NO_WALLS:
        os._exit(1)
    os._exit(code if code >= 0 else 128 - code)


def _mount(source: str, target: str, kind: str, flags: int, data: str) -> None:
    _call("mount", source.encode(), target.encode(), kind.encode(), flags, data.encode())


def _call(name: str, *arguments: Any) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    if getattr(library, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


if __name__ == "__main__":
    main(sys.argv[1])
