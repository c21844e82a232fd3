"""An assessment as one HTML file that needs no other: light, dark and printed. Pure; everything is escaped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from importlib.resources import files

from g2l_tui.report.assessment import Assessment
from g2l_tui.report.inventory import Item, Sort
from g2l_tui.report.readiness import Readiness
from g2l_tui.report.waves import Step
from g2l_tui.report.words import (
    NAMES,
    ORDER,
    POINTS,
    SORTS,
    TASKS,
    items_of,
    lines_of,
    needs_of,
    places_of,
    summary,
    titled,
    used_by,
)
from g2l_tui.report.work import Work
from g2l_tui.store.safe_paths import shown

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_BLOCKS = frozenset(
    "head title style body header nav dl div main section article h1 h2 h3 p ul li table thead tbody tr".split()
)
_SECTIONS = {"files": "Files", "work": "Remaining work", "waves": "Waves", "inventory": "Inventory"}


class Markup(str):
    """Text that is HTML already. Only `element` makes it."""

    __slots__ = ()


def as_page(assessment: Assessment) -> str:
    """Return the report as a whole HTML document. It asks for nothing from elsewhere, and runs nothing."""
    title = f"Readiness of {assessment.root}"
    anchors = {file.path: f"file-{number}" for number, file in enumerate(assessment.files, 1)}
    style = Markup(files("g2l_tui.report").joinpath("page.css").read_text(encoding="utf-8"))
    head = element(
        "head",
        Markup('<meta charset="utf-8">'),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Markup('<meta name="color-scheme" content="light dark">'),
        element("title", title),
        element("style", style),
    )
    links = (element("a", name, href=f"#{anchor}") for anchor, name in _SECTIONS.items())
    body = element(
        "body",
        element("header", element("h1", title), element("nav", *links), _figures(assessment)),
        element(
            "main",
            _section("files", POINTS, _files(assessment, anchors)),
            _section("work", "", *(_work(work, anchors) for work in assessment.work)),
            _section("waves", ORDER, *_waves(assessment, anchors)),
            _section("inventory", NAMES, *(_items(assessment, sort, anchors) for sort in SORTS)),
        ),
    )
    return f"<!DOCTYPE html>\n{element('html', head, body, lang='en')}\n"


def element(name: str, *children: str, **attributes: str) -> Markup:
    """Return an element. Children and attributes are text, and escaped, unless they are elements themselves."""
    given = "".join(f' {key.rstrip("_").replace("_", "-")}="{_text(value)}"' for key, value in attributes.items())
    end = "\n" if name in _BLOCKS else ""
    return Markup(f"<{name}{given}>{''.join(map(_text, children))}</{name}>{end}")


def _text(text: str) -> str:
    return text if isinstance(text, Markup) else escape(shown(text))


def _section(anchor: str, lead: str, *children: str) -> Markup:
    leading = [element("p", lead, class_="lead")] if lead else []
    content = children or (element("p", "None.", class_="none"),)
    return element("section", element("h2", _SECTIONS[anchor]), *leading, *content, id=anchor)


def _figures(assessment: Assessment) -> Markup:
    figures = (
        element("div", element("dd", number), element("dt", noun), class_="figure")
        for number, noun in summary(assessment)
    )
    score = element("div", element("dd", str(assessment.points)), element("dt", "of 100 points"), class_="figure score")
    return element("dl", score, *figures, class_="figures")


def _files(assessment: Assessment, anchors: Mapping[str, str]) -> Markup:
    rows = sorted(assessment.files, key=lambda file: (file.points, file.path))
    return _table(
        ("points", "file", "status", "Glue calls", "why points are missing"), *(_file(each, anchors) for each in rows)
    )


def _file(file: Readiness, anchors: Mapping[str, str]) -> Markup:
    bar = element("span", element("span", style=f"width:{file.points}%"), class_="bar", aria_hidden="true")
    losses = (
        element(
            "li",
            element("b", f"\N{MINUS SIGN}{loss.points}"),
            f" line {loss.line}: {loss.reason}",
            *([element("span", f" {loss.code}", class_="code")] if loss.code else []),
        )
        for loss in file.losses
    )
    return element(
        "tr",
        element("td", element("span", str(file.points), class_="points"), bar, class_="number"),
        element("th", file.path, scope="row"),
        element("td", element("span", file.status.value, class_=f"status {file.status.value}")),
        element("td", f"{file.calls_translated} of {file.calls}", class_="number"),
        element("td", element("ul", *losses) if file.losses else "", class_="wide"),
        id=anchors[file.path],
    )


def _work(work: Work, anchors: Mapping[str, str]) -> Markup:
    places = (
        element("li", _link(place.path, anchors), f":{place.finding.line} {place.finding.message}")
        for place in work.places
    )
    said = f" {work.code}, {TASKS[work.severity]}, {places_of(len(work.places))}"
    hint = [element("p", f"What to do: {work.hint}.")] if work.hint else []
    heading = element("h3", titled(work.title), element("span", said, class_=f"said {work.severity.value}"))
    return element("article", heading, *hint, element("ul", *places))


def _waves(assessment: Assessment, anchors: Mapping[str, str]) -> Iterator[Markup]:
    for number, wave in enumerate(assessment.waves, 1):
        yield element("h3", f"Wave {number}")
        yield _table(("file", "needs"), *(_step(step, anchors) for step in wave))


def _step(step: Step, anchors: Mapping[str, str]) -> Markup:
    needs = [element("li", _link(path, anchors), f": {reason}") for path, reason in needs_of(step)]
    return element(
        "tr",
        element("th", _link(step.path, anchors), scope="row"),
        element("td", element("ul", *needs) if needs else "nothing that moves", class_="wide"),
    )


def _items(assessment: Assessment, sort: Sort, anchors: Mapping[str, str]) -> Markup:
    items = items_of(assessment, sort)
    heading = element("h3", SORTS[sort])
    if not items:
        return element("article", heading, element("p", "None.", class_="none"))
    return element(
        "article", heading, _table(("name", "becomes", "named in"), *(_item(item, anchors) for item in items))
    )


def _item(item: Item, anchors: Mapping[str, str]) -> Markup:
    uses = (element("li", _link(path, anchors), f" {lines_of(lines)} ({role})") for path, role, lines in used_by(item))
    return element(
        "tr",
        element("th", item.name, scope="row"),
        element("td", item.target, class_="becomes"),
        element("td", element("ul", *uses), class_="wide"),
    )


def _table(heading: tuple[str, ...], *rows: Markup) -> Markup:
    head = element("thead", element("tr", *(element("th", each, scope="col") for each in heading)))
    return element("div", element("table", head, element("tbody", *rows)), class_="scroll")


def _link(path: str, anchors: Mapping[str, str]) -> Markup:
    return element("a", path, href=f"#{anchors[path]}") if path in anchors else element("span", path)
