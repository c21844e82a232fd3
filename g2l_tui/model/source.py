"""A file as it was read."""

from __future__ import annotations

import hashlib
import io
import re
import tokenize
import zlib
from dataclasses import dataclass, field


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of `content`, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A path with its bytes, as read. `path` is relative to the workspace, with forward slashes."""

    path: str
    content: bytes = field(repr=False)
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", digest_of(self.content))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Source) and (self.path, self.digest) == (other.path, other.digest)

    def __hash__(self) -> int:
        return hash((self.path, self.digest))

    @property
    def text(self) -> str:
        """The source as text for the screen: never fails, undecodable bytes become `\ufffd`."""
        try:
            return decode(self.content)[0]
        except (SyntaxError, UnicodeDecodeError, LookupError):
            return self.content.decode("utf-8", errors="replace")


class PackedSource(Source):
    """A source that takes a third of the room, and a moment to be looked at."""

    __slots__ = ("_packed",)
    _packed: bytes

    def __init__(self, source: Source) -> None:
        values = {"path": source.path, "digest": source.digest, "_packed": zlib.compress(source.content, 1)}
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @property
    def content(self) -> bytes:
        """The bytes, unpacked each time."""
        return zlib.decompress(self._packed)

    def __reduce__(self) -> tuple[type[Source], tuple[str, bytes]]:
        return Source, (self.path, self.content)


def decode(content: bytes) -> tuple[str, str]:
    """Return `content` as text and the codec that gives the same bytes back, by PEP 263.

    Line ends are kept. Raises SyntaxError or LookupError for a cookie that names no codec, and
    UnicodeDecodeError for bytes the codec does not know.
    """
    lines = re.split(rb"\r\n|\r|\n", content, maxsplit=2)[:2]  # Python ends lines with any of these
    encoding, _ = tokenize.detect_encoding(io.BytesIO(b"\n".join(lines)).readline)
    return content.decode(encoding), encoding
