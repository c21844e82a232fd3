"""Folders of rule files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

RULE = """
[[rule]]
id       = "{id}"
summary  = "A summary."
why      = "A reason."
match    = "DynamicFrame.{method}(self, a, b=1)"
fidelity = "exact"
drop     = {{ b = "says nothing" }}
rewrite  = "$self.{to}($a)"

[[rule.example]]
before = "x.{method}(1)"
"""


@pytest.fixture
def rule() -> Callable[..., str]:
    """Returns the text of a rule that is in order; keywords replace its parts, `with_` replaces lines."""

    def text(id_: str = "one", method: str = "m", to: str = "n", **replaced: str) -> str:
        lines = RULE.format(id=id_, method=method, to=to).splitlines()
        for key, value in replaced.items():
            known = [at for at, line in enumerate(lines) if line.split("=")[0].strip() == key]
            at = known[0] if known else 7
            lines[at : at + len(known)] = [value]
        return "\n".join(lines) + "\n"

    return text


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Returns a folder with files of these contents, by path."""

    def make(files: dict[str, str | bytes], name: str = "rules") -> Path:
        for path, content in files.items():
            file = tmp_path / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode() if isinstance(content, str) else content)
        return tmp_path / name

    return make
