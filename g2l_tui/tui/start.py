"""The way into the workbench: its files are looked for while what shows them is being loaded."""

from __future__ import annotations

from pathlib import Path

from g2l_tui.garbage import loading
from g2l_tui.tui.opening import Opening


def run(path: Path, *, config: Path | None = None, catalog: str | None = None, demo: bool = False) -> None:
    """Open the workbench on a workspace until the person quits; `demo` says that it is a throw-away copy.

    Raises what opening the workspace does.
    """
    opening = Opening.of(path, config=config, catalog=catalog)
    with loading():
        from g2l_tui.tui import app  # noqa: PLC0415 - loads Textual
    app.run(opening, demo=demo)
