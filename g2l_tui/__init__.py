"""Move a repository of AWS Glue PySpark jobs to Databricks, change by change.

The public names are those of `g2l_tui.sdk`, imported when one is first asked for: `import g2l_tui` is instant.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as in `typing`, which takes longer to import than all that is here
if TYPE_CHECKING:
    from typing import Any

    from g2l_tui.sdk import *  # noqa: F403 - the one list of public names is there

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    from importlib import import_module  # noqa: PLC0415 - most programs ask for a name; `--version` does not
    from importlib.util import find_spec  # noqa: PLC0415

    if name == "__all__":
        return __dir__()
    # What a plugin is made of comes without the rest: each plugin loads it in a process of its own.
    if name.endswith("Plugin"):
        return getattr(import_module(f"{__name__}.plugins"), name)
    # `from g2l_tui import paths` asks for the attribute first, and is to load nothing else.
    if not name.startswith("_") and find_spec(f"{__name__}.{name}") is None:
        sdk = import_module(f"{__name__}.sdk")
        if name in sdk.__all__:
            return getattr(sdk, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    from importlib import import_module  # noqa: PLC0415

    return sorted({*import_module(f"{__name__}.sdk").__all__, "__version__"})
