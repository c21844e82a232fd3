"""Processes of this interpreter that load this package, and nothing from the current folder or the environment."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from g2l_tui.paths import PACKAGE

_START = """\
import json, sys
from importlib import import_module
(package, *others), module, name, *words = json.loads(sys.argv[1])
sys.path[:] = [package, *sys.path] if package not in sys.path else sys.path
sys.path += [path for path in others if path not in sys.path]
getattr(import_module(module), name)(*words)
"""


def isolated(function: str, *words: str) -> list[str]:
    """Return the command that calls a function, as `module:name`, with words in a process of its own."""
    # -I: neither the current folder nor a variable of the environment can bring code in.
    here = os.getcwd()  # noqa: PTH109 - compared with entries that are texts
    others = [path for path in sys.path if Path(path).is_absolute() and path != here]
    called = [[str(PACKAGE.parent), *others], *function.split(":"), *words]
    return [sys.executable, "-I", "-c", _START, json.dumps(called)]
