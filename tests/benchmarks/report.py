"""The figures of a run as one page: each with its goal and its floor, how costs grow, and what they were before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from tests.benchmarks.growth import Growth, picture

Run = Mapping[str, Any]
"""A run as it is written down: see `__main__`."""

_HEAD = """<!doctype html><html lang="en"><meta charset="utf-8"><title>What g2l-tui costs</title>
<style>
body { font: 15px sans-serif; margin: 2em; } table { border-collapse: collapse; } h2 { margin-top: 1.6em; }
th, td { padding: .25em .8em; text-align: left; border-bottom: 1px solid #ddd; } .n { text-align: right; }
.met { color: #11662a; } .not { color: #a3201b; font-weight: bold; }
</style>
"""
_COLUMNS = ("figure", "compared with", "ratio", "goal", "stretch", "verdict", "cost", "peer", "floor", "runs before")
_ROOM = (120, 20)
"""Pixels of the line that runs before are drawn as."""


def page(run: Run, before: Sequence[Run]) -> str:
    """Return a run as HTML, with the same figures of runs `before` it, oldest first."""
    alike = [each for each in before if each["files"] == run["files"]]
    return "".join((_HEAD, *_described(run), *_tables(run, alike), *_growth(run), "</html>\n"))


def _described(run: Run) -> Iterator[str]:
    judged = [figure for figure in run["figures"] if figure["goal"] is not None]
    met = sum(figure["verdict"].startswith("met") for figure in judged)
    yield f"<h1>What g2l-tui costs: {met} of {len(judged)} goals are met</h1>\n"
    yield (
        f"<p>{escape(run['time'])}, Python {escape(run['python'])}, {run['files']:,} files, median of {run['rounds']} "
        f"interleaved rounds, {run['seconds'] / 60:.0f} minutes, load {run['load']:.1f}. A floor is what any program "
        "would pay for the least that has to be done, measured in the same rounds. Most goals are set for 10,000 "
        "files: with fewer, what a process takes to start counts for more.</p>\n"
    )


def _tables(run: Run, before: Sequence[Run]) -> Iterator[str]:
    for part in dict.fromkeys(figure["part"] for figure in run["figures"]):
        yield f"<h2>{escape(part)}</h2>\n<table><tr>{''.join(f'<th>{name}</th>' for name in _COLUMNS)}</tr>\n"
        yield from (_row(figure, before) for figure in run["figures"] if figure["part"] == part)
        yield "</table>\n"


def _row(figure: Run, before: Sequence[Run]) -> str:
    unit, floor = escape(figure["unit"]), figure["floor"]
    kind = "met" if figure["verdict"].startswith("met") else "not"
    cells = (
        _cell(escape(figure["name"])),
        _cell(escape(figure["peer"])),
        _cell(_number(figure["ratio"]), "n"),
        _cell(_number(figure["goal"]), "n"),
        _cell(_number(figure["stretch"]), "n"),
        _cell(escape(figure["verdict"]), kind),
        _cell(f"{figure['value']:.3f} {unit}", "n"),
        _cell(f"{figure['base']:.3f} {unit}", "n"),
        _cell(f"{floor['value'] / figure['base']:.2f}: {escape(floor['name'])}" if floor else ""),
        _cell(_line([*_ratios(figure, before), figure["ratio"]])),
    )
    return f"<tr>{''.join(cells)}</tr>\n"


def _cell(content: str, kind: str = "") -> str:
    return f'<td class="{kind}">{content}</td>'


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _ratios(figure: Run, before: Sequence[Run]) -> Iterator[float]:
    name = figure["name"], figure["peer"]
    yield from (each["ratio"] for run in before for each in run["figures"] if (each["name"], each["peer"]) == name)


def _line(ratios: Sequence[float]) -> str:
    """Return ratios of run after run as a small line; from two runs on there is one to draw."""
    if len(ratios) < 2 or not max(ratios):
        return ""
    width, height = _ROOM
    step = width / (len(ratios) - 1)
    points = " ".join(f"{step * at:.0f},{height - height * each / max(ratios):.0f}" for at, each in enumerate(ratios))
    line = f'<polyline points="{points}" fill="none" stroke="#1668b8"/>'
    return f'<svg width="{width}" height="{height}">{line}</svg>'


def _growth(run: Run) -> Iterator[str]:
    grown = [Growth(each["name"], tuple(each["sizes"]), tuple(each["seconds"])) for each in run["growths"]]
    if grown:
        yield "<h2>growth</h2>\n<p>A straight line is linear growth.</p>\n"
        yield picture(grown)
