"""Lines of code with their colours, painted as rarely as possible."""

from __future__ import annotations

import re

from rich.style import Style

from g2l_tui.tui.comparison import compare_contents
from g2l_tui.tui.widgets.code_painter import CodePainter


def test_a_line_that_looks_the_same_in_the_next_version_is_not_painted_again() -> None:
    painter = CodePainter(lambda names: Style(meta={"names": names}))
    painter.compare(compare_contents(b"a = 1\nb = glue(a)\n", b"a = 1\nb = spark(a)\n"))
    before = painter.line(0, 0, 0, ""), painter.line(0, 1, 1, "row-removed")

    painter.compare(compare_contents(b"new\na = 1\nb = glue(a)\n", b"a = 1\nb = sql(a)\n"))

    assert painter.line(0, 1, 0, "") is before[0]
    assert painter.line(0, 2, 1, "row-removed") == before[1]
    assert painter.line(1, 1, 2, "row-added").text == "b = sql(a)"


def test_what_is_searched_for_is_marked_as_long_as_it_is() -> None:
    painter = CodePainter(lambda names: Style(meta={"names": names}))
    painter.compare(compare_contents(b"a = glue\n", b""))
    plain = painter.line(0, 0, -1, "")

    painter.search = re.compile("glue")

    segments = painter.line(0, 0, -1, "")
    marked = [segment.text for segment in segments if segment.style and "row-match" in segment.style.meta["names"]]
    assert marked == ["glue"]
    painter.search = None
    assert painter.line(0, 0, -1, "") is plain
