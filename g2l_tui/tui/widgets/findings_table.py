"""The findings of the open file; choosing one moves the diff to its line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.message import Message

from g2l_tui.model.finding import Finding, Severity
from g2l_tui.tui.escape import visible
from g2l_tui.tui.theme import SEVERITY_CLASSES, SEVERITY_SIGNS
from g2l_tui.tui.widgets.line_list import LineList, Piece

_ORDER = {severity: rank for rank, severity in enumerate(Severity)}


class FindingsTable(LineList):
    """One finding per line: sign, line of the source, code, message, and what to do."""

    BORDER_TITLE = "findings"

    class FindingPicked(Message):
        """A finding was chosen."""

        def __init__(self, finding: Finding) -> None:
            super().__init__()
            self.finding = finding

    def __init__(self) -> None:
        super().__init__(id="findings")
        self.findings: tuple[Finding, ...] = ()

    def show(self, findings: Sequence[Finding]) -> None:
        """Show the findings of a file by line, the worst first on the same line."""
        self.findings = tuple(sorted(findings, key=lambda found: (found.line, _ORDER[found.severity])))
        self.border_title = f"findings ({len(self.findings)})" if self.findings else "findings"
        self.lines_changed()
        self.refresh(layout=True)

    def mark(self, finding: Finding) -> None:
        """Put the cursor on a finding."""
        if finding in self.findings:
            self.move_to(self.findings.index(finding))

    def count(self) -> int:
        return max(len(self.findings), 1)

    def pieces(self, index: int) -> Iterable[Piece]:
        if not self.findings:
            return [(" no findings in this file", "sign-quiet")]
        finding = self.findings[index]
        parts = [
            (f" {SEVERITY_SIGNS[finding.severity]} ", SEVERITY_CLASSES[finding.severity]),
            (f"{finding.line:>4}  ", "sign-quiet"),
            (f"{visible(finding.code)} ", "sign-key"),
            (visible(finding.message), "text"),
        ]
        if finding.hint:
            parts.append((f"  → {visible(finding.hint)}", "sign-quiet"))
        return parts

    def on_line_list_moved(self, message: LineList.Moved) -> None:
        message.stop()

    def on_line_list_chosen(self, message: LineList.Chosen) -> None:
        message.stop()
        if self.findings:
            self.post_message(self.FindingPicked(self.findings[self.cursor]))
