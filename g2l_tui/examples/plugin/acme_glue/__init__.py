"""Rules for Acme's wrappers around Glue. Installed beside g2l-tui, they are found by themselves."""

from pathlib import Path

FOLDER = Path(__file__).parent / "rules"
