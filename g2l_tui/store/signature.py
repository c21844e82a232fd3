"""A key of the user's own, outside every workspace: it tells what was written here from what came with a clone.

Whoever plants a `.g2l/` in a repository can make operations that look sound; without the key they cannot sign them.
"""

from __future__ import annotations

import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

from g2l_tui.paths import user_state

_SIZE = 32


def sign(content: bytes) -> str | None:
    """Return the signature of `content`; None where the user has no place for a key."""
    key = _key()
    return None if key is None else hmac.digest(key, content, "sha256").hex()


def is_own(content: bytes, signature: str | None) -> bool:
    """Say whether this user signed `content`. Without a place for a key, nothing of theirs is signed."""
    return hmac.compare_digest(sign(content) or "", signature or "")


def _key() -> bytes | None:
    try:
        path = user_state() / "key"
        if not path.exists():
            _make(path)
        key = path.read_bytes()
    except (OSError, RuntimeError):  # RuntimeError: a user without a home
        return None
    return key if len(key) == _SIZE else None


def _make(path: Path) -> None:
    """Make a key that is whole when it is there, and never replaces one that another process made."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    staged = path.with_name(f"key-{secrets.token_hex(8)}")
    descriptor = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, secrets.token_bytes(_SIZE))
        os.fsync(descriptor)
        with suppress(FileExistsError):
            path.hardlink_to(staged)
    finally:
        os.close(descriptor)
        staged.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
