"""The shipped rules, and sources migrated by them."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from g2l_tui.config import Settings
from g2l_tui.engine.migrate import migrate
from g2l_tui.engine.project import survey
from g2l_tui.model.migration import Migration
from g2l_tui.model.source import Source
from g2l_tui.paths import builtin_rules
from g2l_tui.ruleset.load import load_rules
from g2l_tui.ruleset.ruleset import RuleSet

Contents = dict[str, str]
"""Texts by path."""


@pytest.fixture(scope="session", autouse=True)
def own_state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep what belongs to the user away from the user who runs the tests, also in the processes they start."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("state")
        patch.setenv("XDG_STATE_HOME", str(folder))
        yield folder


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long runs out unless they are asked for by their marker."""
    if "long" not in config.option.markexpr:
        for item in items:
            if item.get_closest_marker("long"):
                item.add_marker(pytest.mark.skip(reason="minutes: run with -m long"))


@pytest.fixture(scope="session")
def ruleset() -> RuleSet:
    """The rules that are shipped."""
    return load_rules([builtin_rules()])[0]


@pytest.fixture(scope="session")
def migrated(ruleset: RuleSet) -> Callable[..., Migration]:
    """Migrates one text, or bytes, as a workspace of its own; settings are keywords."""

    def run(text: str | bytes, path: str = "job.py", **settings: object) -> Migration:
        source = Source(path, text.encode() if isinstance(text, str) else text)
        return migrate(source, ruleset, Settings(**settings), survey([source], ruleset))  # type: ignore[arg-type]

    return run


@pytest.fixture(scope="session")
def migrated_workspace(ruleset: RuleSet) -> Callable[[Contents], dict[str, Migration]]:
    """Migrates texts by path, known to each other."""

    def run(files: Contents) -> dict[str, Migration]:
        sources = [Source(path, text.encode()) for path, text in files.items()]
        project = survey(sources, ruleset)
        return {source.path: migrate(source, ruleset, Settings(), project) for source in sources}

    return run


class Ring:
    """An object that only a look for garbage takes away."""

    alive = 0

    def __init__(self) -> None:
        Ring.alive += 1
        self.itself = self

    def __del__(self) -> None:
        Ring.alive -= 1


@pytest.fixture
def nothing_left_behind() -> Iterator[None]:
    """Let no garbage of other tests be there, nor any stay: whoever leaves it out of looks next keeps it for good."""
    _take_all_garbage()
    yield
    gc.enable()
    _take_all_garbage()


def _take_all_garbage() -> None:
    gc.unfreeze()
    gc.collect()
