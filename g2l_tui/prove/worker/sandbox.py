"""Shuts a worker off: no network, no cloud account, no files but its own, bounded time and memory."""

from __future__ import annotations

import ctypes
import fcntl
import os
import resource
import socket
import struct
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from g2l_tui.prove.request import Limits

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_SET_INTERFACE_FLAGS, _UP = 0x8914, 0x1
_KEPT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "JAVA_HOME", "SPARK_HOME", "VIRTUAL_ENV")
_PROCESSES = frozenset(
    "subprocess.Popen os.system os.exec os.posix_spawn os.spawn os.fork os.forkpty os.kill os.killpg".split()
)
_CHANGES_FILES = frozenset(
    "os.remove os.rmdir shutil.rmtree os.rename os.truncate os.mkdir os.link os.symlink os.chmod os.chown".split()
)
_PATHS = {"os.rename": 2, "os.link": 2, "os.symlink": 2}
"""Events that name more than one path: each must be the run's own."""
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


class RefusedError(PermissionError):
    """What the sandbox does not let a script do."""


def clean_environment(folder: Path) -> Mapping[str, str]:
    """Return the environment of a worker: nothing of AWS, Databricks, proxies or the user's home."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    home = str(folder)
    return {
        **kept,
        "HOME": home,
        "TMPDIR": home,
        "TZ": "UTC",
        "JAVA_TOOL_OPTIONS": f"-Djava.io.tmpdir={home}",
        "AWS_EC2_METADATA_DISABLED": "true",
        "RUST_LOG": "off",
    }


def cut_network() -> bool:
    """Leave the machine's network for one with nothing but the loopback. False where the system does not allow it."""
    if not sys.platform.startswith("linux"):
        return False
    library = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    if library.unshare(_NEW_NETWORK) != 0:
        if library.unshare(_NEW_USER | _NEW_NETWORK) != 0:
            return False
        _keep_identity(user, group)
    return _raise_loopback()


def limit(limits: Limits) -> None:
    """Bound memory, file size and processor time of this process and those it starts."""
    for what, most in (
        (resource.RLIMIT_FSIZE, limits.file_size),
        (resource.RLIMIT_DATA, limits.memory),
        (resource.RLIMIT_CPU, int(limits.seconds) * 2 + 5),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def guard(folder: Path, refuse_network: Callable[[str], bool], *, may_start: bool = False) -> None:
    """From now on, refuse to start processes, to reach other machines, and to write or delete outside `folder`.

    An audit hook cannot be taken off again. It sees what Python does, and says so in words; what native code does,
    and code that tampers with the hook, is for `cut_network` and `landlock.confine`.
    """
    own = (os.path.realpath(folder), os.path.realpath(tempfile.gettempdir()), os.devnull)

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _PROCESSES and not may_start:
            raise RefusedError(f"the proof starts and ends no processes ({event})")
        if event == "socket.connect" and refuse_network(str(arguments[1])):
            raise RefusedError(f"the proof has no network ({arguments[1]})")
        if event == "open" and _is_writing(arguments) and not _is_own(arguments[0], own):
            raise RefusedError(f"the proof writes nothing outside its own folder ({arguments[0]})")
        if event in _CHANGES_FILES:
            for path in arguments[: _PATHS.get(event, 1)]:
                if not _is_own(path, own):
                    raise RefusedError(f"the proof changes nothing outside its own folder ({path})")

    sys.addaudithook(watch)


def is_elsewhere(address: str) -> bool:
    """True for an address that is not this machine's loopback."""
    return not any(local in address for local in ("127.0.0.1", "::1", "localhost", "'/"))


def _is_writing(arguments: tuple[Any, ...]) -> bool:
    _, mode, flags = (*arguments, None, None, None)[:3]
    if isinstance(mode, str):
        return bool(set("wax+") & set(mode))
    return isinstance(flags, int) and bool(flags & _WRITING)


def _is_own(path: Any, own: tuple[str, ...]) -> bool:
    if isinstance(path, int):
        return True
    try:
        resolved = os.path.realpath(os.fsdecode(path))
    except (TypeError, ValueError):
        return False
    return any(resolved == folder or resolved.startswith(folder.rstrip("/") + "/") for folder in own)


def _keep_identity(user: int, group: int) -> None:
    """Map this user to itself in the new user namespace, as an unprivileged process may."""
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        try:
            Path(f"/proc/self/{name}").write_text(text, encoding="ascii")
        except OSError:  # without the map the process is `nobody` there, which is as well
            return


def _raise_loopback() -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as channel:
        try:
            fcntl.ioctl(channel, _SET_INTERFACE_FLAGS, struct.pack("16sh14x", b"lo", _UP))
        except OSError:
            return False
    return True
