"""The store against a model that fits on a page: any steps, in any order, with crashes between and within them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from g2l_tui.errors import RollbackError
from g2l_tui.model.change import Decision
from g2l_tui.model.operation import FileWrite, OperationKind
from g2l_tui.model.source import digest_of
from g2l_tui.store import decisions, journal, steps
from g2l_tui.store.store import Store

Pair = tuple[Any, Any]
Act = Callable[[Store], object]
NOON = datetime(2026, 5, 1, 12, 0, tzinfo=timezone.utc)

paths = st.sampled_from(["a.py", "b.py", "d/c.py", "d/e/f.py"])
contents = st.one_of(st.none(), st.binary(max_size=8))
chosen = st.dictionaries(st.tuples(paths, st.sampled_from("xyz")), st.sampled_from(Decision), min_size=1, max_size=4)


@dataclass(frozen=True)
class Step:
    """What became what: files by path, decisions by path and change."""

    files: Mapping[str, Pair] = field(default_factory=dict)
    decided: Mapping[tuple[str, str], Pair] = field(default_factory=dict)
    makes: bool = False


@dataclass(frozen=True)
class Model:
    """What a person would expect to find."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    decisions: Mapping[tuple[str, str], Decision] = field(default_factory=dict)
    steps: Mapping[str, Step] = field(default_factory=dict)
    backups: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()

    def taken(self, name: str, step: Step) -> Model:
        files = {**self.files, **{path: after for path, (_, after) in step.files.items()}}
        decided = {**self.decisions, **{key: after for key, (_, after) in step.decided.items()}}
        return replace(
            self,
            files={path: content for path, content in files.items() if content is not None},
            decisions={key: each for key, each in decided.items() if each is not Decision.PENDING},
            steps={**self.steps, name: step},
            backups=(*self.backups, name) if step.files else self.backups,
        )

    def after(self, name: str, step: Step, kind: str) -> Model:
        model = self.taken(name, step)
        match kind:
            case "undo":
                return replace(model, done=self.done[:-1], undone=(*self.undone, name))
            case "redo":
                return replace(model, done=(*self.done, name), undone=self.undone[:-1])
            case _:
                return replace(model, done=(*self.done, name), undone=())

    def back(self, name: str, *, force: bool) -> Step | None:
        """Return the step that takes another back, None when it is refused."""
        step = self.steps[name]
        differing = {path: pair for path, pair in step.files.items() if self.files.get(path) != pair[0]}
        if not force and any(self.files.get(path) != after for path, (_, after) in differing.items()):
            return None
        return Step(
            {path: (self.files.get(path), before) for path, (before, _) in differing.items()},
            {key: (after, before) for key, (before, after) in step.decided.items()},
        )

    def human(self) -> set[bytes]:
        """Return the bytes in the backups that no migration can make again."""
        made = {after for step in self.steps.values() if step.makes for _, after in step.files.values()}
        before = {pair[0] for name in self.backups for pair in self.steps[name].files.values()}
        return before - made - {None}


