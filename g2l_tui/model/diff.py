"""Line diffs: which lines of two texts belong together, and the patch that turns one into the other.

Longest-common-subsequence diffs put the changed lines of source code in odd places and need seconds for big
files. Here lines that are unique on both sides are the anchors; what lies between is compared with difflib
while that is cheap, and by order of occurrence beyond.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

_CHEAP = 40_000
_WORD = re.compile(r"\w+|\s+|[^\w\s]")
_LONGEST_LINE = 2_000
_LEAST_ALIKE = 0.3
_CONTEXT = 3

Spans = tuple[tuple[int, int], ...]


class BlockKind(str, Enum):
    """How the two sides of a block relate."""

    EQUAL = "equal"
    REPLACE = "replace"
    DELETE = "delete"
    INSERT = "insert"


@dataclass(frozen=True, slots=True)
class Block:
    """Lines `left_start:left_end` of one text stand against `right_start:right_end` of the other."""

    kind: BlockKind
    left_start: int
    left_end: int
    right_start: int
    right_end: int


def line_blocks(before: Sequence[str], after: Sequence[str]) -> tuple[Block, ...]:
    """Return the blocks that cover both texts in order; no two neighbours are of the same kind."""
    partners = [-1] * len(before)
    _match(before, after, partners)
    _slide(before, after, partners)
    return tuple(_blocks(partners, len(after)))


def word_marks(left: str, right: str) -> tuple[Spans, Spans]:
    """Return the character spans that differ in each of two paired lines; none when they are hardly alike."""
    if left == right or max(len(left), len(right)) > _LONGEST_LINE:
        return (), ()
    left_words, right_words = _WORD.findall(left), _WORD.findall(right)
    matcher = SequenceMatcher(None, left_words, right_words, autojunk=False)
    if matcher.ratio() < _LEAST_ALIKE:
        return (), ()
    changed = [list(code[1:]) for code in matcher.get_opcodes() if code[0] != "equal"]
    joined = _without_islands(changed, left_words)
    return (
        _spans(left_words, [(start, end) for start, end, _, _ in joined]),
        _spans(right_words, [(start, end) for _, _, start, end in joined]),
    )


def unified_diff(path: str, before: bytes | None, after: bytes | None, target: str | None = None) -> bytes:
    """Return the patch from `before` to `after`, as `git apply` takes it; empty when nothing differs.

    None stands for a file that does not exist. With a `target` other than `path` the patch copies the file
    there and leaves `path` alone.
    """
    target = target or path
    if before == after and target == path:
        return b""
    head = _head(path, before, after, target)
    left, right = _git_lines(before or b""), _git_lines(after or b"")
    blocks = line_blocks([_text(line) for line in left], [_text(line) for line in right])
    hunks = b"".join(_hunk(group, left, right) for group in _groups(blocks))
    if not hunks:
        return head
    old = b"/dev/null" if before is None else _quoted("a/" + path)
    new = b"/dev/null" if after is None else _quoted("b/" + target)
    return head + b"--- " + old + b"\n+++ " + new + b"\n" + hunks


def _match(before: Sequence[str], after: Sequence[str], partners: list[int]) -> None:
    waiting = [(0, len(before), 0, len(after))]
    while waiting:
        left, left_end, right, right_end = waiting.pop()
        while left < left_end and right < right_end and before[left] == after[right]:
            partners[left] = right
            left, right = left + 1, right + 1
        while left < left_end and right < right_end and before[left_end - 1] == after[right_end - 1]:
            left_end, right_end = left_end - 1, right_end - 1
            partners[left_end] = right_end
        if left == left_end or right == right_end:
            continue
        for pair in _anchors(before[left:left_end], after[right:right_end]):
            anchor_left, anchor_right = left + pair[0], right + pair[1]
            partners[anchor_left] = anchor_right
        waiting += _gaps(partners, left, left_end, right, right_end)


def _gaps(
    partners: list[int], left: int, left_end: int, right: int, right_end: int
) -> Iterator[tuple[int, int, int, int]]:
    """Yield the gaps between the anchors just found; none when there were no anchors."""
    found = [(i, partners[i]) for i in range(left, left_end) if partners[i] >= 0]
    if not found:
        return
    for i, j in [*found, (left_end, right_end)]:
        if left < i and right < j:
            yield left, i, right, j
        left, right = i + 1, j + 1


def _anchors(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    left_counts, right_counts = Counter(before), Counter(after)
    places = {line: j for j, line in enumerate(after) if right_counts[line] == 1}
    unique = [(i, places[line]) for i, line in enumerate(before) if left_counts[line] == 1 and line in places]
    if unique:
        return _longest_rising(unique)
    if not left_counts.keys() & right_counts.keys():
        return []
    if len(before) * len(after) <= _CHEAP:
        matcher = SequenceMatcher(None, before, after, autojunk=False)
        return [(b.a + k, b.b + k) for b in matcher.get_matching_blocks() for k in range(b.size)]
    return _longest_rising(_nth_with_nth(before, after))


def _nth_with_nth(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Pair the first occurrence of a line with the first on the other side, the second with the second, …"""
    places = {key: j for j, key in enumerate(_numbered(after))}
    return [(i, places[key]) for i, key in enumerate(_numbered(before)) if key in places]


