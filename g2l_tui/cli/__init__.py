"""The command line: words in, text and exit codes out.

0: nothing is left to do. 1: something needs a person. 2: the command could not run, and one sentence on
standard error says why. A module for each family of verbs; each verb imports what it needs when it runs, so
that `--version` is instant and nothing but the workbench ever loads Textual.
"""

from g2l_tui.cli.program import commands, main

__all__ = ["commands", "main"]
