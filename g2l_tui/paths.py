"""Where things lie: the shipped rules, demo and schema, and what a workspace keeps for itself."""

from __future__ import annotations

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
OWN_FOLDER = ".g2l"
TWIN_FOLDER = ".g2l-twin"
CONFIGURATION = "g2l.toml"

# Never listed, watched or mirrored: what version control, tools and package installers keep.
IGNORED_FOLDERS = frozenset(
    {
        OWN_FOLDER, TWIN_FOLDER, ".git", ".hg", ".svn", ".venv", "node_modules", "__pycache__",
        ".eggs", ".ipynb_checkpoints", ".mypy_cache", ".nox", ".pytest_cache", ".ruff_cache", ".tox",
    }
)  # fmt: skip


def builtin_rules() -> Path:
    """Return the folder of the shipped rules: inside an installed package, beside it in a checkout."""
    inside = PACKAGE / "rules"
    return inside if inside.is_dir() else PACKAGE.parent / "rules"


def user_rules(root: Path) -> Path:
    """Return the folder of the workspace's own rules; it need not exist."""
    return root / OWN_FOLDER / "rules"


def user_state() -> Path:
    """Return the folder for what belongs to the user and to no workspace. Raises RuntimeError without a home."""
    state = os.environ.get("XDG_STATE_HOME", "")
    return (Path(state) if Path(state).is_absolute() else Path.home() / ".local" / "state") / "g2l-tui"


def user_cache() -> Path:
    """Return the folder for what can be made again and is the user's alone. Raises RuntimeError without a home."""
    cache = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(cache) if Path(cache).is_absolute() else Path.home() / ".cache") / "g2l-tui"


def demo_repository() -> Path:
    """Return the bundled sample repository. Copy it; it is part of the installation."""
    return PACKAGE / "demo"


def new_rule_template() -> Path:
    """Return the rule that `rules new` begins with; `{id}` stands for its id."""
    return PACKAGE / "workspace" / "new_rule.toml"


def schema(name: str) -> Path:
    """Return the JSON Schema of what a verb prints, by its name: `migrate`, `history`, …"""
    return PACKAGE / "schemas" / f"{name}.schema.json"
