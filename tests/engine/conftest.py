"""Code behind a preamble that every test of the engine needs: a context and a frame."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration

PREAMBLE = """\
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.transforms import *

gc = GlueContext()
frame = gc.create_dynamic_frame.from_catalog("raw", "orders")
"""


@pytest.fixture(scope="session")
def behind(migrated: Callable[..., Migration]) -> Callable[[str], Migration]:
    """Migrates code that follows a context `gc` and a frame `frame`."""

    def run(code: str) -> Migration:
        return migrated(PREAMBLE + code)

    return run


@pytest.fixture(scope="session")
def becomes(behind: Callable[[str], Migration]) -> Callable[[str], str]:
    """Returns what the code behind the preamble becomes, without the preamble."""

    def run(code: str) -> str:
        lines = behind(code).result.decode().splitlines(keepends=True)
        first = next(at for at, line in enumerate(lines) if line.startswith("frame = "))
        return "".join(lines[first + 1 :])

    return run


@pytest.fixture(scope="session")
def codes(behind: Callable[[str], Migration]) -> Callable[[str], list[str]]:
    """Returns the codes of the findings about the code behind the preamble."""

    def run(code: str) -> list[str]:
        return [finding.code for finding in behind(code).findings]

    return run