class Machine(RuleBasedStateMachine):
    """Steps on a real folder. `disk` gives a disk that forgets nothing, or kills at a call."""

    def __init__(self, disk: Any) -> None:
        super().__init__()
        self.disk = disk
        self.folder = tempfile.TemporaryDirectory()
        self.root = Path(self.folder.name).resolve()
        self.now = NOON
        self.model = Model()
        self.store = self.opened()

    def teardown(self) -> None:
        assert self.opened().verify() == ()
        self.folder.cleanup()

    def opened(self) -> Store:
        return Store.open(self.root, clock=lambda: self.now)

    @rule()
    def restart(self) -> None:
        self.store = self.opened()

    @rule(hours=st.integers(-1000, 1000))
    def change_clock(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(path=paths, content=contents)
    def edit_outside(self, path: str, content: bytes | None) -> None:
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            place.unlink(missing_ok=True)
        else:
            place.write_bytes(content)
        edited = Step({path: (None, content)})
        self.model = replace(self.model, files=self.model.taken("edit", edited).files)

    @rule(wanted=st.dictionaries(paths, contents, min_size=1, max_size=3), kind=st.sampled_from(["accept", "edit"]))
    def write(self, wanted: dict[str, bytes | None], kind: str) -> None:
        before = self.model.files
        pairs = {path: (before.get(path), each) for path, each in wanted.items() if path in before or each is not None}
        if pairs:
            act, step = self._writing(pairs, kind)
            self._expect(act, step, kind)

    @rule(wanted=st.dictionaries(paths, st.binary(max_size=8), min_size=1, max_size=3), at=st.integers(1, 110))
    def crash_while_writing(self, wanted: dict[str, bytes], at: int) -> None:
        act, step = self._writing({path: (self.model.files.get(path), each) for path, each in wanted.items()}, "accept")
        self._crash(act, step, "accept", at)

    @rule(wanted=chosen)
    def decide(self, wanted: dict[tuple[str, str], Decision]) -> None:
        self._expect(*self._deciding(wanted), "decide")

    @rule(wanted=chosen, at=st.integers(1, 12))
    def crash_while_deciding(self, wanted: dict[tuple[str, str], Decision], at: int) -> None:
        self._crash(*self._deciding(wanted), "decide", at)

    @precondition(lambda self: self.model.backups)
    @rule(which=st.integers(0, 20), force=st.booleans())
    def roll_back(self, which: int, force: bool) -> None:  # noqa: FBT001
        name = self.model.backups[which % len(self.model.backups)]
        step = self.model.back(name, force=force)
        step = step if step and step.files else None
        self._expect(lambda store: store.rollback(name, force=force), step, "rollback")

    @rule(kind=st.sampled_from(["undo", "redo"]), force=st.booleans())
    def go_back_or_forth(self, kind: str, force: bool) -> None:  # noqa: FBT001
        if name := self._next(kind):
            act = self._answering(kind, force=force)
            self._expect(act, self.model.back(name, force=force), kind)
        else:
            assert self._answering(kind, force=force)(self.store) is None

    @rule(kind=st.sampled_from(["undo", "redo"]), at=st.integers(1, 110))
    def crash_while_going_back_or_forth(self, kind: str, at: int) -> None:
        if name := self._next(kind):
            step = self.model.back(name, force=True)
            assert step is not None
            self._crash(self._answering(kind, force=True), step, kind, at)

    @rule(keep=st.integers(0, 3), at=st.integers(0, 40))
    def prune(self, keep: int, at: int) -> None:
        kept = set(self.model.backups[len(self.model.backups) - keep :] if keep else ())
        known, human = self.model.backups, self.model.human()
        self._run(lambda store: store.prune(keep=keep), at)
        left = tuple(operation.id for operation in reversed(self.store.history()))
        self.model = replace(self.model, backups=left)

        assert kept <= set(left) <= set(known)
        assert human <= self.model.human() | set(self.model.files.values())

    @invariant()
    def everything_is_as_the_model_says(self) -> None:
        assert self._found() == (self.model.files, self.model.decisions)
        assert tuple(operation.id for operation in reversed(self.store.history())) == self.model.backups

    def _writing(self, pairs: dict[str, Pair], kind: str) -> tuple[Act, Step]:
        files = [
            FileWrite(path, None if before is None else digest_of(before), after)
            for path, (before, after) in pairs.items()
        ]
        return lambda store: store.write(OperationKind(kind), files), Step(pairs, makes=kind == "accept")

    def _deciding(self, wanted: dict[tuple[str, str], Decision]) -> tuple[Act, Step]:
        nested: dict[str, dict[str, Decision]] = {}
        for (path, change), each in wanted.items():
            nested.setdefault(path, {})[change] = each
        now = {key: self.model.decisions.get(key, Decision.PENDING) for key in wanted}
        return lambda store: store.decide(nested), Step(
            decided={key: (now[key], each) for key, each in wanted.items() if each is not now[key]}
        )

    def _answering(self, kind: str, *, force: bool) -> Act:
        return lambda store: store.undo(force=force) if kind == "undo" else store.redo(force=force)

    def _next(self, kind: str) -> str | None:
        names = self.model.done if kind == "undo" else self.model.undone
        if not names or (self.model.steps[names[-1]].files and names[-1] not in self.model.backups):
            return None
        return names[-1]

    def _expect(self, act: Act, step: Step | None, kind: str) -> None:
        """Take a step that is to be made, or refused when it is None."""
        if step is None:
            with pytest.raises(RollbackError):
                self._run(act)
            return
        done = self._run(act)
        if kind == "decide" and not step.decided:
            assert done is None
        else:
            assert done is not None
            self.model = self.model.after(self._newest(), step, kind)

    def _crash(self, act: Act, step: Step, kind: str, at: int) -> None:
        """Kill at a call: afterwards it is as if the step had never begun, or it is made."""
        self._run(act, at)
        name = self._newest()
        if name and name not in self.model.steps:
            self.model = self.model.after(name, step, kind)

    def _run(self, act: Act, at: int = 0) -> object:
        with self.disk(at) as shim:
            try:
                return act(self.store)
            except shim.killed:
                pass
        self.store = self.opened()
        return None

    def _newest(self) -> str:
        tree = self.store._tree
        decided = decisions.look(tree, decisions.Review()).steps
        heads = [head for head in steps.heads(journal.read(tree), decided) if head.kind is not OperationKind.PRUNE]
        return heads[-1].id if heads else ""

    def _found(self) -> Pair:
        files = {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in self.root.rglob("*")
            if path.is_file() and ".g2l" not in path.parts
        }
        decided = self.store.decisions().items()
        return files, {(path, change): each for path, changes in decided for change, each in changes.items()}


@pytest.mark.parametrize(
    ("examples", "length"), [(12, 25), pytest.param(400, 50, marks=pytest.mark.long)], ids=["short", "long"]
)
def test_any_steps_in_any_order_with_crashes_are_what_the_model_says(examples: int, length: int, disk: Any) -> None:
    class Here(Machine):
        def __init__(self) -> None:
            super().__init__(disk)

    limits = settings(
        max_examples=examples,
        stateful_step_count=length,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Here, settings=limits)
