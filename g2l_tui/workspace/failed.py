"""Failed migrations, of files that nothing could be done with. Pure."""

from __future__ import annotations

from g2l_tui.engine.codes import hint_of, severity_of
from g2l_tui.model.finding import Finding, Severity
from g2l_tui.model.migration import Migration, Status
from g2l_tui.model.source import Source

UNREADABLE = "G2L006"
BROKEN = "G2L005"


def unreadable(path: str, message: str) -> Migration:
    """Return the failed migration of a file that could not be read, with the reason as its finding."""
    finding = Finding(UNREADABLE, Severity.ERROR, 1, 1, message, "the file was left as it is")
    return Migration(Source(path, b""), Status.FAILED, b"", findings=(finding,))


def unwritable(migration: Migration, reason: str) -> Migration:
    """Return the failed migration of a file that was translated but cannot be written in its place."""
    message = f"the file cannot be written: {reason}"
    finding = Finding(UNREADABLE, Severity.ERROR, 1, 1, message, "mend that, or migrate into another folder")
    return Migration(
        migration.source,
        Status.FAILED,
        migration.source.content,
        findings=(finding,),
        calls=migration.calls,
        seconds=migration.seconds,
    )


def ended(source: Source, code: int) -> Migration:
    """Return the failed migration of a file whose process ended by itself, with that exit code."""
    how = f"signal {-code}" if code < 0 else f"exit code {code}"
    message = f"The file was left as it is, because translating it ended the process that did it ({how})"
    finding = Finding(BROKEN, severity_of(BROKEN), 1, 1, message, hint_of(BROKEN))
    return Migration(source, Status.FAILED, source.content, findings=(finding,))
