"""Line diffs: blocks, word marks, and patches that git takes."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from g2l_tui.model.diff import Block, BlockKind, line_blocks, unified_diff, word_marks

LINES = st.lists(st.sampled_from(["a", "b", "c", "", "    x", "    y", "def f():"]), max_size=40)
CONTENT = st.lists(st.sampled_from([b"a", b"b", b"", b"x\r", b"\xff\xfe"]), max_size=20).map(b"\n".join)


@given(LINES, LINES)
def test_blocks_cover_both_sides_and_equal_is_equal(before: list[str], after: list[str]) -> None:
    left = right = 0
    previous: BlockKind | None = None

    for block in line_blocks(before, after):
        assert (block.left_start, block.right_start) == (left, right)
        assert (block.kind is BlockKind.EQUAL) or (previous is not block.kind)
        left, right = block.left_end, block.right_end
        lines = before[block.left_start : left], after[block.right_start : right]
        assert (block.kind is BlockKind.EQUAL) == (lines[0] == lines[1])
        assert block.kind is not BlockKind.DELETE or not lines[1]
        assert block.kind is not BlockKind.INSERT or not lines[0]
        assert block.kind is not BlockKind.REPLACE or (lines[0] and lines[1])
        previous = block.kind

    assert (left, right) == (len(before), len(after))


@given(LINES)
def test_equal_texts_are_one_equal_block(lines: list[str]) -> None:
    assert [block.kind for block in line_blocks(lines, lines)] == [BlockKind.EQUAL] * bool(lines)


def test_texts_too_big_for_difflib_are_still_matched_by_their_occurrences() -> None:
    before = ["a", "b"] * 400
    after = ["b", *["a", "b"] * 400, "c"]

    equal = [block for block in line_blocks(before, after) if block.kind is BlockKind.EQUAL]

    assert sum(block.left_end - block.left_start for block in equal) >= len(before) - 1


def test_a_new_function_is_one_block_that_starts_with_its_def() -> None:
    before = ["def a():", "    return 1", "", "def c():", "    return 1"]
    after = ["def a():", "    return 1", "", "def b():", "    return 1", "", "def c():", "    return 1"]

    inserted = [block for block in line_blocks(before, after) if block.kind is BlockKind.INSERT]

    assert inserted == [Block(BlockKind.INSERT, 3, 3, 3, 6)]


def test_a_removed_function_is_one_block_that_starts_with_its_def() -> None:
    before = ["def a():", "    return 1", "", "def b():", "    return 1", "", "def c():", "    return 1"]
    after = ["def a():", "    return 1", "", "def c():", "    return 1"]

    removed = [block for block in line_blocks(before, after) if block.kind is BlockKind.DELETE]

    assert removed == [Block(BlockKind.DELETE, 3, 6, 3, 3)]


def test_only_the_words_that_differ_are_marked() -> None:
    left, right = word_marks("orders = dyf.toDF()", "orders = dyf")

    assert [("orders = dyf.toDF()")[a:b] for a, b in left] == [".toDF()"]
    assert right == ()


def test_lines_with_little_in_common_get_no_word_marks() -> None:
    assert word_marks("job.init(args)", "x = 12 + 3 - 5") == ((), ())


@given(st.text(max_size=60), st.text(max_size=60))
def test_word_marks_lie_inside_their_lines(left: str, right: str) -> None:
    for spans, line in zip(word_marks(left, right), (left, right), strict=True):
        assert all(0 <= start < end <= len(line) for start, end in spans)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("repository")
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    return root


def applied(
    root: Path, path: str, before: bytes | None, after: bytes | None, target: str | None = None
) -> bytes | None:
    """Return what `git apply` makes of `path`, which holds `before`; None when it removes the file."""
    for name in (path, target or path):
        (root / name).unlink(missing_ok=True)
    if before is not None:
        (root / path).write_bytes(before)
    patch = unified_diff(path, before, after, target)
    if patch:
        command = ["git", "-C", str(root), "-c", "core.autocrlf=false", "apply", "--whitespace=nowarn"]
        done = subprocess.run(command, input=patch, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr + patch
    file = root / (target or path)
    return file.read_bytes() if file.exists() else None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"a\r\nb\r\nc\r\n", b"a\r\nx\r\nc\r\n"),
        (b"a\nb\nc", b"a\nb\nd"),
        (b"a\nb\n", b"a\nb"),
        (b"a\nb", b"a\nb\n"),
        (b"caf\xe9 = 1\n", b"caf\xe9 = 2\n"),
        (b"a\x0cb\x00c\n", b"a\x0cb\x00d\n"),
        (b"\r\r\n", b"\r\n"),
        (b"", b"a\n"),
        (b"a\n", b""),
        (None, b"new\nfile"),
        (b"old\n", None),
        (b"\n" * 50 + b"a\n" + b"\n" * 50, b"\n" * 50 + b"b\n" + b"\n" * 49),
        (b"".join(b"%d\n" % n for n in range(99)), b"".join(b"%d\n" % n for n in range(99) if n % 20)),
    ],
)
def test_git_takes_the_patch(repository: Path, before: bytes | None, after: bytes | None) -> None:
    assert applied(repository, "job.py", before, after) == after


@given(CONTENT, CONTENT)
def test_git_takes_the_patch_of_any_two_contents(repository: Path, before: bytes, after: bytes) -> None:
    assert applied(repository, "any.py", before, after) == after


@pytest.mark.parametrize("name", ["with space.py", 'quote".py', "täglich.py", "tab\there.py", "back\\slash.py"])
def test_git_takes_the_patch_of_a_file_with_an_odd_name(repository: Path, name: str) -> None:
    assert applied(repository, name, b"a\n", b"b\n") == b"b\n"


def test_a_patch_with_a_target_copies_and_leaves_the_source(repository: Path) -> None:
    assert applied(repository, "glue.py", b"a\nb\n", b"a\nc\n", target="spark.py") == b"a\nc\n"
    assert (repository / "glue.py").read_bytes() == b"a\nb\n"


def test_no_difference_is_no_patch() -> None:
    assert unified_diff("job.py", b"a\n", b"a\n") == b""
