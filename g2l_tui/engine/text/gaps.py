"""Blank lines: where lines go, the gap they leave is closed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from g2l_tui.model.change import Edit

_BLANK = re.compile(rb"(?:[ \t]*(?:\r\n|\r|\n))*")


def close_gaps(code: bytes, edits: Sequence[Edit]) -> Mapping[Edit, Edit]:
    """Return the edits that must take blank lines along, and what they become.

    Between two runs of blank lines the longer stays, as it is what the author put there; at the top of a block, and at
    both ends of the file, none stays. Where new lines come in, nothing is closed.
    """
    inserted = {edit.start for edit in edits if edit.start == edit.end}
    found: dict[Edit, Edit] = {}
    taken, kept, was_first = -1, 0, False
    for run, first, ceiling in _runs(edits, len(code)):
        start, end, floor = run[0].start, run[-1].end, max(first, taken)
        if any(start <= at <= end for at in inserted):
            continue
        goes_on = start == taken
        before = kept if goes_on else start - _blank_before(code, floor, start)
        after = _blank_behind(code, end, ceiling) - end
        at_top = start - before == 0 or (not before and code[:start].rstrip().endswith(b":"))
        is_first = was_first if goes_on else at_top
        if is_first or (before and after and after <= before):
            found[run[-1]] = replace(run[-1], end=end + after)
            taken, kept, was_first = end + after, before, is_first
        elif not goes_on and (end + after == len(code) or (before and after)):
            found[run[0]] = replace(run[0], start=start - before)
    return found


def _runs(edits: Sequence[Edit], length: int) -> Iterator[tuple[list[Edit], int, int]]:
    """Yield removals that adjoin, with how far blank lines may be taken before and behind them."""
    run: list[Edit] = []
    floor = 0
    for edit in edits:
        is_removal = not edit.replacement and edit.start < edit.end
        if run and not (is_removal and edit.start == run[-1].end):
            yield run, floor, edit.start
            floor, run = run[-1].end, []
        if is_removal:
            run = [*run, edit]
        else:
            floor = edit.end
    if run:
        yield run, floor, length


def _blank_behind(code: bytes, start: int, ceiling: int) -> int:
    blank = _BLANK.match(code, start, ceiling)
    return blank.end() if blank else start


def _blank_before(code: bytes, floor: int, end: int) -> int:
    """The offset at which the blank lines that end at `end` begin; `end` begins a line."""
    while end > floor:
        before = end - 2 if code[end - 2 : end] == b"\r\n" else end - 1
        line = max(code.rfind(b"\n", 0, before), code.rfind(b"\r", 0, before)) + 1
        if line < floor or (line == floor and not _begins_line(code, floor)) or code[line:end].strip():
            return end
        end = line
    return end


def _begins_line(code: bytes, offset: int) -> bool:
    return offset == 0 or code[offset - 1 : offset] in (b"\n", b"\r")
