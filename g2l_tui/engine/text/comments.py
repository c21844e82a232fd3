"""Comments: none is lost when the code around it goes."""

from __future__ import annotations

import io
import re
import tokenize

from g2l_tui.engine.text.module import Module

_ABOUT_CODE = re.compile(r"#\s*(noqa|type:|pylint:|pragma|pyright:|fmt:|isort:|nosec)")


def comments_in(module: Module, start: int, end: int) -> tuple[tuple[int, str], ...]:
    """Return the offset and text of each comment in a part of the code that begins with a statement.

    Those that only speak to tools about their line are left out.
    """
    code = module.code[start:end]
    if b"#" not in code:
        return ()
    found: list[tuple[int, str]] = []
    first = module.line_of(start)
    try:
        for token in tokenize.generate_tokens(io.StringIO(code.decode(), newline="").readline):
            if token.type == tokenize.COMMENT and not _ABOUT_CODE.match(token.string):
                line = max(start, module.line_bounds(first + token.start[0] - 1)[0])
                prefix = token.line[: token.start[1]]
                found.append((line + len(prefix.encode()), token.string.rstrip()))
    except (tokenize.TokenError, SyntaxError, IndexError):
        return tuple(found)
    return tuple(found)
