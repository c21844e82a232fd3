"""Why a file cannot be parsed, as far as its text tells."""

from __future__ import annotations

import re

from g2l_tui.engine.codes import hint_of, severity_of
from g2l_tui.errors import ParseError
from g2l_tui.model.finding import Finding
from g2l_tui.model.source import Source

_MAGIC = re.compile(rb"^(%%?[a-z]\w*|![a-z]\w*)", re.MULTILINE)
_MAGIC_LINE = re.compile(rb"\s*(%%?|!)[a-z]\w*")
_PYTHON_2 = re.compile(
    rb"^[ \t]*(print[ \t]+[^(=\s]|exec[ \t]+[\"'\w]|except[ \t]+[\w.]+[ \t]*,[ \t]*\w+:)", re.MULTILINE
)
_PYTHON_2_LINE = re.compile(rb"\s*raise\s+[\w.]+\s*,|`[^`]+`|<>|(?<=[=(,\s])0[0-7]+\b(?![-:])")
_CONFLICT = re.compile(rb"(<{7}|={7}|>{7}|\|{7})( |$)")
_NEWLINE = re.compile(rb"\r\n|\r|\n")


def failure(source: Source, error: ParseError) -> Finding:
    """Return the finding that says why a source is no Python, and where."""
    line = int(error.details.get("line", 1))
    at_fault = _NEWLINE.split(source.content)[line - 1 : line]
    wrong = at_fault[0] if at_fault else b""
    if _MAGIC.search(source.content) or _MAGIC_LINE.match(wrong):
        code, message = "G2L004", "Notebook magic: this is a notebook's export, not a Python file"
    elif _PYTHON_2.search(source.content) or _PYTHON_2_LINE.search(wrong):
        code, message = "G2L003", f"Python 2: {error.message}"
    elif error.message.startswith("cannot be decoded"):
        code, message = "G2L002", f"The file {error.message}"
    elif _CONFLICT.match(wrong):
        code, message = "G2L001", "Not Python 3: git left the marks of a conflict here"
    else:
        code, message = "G2L001", f"Not Python 3: {error.message}"
    return Finding(code, severity_of(code), line, 1, message, hint_of(code))
