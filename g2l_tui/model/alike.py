"""Groups of changes that are the same rewrite: what a reviewer looks at once.

Two changes are alike when the same rules make of the same statement the same statement, but for the names and
values that stand in it. Names and values are told apart by where they first stand, so that a rewrite which puts
the wrong one somewhere is alike to none of those that put the right one there.
"""

from __future__ import annotations

import builtins
import keyword
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import PurePosixPath

from g2l_tui.model.change import Change
from g2l_tui.model.excerpt import Excerpts
from g2l_tui.model.hazard import hazards, lost_rows
from g2l_tui.model.migration import Migration

_TOKEN = re.compile(
    r'''(?P<string>[rbfuRBFU]{0,2}(?:"""(?:\\.|.)*?"""|\'\'\'(?:\\.|.)*?\'\'\'|"(?:\\.|[^"\n])*"|'(?:\\.|[^'\n])*'))'''
    r"|(?P<comment>\#[^\n]*)|(?P<name>[^\W\d]\w*)|(?P<number>\d[\w.]*)|(?P<sign>[^\w\s])",
    re.DOTALL,
)
_QUOTES = re.compile(r"^[rbfuRBFU]*(\"\"\"|'''|\"|')(.*)\1$", re.DOTALL)
_KNOWN = frozenset(dir(builtins)) | frozenset(keyword.kwlist)
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Site:
    """One change of a group: where it is, its lines before and after, and why it must be seen by itself."""

    path: str
    change: Change
    before: str
    after: str
    hazards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Changes that are the same rewrite, in the order of the workspace. The first one is the exemplar."""

    sites: tuple[Site, ...]

    @property
    def exemplar(self) -> Site:
        """The site to show for all of them."""
        return self.sites[0]

    @property
    def may_go_together(self) -> bool:
        """Whether all may be accepted at once, when one was seen or none."""
        return not any(site.hazards for site in self.sites)


def sites_of(migration: Migration, names: Collection[str] | None = None) -> Iterator[Site]:
    """Yield the changes of a migration with their lines: all, or those whose ids are in `names`."""
    excerpts, lost = Excerpts(migration), lost_rows(migration.ledger)
    for change in migration.changes:
        if names is not None and change.id not in names:
            continue
        part = excerpts.of(change)
        before, after = (side.decode("utf-8", errors="replace") for side in (part.before, part.after))
        yield Site(migration.source.path, change, before, after, hazards(change, before, after, lost))


def groups_of(migrations: Iterable[Migration]) -> tuple[Group, ...]:
    """Return the groups of all changes: those to be seen one by one first, then outliers before the many."""
    alike: defaultdict[tuple[object, ...], list[Site]] = defaultdict(list)
    for migration in migrations:
        for site in sites_of(migration):
            alike[form_of(site)].append(site)
    groups = [Group(tuple(sites)) for sites in alike.values()]
    return tuple(
        sorted(groups, key=lambda group: (group.may_go_together, len(group.sites), group.exemplar.change.rules))
    )


def form_of(site: Site) -> tuple[object, ...]:
    """Return what the sites of a group have in common."""
    change = site.change
    difference = shape(site.before, site.after, PurePosixPath(site.path).stem)
    return change.rules, change.fidelity, change.edited, site.hazards, difference


def shape(before: str, after: str, *values: str) -> tuple[tuple[str, str], ...]:
    """Return what is different, as pairs of what was and what is, without layout and comments.

    The names and values of `before`, and further `values`, are numbered in the order in which they stand in the pairs.
    """
    old, new = _tokens(before), _tokens(after)
    marks = _Marks(old, values)
    pairs = [(marks.of(old[a:b]), marks.of(new[c:d])) for a, b, c, d in _differing(old, new)]
    return tuple(dict.fromkeys(pairs))


@dataclass(frozen=True, slots=True)
class _Token:
    """`is_fixed` tells that a name is part of the statement's form: an attribute, a keyword, a builtin."""

    kind: str
    text: str
    is_fixed: bool = False


def _tokens(text: str) -> list[_Token]:
    found = [(match.lastgroup or "", match[0]) for match in _TOKEN.finditer(text)]
    found = [each for each in found if each[0] != "comment"]
    tokens: list[_Token] = []
    for (kind, word), (_, following) in zip(found, [*found[1:], ("", "")], strict=False):
        last = tokens[-1].text if tokens else ""
        if not (word == "," and following in (")", "]", "}")):
            tokens.append(
                _Token(kind, word, word in _KNOWN or last == "." or (following == "=" and last in ("(", ",")))
            )
    return tokens


def _differing(old: list[_Token], new: list[_Token]) -> Iterator[tuple[int, int, int, int]]:
    """Yield the runs of tokens that differ; all between the first and the last one when little is alike."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    middle = old[start : len(old) - end], new[start : len(new) - end]
    matcher = SequenceMatcher(None, *middle, autojunk=False)
    if matcher.ratio() < _ALIKE:
        yield _moved_up(old, new, start, len(old) - end, start, len(new) - end)
        return
    for kind, *run in matcher.get_opcodes():
        if kind != "equal":
            yield _moved_up(old, new, *(start + index for index in run))


def _moved_up(old: list[_Token], new: list[_Token], a: int, b: int, c: int, d: int) -> tuple[int, int, int, int]:
    """Move what was only removed, or only added, to the first place where it could have stood."""
    while (a == b or c == d) and a and c and old[a - 1] == new[c - 1] == (old[b - 1] if a < b else new[d - 1]):
        a, b, c, d = a - 1, b - 1, c - 1, d - 1
    return a, b, c, d


class _Marks:
    """The marks of the names and values of a text: numbered when they are first asked for."""

    def __init__(self, tokens: Iterable[_Token], values: Iterable[str]) -> None:
        self._marks: dict[tuple[str, str], str] = {}
        self._known = {_key(token) for token in tokens if token.kind != "sign" and not token.is_fixed}
        self._known |= {("value", value) for value in values}
        self._values = sorted((v for kind, v in self._known if kind == "value" and len(v) > 1), key=len, reverse=True)

    def of(self, tokens: Iterable[_Token]) -> str:
        """Return the tokens as one text, marked; what the text does not know stays as it is."""
        return " ".join(self._marked(token) for token in tokens)

    def _marked(self, token: _Token) -> str:
        key = _key(token)
        if token.kind == "sign" or token.is_fixed:
            return token.text
        if key in self._known:
            return self._mark(key)
        if token.kind == "name":
            return token.text
        text = key[1]
        for value in self._values:
            if value in text:
                text = text.replace(value, self._mark(("value", value)))
        return repr(text)

    def _mark(self, key: tuple[str, str]) -> str:
        return self._marks.setdefault(key, f"<{key[0]} {len(self._marks)}>")


def _key(token: _Token) -> tuple[str, str]:
    if token.kind == "name":
        return "name", token.text
    quoted = _QUOTES.match(token.text)
    return "value", quoted[2] if quoted else token.text
