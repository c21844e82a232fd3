"""What workers and widgets tell the screens; one class each. Only their handlers touch widgets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from g2l_tui.model.change import Decision
    from g2l_tui.model.operation import DecisionStep, Direction, Operation
    from g2l_tui.prove.verdict import Proof
    from g2l_tui.tui.session import Accepted, Result
    from g2l_tui.workspace.twin import Standing, Twinned
    from g2l_tui.workspace.watch import Saved
    from g2l_tui.workspace.workspace import Workspace


class Named(Message):
    """The files of the workspace have names, and nothing else yet."""

    def __init__(self, paths: tuple[str, ...]) -> None:
        super().__init__()
        self.paths = paths


class Opened(Message):
    """The workspace is open."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.workspace = workspace


class SourcesListed(Message):
    """The workspace was scanned."""

    def __init__(
        self,
        paths: tuple[str, ...],
        decisions: Mapping[str, Mapping[str, Decision]],
        texts: Mapping[str, Mapping[str, str]],
        history: tuple[Operation, ...],
    ) -> None:
        super().__init__()
        self.paths = paths
        self.decisions = decisions
        self.texts = texts
        self.history = history


class SourcesMigrated(Message):
    """Some migrations are ready: `done` of `total` of this run, over the `whole` workspace or a few files."""

    def __init__(self, results: tuple[Result, ...], done: int, total: int, *, whole: bool) -> None:
        super().__init__()
        self.results = results
        self.done = done
        self.total = total
        self.whole = whole


class SourcesSaved(Message):
    """Files of the workspace, or rules, were saved outside."""

    def __init__(self, saved: Saved) -> None:
        super().__init__()
        self.saved = saved


class Watching(Message):
    """The watch runs; `problem` is a sentence when it had to fall back to polling."""

    def __init__(self, problem: str) -> None:
        super().__init__()
        self.problem = problem


class RulesReloaded(Message):
    """The rules were read again."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__()
        self.problems = problems


class ProvenAgain(Message):
    """A file was proven because something of it was accepted; no proof where its code has changed meanwhile."""

    def __init__(self, path: str, proof: Proof | None) -> None:
        super().__init__()
        self.path = path
        self.proof = proof


class Written(Message):
    """An operation wrote files: `counts` changes of each when accepting."""

    def __init__(self, operation: Operation, counts: Mapping[str, int]) -> None:
        super().__init__()
        self.operation = operation
        self.counts = counts


class WrittenBeside(Message):
    """What was accepted is in the `output` tree: `twinned` tells what people's edits there made of it."""

    def __init__(self, output: str, accepted: Sequence[Accepted], twinned: Twinned) -> None:
        super().__init__()
        self.output = output
        self.accepted = accepted
        self.twinned = twinned


class SteppedBeside(Message):
    """An undo or redo wrote files in the `output` tree."""

    def __init__(self, output: str, operation: Operation) -> None:
        super().__init__()
        self.output = output
        self.operation = operation


class LookedBeside(Message):
    """How what is accepted stands against the output tree, by path."""

    def __init__(self, accepted: Sequence[Accepted], standing: Mapping[str, Standing]) -> None:
        super().__init__()
        self.accepted = accepted
        self.standing = standing


@dataclass(frozen=True, slots=True)
class Rollback:
    """What is to be put back: files of an operation (`paths`, None for all), or, `and_since`, it and all after it."""

    operation: Operation
    paths: tuple[str, ...] | None = None
    and_since: bool = False
    force: bool = False


class RollbackRefused(Message):
    """A rollback would go over later changes, which `sentence` names."""

    def __init__(self, rollback: Rollback, sentence: str) -> None:
        super().__init__()
        self.rollback = rollback
        self.sentence = sentence


class Checked(Message):
    """What was accepted was looked at: `fit` may be written, `unfit` says by path why it may not."""

    def __init__(
        self,
        fit: tuple[Accepted, ...],
        unfit: Mapping[str, tuple[str, ...]],
    ) -> None:
        super().__init__()
        self.fit = fit
        self.unfit = unfit


class Decided(Message):
    """Decisions were taken back (`undo`) or made again (`redo`); `step` is None when there were none."""

    def __init__(self, direction: Direction, step: DecisionStep | None) -> None:
        super().__init__()
        self.direction = direction
        self.step = step


class DecisionsRead(Message):
    """What is decided on disk, perhaps in another workbench too, when `made` steps had been taken here."""

    def __init__(
        self,
        decisions: Mapping[str, Mapping[str, Decision]],
        texts: Mapping[str, Mapping[str, str]],
        made: int,
    ) -> None:
        super().__init__()
        self.decisions = decisions
        self.texts = texts
        self.made = made


class WriteAhead(Message):
    """The step to undo or redo wrote files, in an `output` tree or here; `problem` is a sentence when they were changed
    since.
    """  # noqa: D205

    def __init__(self, direction: Direction, operation: Operation, output: str, problem: str = "") -> None:
        super().__init__()
        self.direction = direction
        self.operation = operation
        self.output = output
        self.problem = problem


class Trouble(Message):
    """Something went wrong that a person must hear of; `title` says what did not happen."""

    def __init__(self, title: str, sentence: str) -> None:
        super().__init__()
        self.title = title
        self.sentence = sentence