def _numbered(lines: Sequence[str]) -> Iterator[Hashable]:
    seen: Counter[str] = Counter()
    for line in lines:
        seen[line] += 1
        yield line, seen[line]


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest run of `pairs` (rising on the left) that also rises on the right."""
    tails: list[int] = []
    tail_pairs: list[int] = []
    previous: list[int] = []
    for index, (_, right) in enumerate(pairs):
        length = bisect_left(tails, right)
        previous.append(tail_pairs[length - 1] if length else -1)
        tails[length : length + 1] = [right]
        tail_pairs[length : length + 1] = [index]
    chain = []
    index = tail_pairs[-1] if tail_pairs else -1
    while index >= 0:
        chain.append(pairs[index])
        index = previous[index]
    return chain[::-1]


def _slide(before: Sequence[str], after: Sequence[str], partners: list[int]) -> None:
    """Move pure insertions and deletions to where a person would have put them."""
    for block in list(_blocks(partners, len(after))):
        if block.kind is BlockKind.INSERT:
            _slide_insertion(after, partners, block)
        elif block.kind is BlockKind.DELETE:
            _slide_deletion(before, partners, block)


def _slide_insertion(after: Sequence[str], partners: list[int], block: Block) -> None:
    left, start, end = block.left_start, block.right_start, block.right_end
    while left and partners[left - 1] == start - 1 >= 0 and after[start - 1] == after[end - 1]:
        left, start, end = left - 1, start - 1, end - 1
        partners[left] = end
    best = _best_shift(after, start, end, len(partners) - left, lambda k: partners[left + k] == end + k)
    for shift in range(best):
        partners[left + shift] = start + shift


def _slide_deletion(before: Sequence[str], partners: list[int], block: Block) -> None:
    start, end = block.left_start, block.left_end
    while start and partners[start - 1] >= 0 and before[start - 1] == before[end - 1]:
        start, end = start - 1, end - 1
        partners[end], partners[start] = partners[start], -1
    best = _best_shift(before, start, end, len(before) - end, lambda k: partners[end + k] >= 0)
    for shift in range(best):
        partners[start + shift], partners[end + shift] = partners[end + shift], -1


def _best_shift(lines: Sequence[str], start: int, end: int, room: int, paired: Callable[[int], bool]) -> int:
    """Return by how many lines to move `start:end` down: first by little indent, then after a blank line."""
    best, best_score = 0, _score(lines, start)
    shift = 0
    while shift < room and end + shift < len(lines) and paired(shift):
        if lines[start + shift] != lines[end + shift]:
            break
        shift += 1
        score = _score(lines, start + shift)
        if score <= best_score:
            best, best_score = shift, score
    return best


def _score(lines: Sequence[str], start: int) -> tuple[int, int]:
    first = lines[start]
    indent = len(first) - len(first.lstrip()) if first.strip() else 200
    return indent, int(start > 0 and bool(lines[start - 1].strip()))


def _blocks(partners: list[int], right_count: int) -> Iterator[Block]:
    left = right = 0
    total = len(partners)
    while left < total or right < right_count:
        left_start, right_start = left, right
        if left < total and partners[left] == right:
            while left < total and partners[left] == right:
                left, right = left + 1, right + 1
            yield Block(BlockKind.EQUAL, left_start, left, right_start, right)
            continue
        while left < total and partners[left] < 0:
            left += 1
        right = partners[left] if left < total else right_count
        yield Block(_kind(left - left_start, right - right_start), left_start, left, right_start, right)


def _kind(left: int, right: int) -> BlockKind:
    if left and right:
        return BlockKind.REPLACE
    return BlockKind.DELETE if left else BlockKind.INSERT


def _without_islands(changed: list[list[int]], words: list[str]) -> list[list[int]]:
    """Join changes between which only a sign or a space stayed: such crumbs are noise to the eye."""
    joined: list[list[int]] = []
    for change in changed:
        kept = words[joined[-1][1] : change[0]] if joined else []
        if joined and len(kept) <= 2 and not any(word[0].isalnum() or word[0] == "_" for word in kept):
            joined[-1][1], joined[-1][3] = change[1], change[3]
        else:
            joined.append(change)
    return joined


def _spans(words: list[str], ranges: list[tuple[int, int]]) -> Spans:
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word))
    return tuple((starts[start], starts[end]) for start, end in ranges if start < end)


def _head(path: str, before: bytes | None, after: bytes | None, target: str) -> bytes:
    lines = [b"diff --git " + _quoted("a/" + path) + b" " + _quoted("b/" + target)]
    if before is None:
        lines.append(b"new file mode 100644")
    elif after is None:
        lines.append(b"deleted file mode 100644")
    elif target != path:
        lines += [b"copy from " + _quoted(path), b"copy to " + _quoted(target)]
    return b"\n".join(lines) + b"\n"


def _quoted(path: str) -> bytes:
    """Return the path as git writes it in a patch: in quotes with octal bytes when it is not plain."""
    raw = path.encode("utf-8", "surrogateescape")
    if re.fullmatch(rb"[!#-\[\]-~]+", raw):
        return raw
    escapes = {0x22: b'\\"', 0x5C: b"\\\\"}
    plain = (escapes.get(byte) or (bytes([byte]) if 0x20 <= byte < 0x7F else b"\\%03o" % byte) for byte in raw)
    return b'"' + b"".join(plain) + b'"'


def _git_lines(content: bytes) -> list[bytes]:
    """Split at line feeds only, as git does; carriage returns stay in the line."""
    lines = content.split(b"\n")
    return [line + b"\n" for line in lines[:-1]] + lines[-1:] * bool(lines[-1])


def _text(line: bytes) -> str:
    return line.decode("latin-1")


def _groups(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Yield the blocks of each hunk, with the equal ones between cut to the context."""
    group: list[Block] = []
    for index, block in enumerate(blocks):
        if block.kind is not BlockKind.EQUAL:
            group.append(block)
            continue
        after = _CONTEXT if index else 0
        ahead = _CONTEXT if index + 1 < len(blocks) else 0
        if block.left_end - block.left_start <= after + ahead:
            group.append(block)
            continue
        if index:
            group.append(_cut(block, 0, after))
            yield group
        group = [_cut(block, block.left_end - block.left_start - ahead, ahead)]
    if any(block.kind is not BlockKind.EQUAL for block in group):
        yield group


def _cut(block: Block, skip: int, count: int) -> Block:
    left, right = block.left_start + skip, block.right_start + skip
    return Block(BlockKind.EQUAL, left, left + count, right, right + count)


def _hunk(group: list[Block], left: Sequence[bytes], right: Sequence[bytes]) -> bytes:
    first, last = group[0], group[-1]
    lines = [b"@@ -%s +%s @@\n" % (_range(first.left_start, last.left_end), _range(first.right_start, last.right_end))]
    for block in group:
        if block.kind is BlockKind.EQUAL:
            lines += [_patch_line(b" ", line) for line in left[block.left_start : block.left_end]]
            continue
        lines += [_patch_line(b"-", line) for line in left[block.left_start : block.left_end]]
        lines += [_patch_line(b"+", line) for line in right[block.right_start : block.right_end]]
    return b"".join(lines)


def _range(start: int, end: int) -> bytes:
    count = end - start
    return b"%d,%d" % (start + bool(count), count)


def _patch_line(sign: bytes, line: bytes) -> bytes:
    return sign + line if line.endswith(b"\n") else sign + line + b"\n\\ No newline at end of file\n"
