"""Write the coverage table of the README from the rules: `python -m tests.readme`."""

from __future__ import annotations

import re
from pathlib import Path

from g2l_tui.paths import builtin_rules
from g2l_tui.ruleset.coverage import coverage_table
from g2l_tui.ruleset.load import load_rules

README = Path(__file__).parent.parent / "README.md"

_TABLE = re.compile(r"(<!-- coverage -->\n).*?(<!-- /coverage -->)", re.DOTALL)


def with_table(readme: str) -> str:
    """Return the README with the table as the rules are now."""
    ruleset, _ = load_rules([builtin_rules()])
    table = coverage_table(ruleset)
    return _TABLE.sub(lambda found: f"{found[1]}{table}{found[2]}", readme)


if __name__ == "__main__":
    README.write_text(with_table(README.read_text(encoding="utf-8")), encoding="utf-8")
