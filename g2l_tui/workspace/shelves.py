"""Bytes by path that are kept from run to run, in a few files of the cache: one that changed replaces one of these."""

from __future__ import annotations

import os
import zlib
from collections import defaultdict
from collections.abc import Collection
from pathlib import Path

import msgspec

from g2l_tui.paths import OWN_FOLDER
from g2l_tui.store.cache import load_cached, save_cached

COUNT = 32

SOME = 20
"""Files from which on it is worth to keep anything of them."""

_SHELF = msgspec.msgpack.Decoder(tuple[str, dict[bytes, bytes]])


class Shelves:
    """What was kept for files under a name, as long as `means` are the same.

    With empty `means`, and in a workspace without a folder of ours, nothing stays when the program ends.
    """

    def __init__(self, root: Path, name: str, means: str) -> None:
        self._root = root
        self._name = name
        self._means = means if (root / OWN_FOLDER).is_dir() else ""
        self._written: dict[int, dict[bytes, bytes]] = {}
        self._fresh: dict[int, dict[bytes, bytes]] = defaultdict(dict)

    @property
    def are_kept(self) -> bool:
        """True when what is saved can be there in the next run."""
        return bool(self._means)

    @property
    def waiting(self) -> int:
        """How much there is to save."""
        return sum(map(len, self._fresh.values()))

    def get(self, path: str, *, last: bool = False) -> bytes | None:
        """Return what was kept for a file; with `last`, it is not asked for again, and not held any longer."""
        number, key = _number(path), os.fsencode(path)
        content = self._fresh[number].get(key)
        if content is None:
            if number not in self._written:
                self._written[number] = self._load(number)
            content = self._written[number].pop(key, None) if last else self._written[number].get(key)
        return None if content is None else zlib.decompress(content)

    def put(self, path: str, content: bytes) -> None:
        """Keep something for a file, in place of what was."""
        self._fresh[_number(path)][os.fsencode(path)] = zlib.compress(content, 1)

    def save(self, paths: Collection[str]) -> None:
        """Write what is new, if there are enough files; of what is written anew, only what is kept for one of these."""
        if len(paths) < SOME or not self._means:
            return
        wanted = {os.fsencode(path) for path in paths}
        for number in [number for number, fresh in self._fresh.items() if fresh]:
            shelf = {**self._load(number), **self._fresh.pop(number)}
            shelf = {path: content for path, content in shelf.items() if path in wanted}
            save_cached(self._root, self._file(number), msgspec.msgpack.encode((self._means, shelf)))
            self._written.pop(number, None)

    def _load(self, number: int) -> dict[bytes, bytes]:
        content = load_cached(self._root, self._file(number)) if self._means else None
        means, shelf = _SHELF.decode(content) if content else ("", {})
        return shelf if means == self._means else {}

    def _file(self, number: int) -> str:
        return f"{self._name}-{number:02}"


def _number(path: str) -> int:
    return zlib.crc32(os.fsencode(path)) % COUNT
