"""Comments: none is lost when the code around it goes."""

from __future__ import annotations

import io
import re
import tokenize

from g2l_tui.engine.module import Module

_ABOUT_CODE = re.compile(r"#\s*(noqa|type:|pylint:|pragma|pyright:|fmt:|isort:|nosec)")


def comments_of(module: Module) -> tuple[tuple[int, str], ...]:
    """Return the offset and text of each comment; those that only speak to tools about their line are left out."""
    found: list[tuple[int, str]] = []
    text = module.code.decode("utf-8", "surrogatepass")
    try:
        for token in tokenize.generate_tokens(io.StringIO(text, newline="").readline):
            if token.type == tokenize.COMMENT and not _ABOUT_CODE.match(token.string):
                line = module.line_bounds(token.start[0])[0]
                prefix = token.line[: token.start[1]]
                found.append((line + len(prefix.encode("utf-8", "surrogatepass")), token.string.rstrip()))
    except (tokenize.TokenError, SyntaxError, IndexError):
        return tuple(found)
    return tuple(found)
