"""What a verb printed, said again while it still holds."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from g2l_tui.workspace.answers import Question


def say_again(question: Question | None) -> None:
    """Print what was answered before and end the command, if it still holds."""
    if answer := question.answer() if question else None:
        click.echo(answer.text, file=sys.stdout, nl=False, color=True)
        click.get_current_context().exit(answer.exit_code)


def say(question: Question | None, text: str, exit_code: int) -> None:
    """Print what was found out, and remember it when that was an answer to a question; then end the command."""
    from g2l_tui.workspace.answers import Answer

    click.echo(text, file=sys.stdout, nl=False, color=True)
    if question:
        question.remember(Answer(text, exit_code))
    click.get_current_context().exit(exit_code)
