from __future__ import annotations

import re
from pathlib import Path

import pytest

from g2l_tui.prove import oracle
from g2l_tui.prove.oracle import DOUBTS, SOURCES
from g2l_tui.prove.oracle.doubts import touch

EXAMPLES = "".join(path.read_text() for path in (Path(__file__).parent / "documented").glob("*.toml"))
CODE = "\n".join(path.read_text() for path in sorted(Path(oracle.__file__).parent.rglob("*.py")))


def test_every_doubt_of_the_table_is_touched_somewhere() -> None:
    assert set(re.findall(r'touch\(\s*"([^"]+)"', CODE)) == set(DOUBTS)


def test_every_source_is_named_by_a_docstring_an_example_or_a_doubt() -> None:
    doubted = {source for doubt in DOUBTS.values() for source in doubt.sources}

    assert {name for name in SOURCES if f"`{name}`" not in CODE and f'"{name}"' not in EXAMPLES} <= doubted


def test_every_source_has_an_address() -> None:
    assert all(source.url.startswith("https://") for source in SOURCES.values())


def test_a_doubt_that_no_table_explains_cannot_be_touched() -> None:
    with pytest.raises(KeyError):
        touch("made-up")
