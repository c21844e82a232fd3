"""Repositories as texts by path, assessed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.config import Settings
from g2l_tui.model.migration import Migration
from g2l_tui.report.assessment import Assessment, assess

Assessed = Callable[..., Assessment]


@pytest.fixture
def assessed(migrated_workspace: Callable[[dict[str, str]], dict[str, Migration]]) -> Assessed:
    """Assesses texts by path; settings are keywords."""

    def run(files: dict[str, str], **settings: object) -> Assessment:
        return assess("shop", migrated_workspace(files), Settings(**settings))  # type: ignore[arg-type]

    return run
