"""The tree of the next version of a source is the one that all of its text gives, wherever it comes from."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from g2l_tui.engine.text.module import parse_tree
from g2l_tui.engine.text.versions import LARGEST, Latest, Version
from g2l_tui.errors import ParseError

LINES = (
    '"""A job."""',
    "import a, b; from c import d",
    "",
    "# about f",
    "@d",
    "def f(g):",
    "    global h",
    "    return [i for i in g if h]",
    "if e: j = f(e)",
    "else:",
    "    k = '''",
    "of two lines'''",
    "x = 1; \\",
    "y = 2",
    "z = (a,",
    "    b)",
    "print(j, k, 'ä')",
)
SOURCE = "\n".join(LINES) + "\n"
lines = st.lists(st.sampled_from(LINES), max_size=30)
line_ends = st.sampled_from(["\n", "\r\n", "\r"])


def whole(text: str) -> str | None:
    try:
        return ast.dump(parse_tree(text), include_attributes=True)
    except ParseError:
        return None


def after(before: str, text: str) -> str | None:
    latest = Latest()
    latest.tree("job.py", before.encode(), before, parse_tree)
    try:
        return ast.dump(latest.tree("job.py", text.encode(), text, parse_tree), include_attributes=True)
    except ParseError:
        return None


@given(st.data(), line_ends)
def test_whatever_is_put_in_place_of_some_lines(data: st.DataObject, end: str) -> None:
    first = data.draw(st.integers(0, len(LINES)))
    last = data.draw(st.integers(first, len(LINES)))
    text = end.join([*LINES[:first], *data.draw(lines), *LINES[last:]]) + data.draw(st.sampled_from(["", end]))

    assert after(end.join(LINES) + end, text) == whole(text)


@given(lines, lines)
def test_whatever_text_follows_on_whatever_other_one(before: list[str], now: list[str]) -> None:
    one, other = "\n".join(before), "\n".join(now)
    if whole(one) is not None:
        assert after(one, other) == whole(other)


@pytest.mark.parametrize(
    ("before", "now"),
    [("a = 1\rb = 2\r", "a = 1\r\nb = 2\r"), ("a = 1; \\\nb = 2\nc = 3\n", "a = 1; \\\nif b: c\nc = 3\n")],
    ids=["two line ends that become one", "a line that goes on"],
)
def test_a_line_is_over_only_where_the_whole_has_it_end(before: str, now: str) -> None:
    assert after(before, now) == whole(now)


SWAPS = {
    "a word": ("A job", "This job"),
    "a line that stays one": ("import a, b", "import a"),
    "a comment": ("# about f", "# on f"),
    "the last line": ("print(j", "print(k"),
    "a line more at the end": ("'ä')\n", "'ä')\nk()\n"),
    "two lines less near the end": ("z = (a,\n    b)\n", ""),
}


@pytest.mark.parametrize(("old", "new"), SWAPS.values(), ids=SWAPS)
def test_only_what_is_different_is_parsed(old: str, new: str) -> None:
    text, parsed = SOURCE.replace(old, new), []
    assert text != SOURCE

    def parse(part: str) -> ast.Module:
        parsed.append(part)
        return parse_tree(part)

    tree = Version("job.py", SOURCE.encode(), parse_tree(SOURCE)).next_tree(text.encode(), parse)

    assert tree is not None
    assert ast.dump(tree, include_attributes=True) == whole(text)
    assert len("".join(parsed).split()) < len(text.split()) / 2


def test_what_does_not_parse_is_told_for_the_whole_and_the_version_before_stays() -> None:
    latest = Latest()
    tree = latest.tree("job.py", SOURCE.encode(), SOURCE, parse_tree)
    broken = SOURCE.replace("z = (a,", "z = a,")

    with pytest.raises(ParseError) as raised:
        latest.tree("job.py", broken.encode(), broken, parse_tree)

    assert raised.value.details["line"] == SOURCE[: SOURCE.index("    b)")].count("\n") + 1
    assert latest.tree("job.py", SOURCE.encode(), SOURCE, parse_tree).body[0] is tree.body[0]


def test_another_file_is_no_version_of_this_one() -> None:
    latest = Latest()
    tree = latest.tree("job.py", SOURCE.encode(), SOURCE, parse_tree)

    assert latest.tree("other.py", SOURCE.encode(), SOURCE, parse_tree).body[0] is not tree.body[0]


def test_the_tree_of_a_very_large_source_is_let_go() -> None:
    latest = Latest()
    large = SOURCE + "#" * LARGEST + "\n"
    tree = latest.tree("job.py", large.encode(), large, parse_tree)

    assert latest.tree("job.py", large.encode(), large, parse_tree).body[0] is not tree.body[0]
