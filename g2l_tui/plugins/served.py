"""The worker's side: loads the plugins of one origin, then answers requests, a line of JSON each.

Runs in a process of its own. What plugins print goes nowhere: the standard output is the answer.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

from g2l_tui.errors import MigrationError
from g2l_tui.plugins.kinds import KINDS, Plugin
from g2l_tui.plugins.origin import Origin


def serve() -> None:
    """Answer until the other side closes."""
    requests = os.fdopen(os.dup(0), "r", encoding="utf-8", errors="surrogatepass")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="surrogatepass")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    plugins: list[Plugin] = []
    for line in requests:
        answers.write(_answer(line, plugins) + "\n")
        answers.flush()


def _answer(line: str, plugins: list[Plugin]) -> str:
    try:
        return json.dumps({"value": _done(json.loads(line), plugins)})
    except BaseException as error:  # noqa: BLE001 -- a plugin may raise anything, SystemExit included
        return json.dumps({"error": f"{type(error).__name__}: {error}".rstrip(": ")})


def _done(request: dict[str, Any], plugins: list[Plugin]) -> object:
    if "origin" in request:
        plugins += Origin(**request["origin"]).load()
        for plugin in plugins:
            plugin.initialize({})
        return [_described(plugin) for plugin in plugins]
    plugin, arguments = plugins[request["plugin"]], request["arguments"]
    if request["call"] == "on_error":
        arguments = [MigrationError(arguments[0]), *arguments[1:]]
    function: Callable[..., object] = getattr(plugin, request["call"])
    return function(*arguments)


def _described(plugin: Plugin) -> dict[str, Any]:
    kinds = [name for name, kind in KINDS.items() if isinstance(plugin, kind)]
    return {"name": str(plugin.name), "version": str(plugin.version), "kinds": kinds}
