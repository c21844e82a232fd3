"""The rows of the file tree."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from g2l_tui.tui.file_nodes import FileNodes

NAMES = st.sampled_from(["a", "a-b", "a.py", "a0", "b", "z.py"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)


@given(st.sets(PATHS, max_size=20), st.sets(PATHS, max_size=5))
def test_a_row_is_there_once_if_all_folders_above_it_are_open(paths: set[str], opened: set[str]) -> None:
    nodes = FileNodes(sorted(paths))
    for folder in opened:
        nodes.toggle(f"{folder}/", is_open=True)

    folders = {path[: end + 1] for path in paths for end, sign in enumerate(path) if sign == "/"}
    shown = [row.path for row in nodes.rows]

    assert sorted(shown) == sorted(row for row in paths | folders if _above(row) <= {f"{each}/" for each in opened})
    assert [path for path in shown if path in paths] == sorted(path for path in paths if path in shown)


def _above(row: str) -> set[str]:
    return {row[: end + 1] for end, sign in enumerate(row[:-1]) if sign == "/"}
