"""Changes that give another result: what somebody made of a result, told as changes of the source again."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from g2l_tui.model.change import Change, Edit, Fidelity, compose
from g2l_tui.model.diff import BlockKind, line_blocks


@dataclass(frozen=True, slots=True)
class _Region:
    """Bytes of the result that are different now, and the same place in the wanted text."""

    start: int
    end: int
    wanted_start: int
    wanted_end: int


def reworked(content: bytes, changes: Sequence[Change], wanted: bytes, by: str) -> tuple[Change, ...]:
    """Return changes with which `content` becomes `wanted`, where `changes` made something else of it.

    Changes whose lines are different become one with what is new there; the others stay what they are. What is
    new is `approximate`, because nobody has looked at it, and names `by` among its rules.
    """
    edits = sorted({edit for change in changes for edit in change.edits})
    places = _places(edits)
    regions = [_widened(region, edits, places) for region in _regions(compose(content, changes), wanted)]
    found = _rewoven(content, changes, edits, places, _joined(regions), wanted, by)
    return found if compose(content, found) == wanted else (_whole(content, changes, wanted, by),)


def _places(edits: Iterable[Edit]) -> list[int]:
    """Return for each edit where its replacement starts in the result."""
    places, moved = [], 0
    for edit in edits:
        places.append(edit.start + moved)
        moved += len(edit.replacement) - (edit.end - edit.start)
    return places


def _regions(result: bytes, wanted: bytes) -> Iterator[_Region]:
    left, right = result.splitlines(keepends=True), wanted.splitlines(keepends=True)
    starts, ends = _offsets(left), _offsets(right)
    for block in line_blocks([line.decode("latin-1") for line in left], [line.decode("latin-1") for line in right]):
        if block.kind is not BlockKind.EQUAL:
            yield _Region(
                starts[block.left_start], starts[block.left_end], ends[block.right_start], ends[block.right_end]
            )


def _offsets(lines: Iterable[bytes]) -> list[int]:
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line))
    return offsets


def _widened(region: _Region, edits: Sequence[Edit], places: Sequence[int]) -> _Region:
    """Take in the whole of each replacement that the region cuts or touches."""
    while True:
        start, end = region.start, region.end
        for edit, place in zip(edits, places, strict=True):
            if place <= end and place + len(edit.replacement) >= start:
                start, end = min(start, place), max(end, place + len(edit.replacement))
        if (start, end) == (region.start, region.end):
            return region
        wider = region.start - start, end - region.end
        region = _Region(start, end, region.wanted_start - wider[0], region.wanted_end + wider[1])


def _joined(regions: Iterable[_Region]) -> list[_Region]:
    joined: list[_Region] = []
    for region in regions:
        if joined and region.start <= joined[-1].end:
            last = joined[-1]
            beyond = max(region.end - last.end, 0)
            end = region.wanted_end if region.end >= last.end else last.wanted_end + beyond
            joined[-1] = _Region(last.start, max(last.end, region.end), last.wanted_start, end)
        else:
            joined.append(region)
    return joined


def _rewoven(
    content: bytes,
    changes: Sequence[Change],
    edits: Sequence[Edit],
    places: Sequence[int],
    regions: Iterable[_Region],
    wanted: bytes,
    by: str,
) -> tuple[Change, ...]:
    new: list[tuple[Edit, frozenset[Edit]]] = []
    for region in regions:
        inside = [
            index
            for index, (edit, place) in enumerate(zip(edits, places, strict=True))
            if region.start <= place and place + len(edit.replacement) <= region.end
        ]
        first = inside[0] if inside else sum(place < region.start for place in places)
        last = inside[-1] + 1 if inside else first
        start, end = region.start - _moved(edits[:first]), region.end - _moved(edits[:last])
        text = wanted[region.wanted_start : region.wanted_end]
        new.append((Edit(start, end, replacement=text), frozenset(edits[index] for index in inside)))
    return tuple(_woven(content, changes, new, by))


def _moved(edits: Iterable[Edit]) -> int:
    return sum(len(edit.replacement) - (edit.end - edit.start) for edit in edits)


def _woven(
    content: bytes, changes: Sequence[Change], new: Iterable[tuple[Edit, frozenset[Edit]]], by: str
) -> Iterator[Change]:
    """Join what shares edits into one change each, and let the others need that in place of its parts."""
    groups: list[tuple[set[str], list[Edit], set[Edit]]] = []
    for edit, replaced in new:
        names: set[str] = {change.id for change in changes if replaced.intersection(change.edits)}
        group: tuple[set[str], list[Edit], set[Edit]] = (names, [edit], set(replaced))
        for other in [each for each in groups if each[0] & names]:
            groups.remove(other)
            group = (group[0] | other[0], group[1] + other[1], group[2] | other[2])
        groups.append(group)
    gone: dict[str, str] = {}
    made: list[Change] = []
    for names, own, covered in groups:
        parts = [change for change in changes if change.id in names]
        left = {edit for change in parts for edit in change.edits}.difference(covered)
        made.append(_change(content, parts, (*left, *own), by, {change.id for change in made}))
        gone |= dict.fromkeys(names, made[-1].id)
    kept = [change for change in changes if change.id not in gone]
    for change in sorted((*kept, *made), key=lambda each: (each.line, min(each.edits))):
        yield replace(change, needs=frozenset(gone.get(need, need) for need in change.needs) - {change.id})


def _change(
    content: bytes, parts: Sequence[Change], edits: Iterable[Edit], by: str, taken: Container[str] = ()
) -> Change:
    ordered = tuple(sorted(edits))
    told = [by, *(part.id for part in parts)]
    told += [repr((content[edit.start : edit.end], edit.replacement)) for edit in ordered]
    lines = [content.count(b"\n", 0, at) + 1 for at in (ordered[0].start, max(ordered[0].start, ordered[-1].end - 1))]
    rules = dict.fromkeys(rule for part in parts for rule in part.rules)
    return Change(
        id=_id(told, taken),
        edits=ordered,
        rules=(*rules, by),
        fidelity=max((Fidelity.APPROXIMATE, *(part.fidelity for part in parts)), key=lambda each: each.rank),
        line=min(lines[0], *(part.line for part in parts)) if parts else lines[0],
        end_line=max(lines[1], *(part.end_line for part in parts)) if parts else lines[1],
        assumptions=tuple(dict.fromkeys(text for part in parts for text in part.assumptions)),
        needs=frozenset().union(*(part.needs for part in parts)),
        edited=True,
        ties=frozenset().union(*(part.ties for part in parts)),
    )


def _id(told: Sequence[str], taken: Container[str]) -> str:
    """Tell a change by what it does, wherever that stands; one that does the same again by that it comes later."""
    found = sha256("\n".join(told).encode()).hexdigest()[:12]
    return _id((*told, found), taken) if found in taken else found


def _whole(content: bytes, changes: Sequence[Change], wanted: bytes, by: str) -> Change:
    change = _change(content, changes, (Edit(0, len(content), replacement=wanted),), by)
    return replace(change, needs=frozenset())
