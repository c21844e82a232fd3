"""A file as it was read."""

from __future__ import annotations

import hashlib
import io
import re
import tokenize
from dataclasses import dataclass, field


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of `content`, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class Source:
    """A path with its bytes, as read. `path` is relative to the workspace, with forward slashes."""

    path: str
    content: bytes = field(repr=False)
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", digest_of(self.content))

    @property
    def text(self) -> str:
        """The source as text for the screen: never fails, undecodable bytes become `\ufffd`."""
        try:
            return decode(self.content)[0]
        except (SyntaxError, UnicodeDecodeError, LookupError):
            return self.content.decode("utf-8", errors="replace")


def decode(content: bytes) -> tuple[str, str]:
    """Return `content` as text and the codec that gives the same bytes back, by PEP 263.

    Line ends are kept. Raises SyntaxError or LookupError for a cookie that names no codec, and
    UnicodeDecodeError for bytes the codec does not know.
    """
    lines = re.split(rb"\r\n|\r|\n", content, maxsplit=2)[:2]  # Python ends lines with any of these
    encoding, _ = tokenize.detect_encoding(io.BytesIO(b"\n".join(lines)).readline)
    return content.decode(encoding), encoding
