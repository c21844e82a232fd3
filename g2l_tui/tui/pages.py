"""The pages that stand in place of a diff: what happened, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from g2l_tui.model.finding import Severity
from g2l_tui.tui.escape import visible, visible_code

if TYPE_CHECKING:
    from g2l_tui.model.migration import Migration

Part = str | Content | tuple[str, str]
_AROUND = 2


def no_files(root: str) -> Content:
    """Return the page of a workspace without Python files."""
    return Content.assemble(
        ("Nothing to review: ", "bold"),
        f"no Python file in {visible(root)}.\n\n",
        *_key("q", "quit, and start g2l-tui in the folder of your Glue jobs"),
        *_key("?", "keys"),
        ("\n  include and exclude in g2l.toml say which files are looked at\n", "$foreground 75%"),
    )


def no_glue(root: str, count: int) -> Content:
    """Return the page of a workspace in which nothing uses AWS Glue."""
    return Content.assemble(
        ("Nothing to review: ", "bold"),
        f"no file in {visible(root)} uses AWS Glue.\n\n",
        f"  looked at {count} Python file{'' if count == 1 else 's'}; none imports awsglue or calls Glue\n\n",
        *_key("t", "the files all the same"),
        *_key("3", "history: what was written before can be rolled back"),
        *_key("q", "quit"),
    )


def reading(root: str) -> Content:
    """Return the page shown until the first file is ready."""
    return Content.assemble((f"Reading {visible(root)} …", "$foreground 75%"))


def unreadable(path: str, sentence: str) -> Content:
    """Return the page of a file that could not be read."""
    return Content.assemble(
        ("! ", "bold $error"),
        (visible(path), "bold"),
        " could not be read\n\n",
        f"  {visible(sentence)}\n\n",
        "  Nothing was written. It is read again as soon as it is saved.\n\n",
        *_key("}", "next file"),
        *_key("y", "copy this message"),
    )


def failed(migration: Migration) -> Content:
    """Return the page of a source that Python cannot parse, with the place."""
    errors = [found for found in migration.findings if found.severity is Severity.ERROR]
    parts: list[Part] = [
        ("! ", "bold $error"),
        (visible(migration.source.path), "bold"),
        " could not be translated\n",
    ]
    for finding in errors[:3]:
        parts += ["\n  ", (visible(finding.code) + "  ", "bold $accent"), visible(finding.message), "\n\n"]
        parts += _excerpt(migration.source.text.splitlines(), finding.line)
        if finding.hint:
            parts += ["\n  ", visible(finding.hint), "\n"]
    parts += [
        "\n  The Glue source is untouched and no result was made.\n\n",
        *_key("e", "fix it in $EDITOR; it is read again when you save"),
        *_key("y", "copy this message"),
        *_key("}", "next file"),
    ]
    return Content.assemble(*parts)


def all_decided(files: int) -> Content:
    """Return the page that the last decision shows; `files` are to be written."""
    to_write = [
        f"  {files} file{'' if files == 1 else 's'} would be written, with a backup first.\n\n",
        *_key("W", "show what would be written, then write it"),
    ]
    return Content.assemble(
        ("✓ ", "bold $success"),
        ("every change is decided\n\n", "bold"),
        *(to_write if files else ["  Nothing is accepted, so nothing would be written.\n\n"]),
        *_key("u", "undo the last decision"),
        *_key("esc", "back to the file"),
    )


def _excerpt(lines: Sequence[str], line: int) -> list[Part]:
    parts: list[Part] = []
    for number in range(max(line - _AROUND, 1), min(line + _AROUND, len(lines)) + 1):
        here = number == line
        parts.append((f"  {'▸' if here else ' '} {number:>4}  ", "bold $error" if here else "$foreground 60%"))
        parts.append((visible_code(lines[number - 1])[:200] + "\n", "bold" if here else "$foreground 85%"))
    return parts


def _key(key: str, text: str) -> list[Part]:
    return ["  ", (f"{key:<4}", "bold $accent"), f"{text}\n"]
