"""A look at all modules of a workspace, here or in a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from g2l_tui.engine.project import Project, survey_outlined
from g2l_tui.errors import StoreError
from g2l_tui.garbage import collect_rarely
from g2l_tui.model.source import Source
from g2l_tui.ruleset.ruleset import RuleSet
from g2l_tui.workspace.lessons import KeptLessons
from g2l_tui.workspace.read import read_file
from g2l_tui.workspace.servants import Servant, packed


@dataclass(frozen=True, slots=True)
class Survey:
    """What is known of all modules, the files that were `listed`, and the digests of those that are `related` to Glue.

    `lessons` have what each module taught.
    """

    project: Project
    listed: frozenset[str]
    related: dict[str, str]
    lessons: KeptLessons


def survey(
    paths: Iterable[str], read: Callable[[str], Source | None], ruleset: RuleSet, lessons: KeptLessons
) -> Survey:
    """Survey files that can be read, and save what they taught."""
    outlines = {source.path: lessons.outline(source) for source in filter(None, map(read, paths))}
    project = survey_outlined(outlines.values(), read, ruleset, lessons)
    lessons.save(outlines)
    return Survey(project, frozenset(outlines), {path: outlines[path].digest for path in project.related}, lessons)


def survey_aside(root: Path, paths: Iterable[str], ruleset: RuleSet, lessons: KeptLessons) -> Survey | None:
    """Survey files in a process of its own; None when that ends before it has an answer."""
    servant = Servant("g2l_tui.workspace.survey:serve")
    try:
        servant.give(packed((root, tuple(paths), ruleset, lessons)))
        found = servant.connection.recv()
    except (EOFError, OSError):
        return None
    finally:
        servant.end()
    assert isinstance(found, Survey)  # noqa: S101 - for the type checker
    return found


def serve(connection: Connection) -> None:
    """Survey the files that are named on a connection."""
    root, paths, ruleset, lessons = connection.recv()
    collect_rarely()

    def read(path: str) -> Source | None:
        try:
            return Source(path, read_file(root, path))
        except StoreError:
            return None

    connection.send_bytes(packed(survey(paths, read, ruleset, lessons)))
    connection.poll(None)
