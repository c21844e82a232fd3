"""The store against a dictionary: what a person would expect, in any order of steps."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from g2l_tui.errors import RollbackError
from g2l_tui.model.operation import FileWrite, OperationKind
from g2l_tui.model.source import digest_of
from g2l_tui.store.store import Store

Files = dict[str, bytes]

contents = st.one_of(st.none(), st.binary(max_size=8))
writes = st.dictionaries(st.sampled_from(["a.py", "b.py", "d/c.py", "d/e/f.py"]), contents, min_size=1, max_size=3)
steps = st.one_of(
    st.tuples(st.just("write"), writes),
    st.tuples(st.just("rollback"), st.integers(0, 20), st.booleans()),
    st.tuples(st.just("edit"), st.sampled_from(["a.py", "d/c.py"]), contents),
)


def on_disk(root: Path) -> Files:
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and ".g2l" not in path.parts
    }


def with_changes(model: Files, changes: dict[str, bytes | None]) -> Files:
    merged = {**model, **changes}
    return {path: content for path, content in merged.items() if content is not None}


def outside_edit(root: Path, path: str, content: bytes | None) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    if content is None:
        (root / path).unlink(missing_ok=True)
    else:
        (root / path).write_bytes(content)


def write(store: Store, model: Files, wanted: dict[str, bytes | None]) -> dict[str, tuple[bytes | None, bytes | None]]:
    changes = {path: content for path, content in wanted.items() if path in model or content is not None}
    if not changes:
        return {}
    files = [
        FileWrite(path, digest_of(model[path]) if path in model else None, content) for path, content in changes.items()
    ]
    store.write(OperationKind.ACCEPT, files)
    return {path: (model.get(path), content) for path, content in changes.items()}


@settings(max_examples=60, deadline=None)
@given(st.lists(steps, max_size=12))
def test_any_sequence_of_writes_rollbacks_and_edits_matches_a_dictionary(
    sequence: list[tuple[object, ...]],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name).resolve()
        model: Files = {}
        log: list[dict[str, tuple[bytes | None, bytes | None]]] = []
        for step in sequence:
            store = Store.open(root)
            match step:
                case ("write", dict(wanted)):
                    done = write(store, model, wanted)
                    log += [done] if done else []
                    model = with_changes(model, {path: after for path, (_, after) in done.items()})
                case ("edit", str(path), content):
                    assert content is None or isinstance(content, bytes)
                    outside_edit(root, path, content)
                    model = with_changes(model, {path: content})
                case ("rollback", int(which), bool(force)) if log:
                    taken_back = log[which % len(log)]
                    former = {path: before for path, (before, _) in taken_back.items() if model.get(path) != before}
                    is_clean = bool(former) and all(model.get(path) == taken_back[path][1] for path in former)
                    operation = store.history()[len(log) - 1 - which % len(log)]
                    try:
                        store.rollback(operation.id, force=force)
                    except RollbackError:
                        assert not is_clean
                        continue
                    assert is_clean or force
                    log.append({path: (model.get(path), before) for path, before in former.items()})
                    model = with_changes(model, former)
            assert on_disk(root) == model
        assert Store.open(root).verify() == ()
        assert len(Store.open(root).history()) == len(log)
