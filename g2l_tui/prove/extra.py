"""Whether what a proof needs is installed."""

from __future__ import annotations

import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from g2l_tui.errors import ConfigurationError
from g2l_tui.prove.request import SAIL, SPARK, SPARKS


def has_spark(python: str) -> bool:
    """True when Apache Spark itself can be started here: `python` is this interpreter, and has it with its jars."""
    if python != sys.executable or shutil.which("java") is None or find_spec("py4j") is None:
        return False
    found = find_spec("pyspark")
    return found is not None and any(
        (Path(place) / "jars").is_dir() for place in found.submodule_search_locations or ()
    )


def require(engine: str = SAIL) -> None:
    """Raise ConfigurationError when the engine, or the client that speaks to it, is not installed."""
    wanted = {SAIL: ("pysail", "pyspark", "pandas", "pyarrow"), SPARK: ("pyspark", "py4j")}.get(engine, ("pyspark",))
    missing = [name for name in wanted if find_spec(name) is None]
    if missing:
        raise ConfigurationError(
            f"A proof on {engine} needs {', '.join(missing)}, which is not installed here; "
            "run: pip install 'g2l-tui[prove]'.",
            missing=missing,
        )
    if engine in SPARKS and shutil.which("java") is None:
        raise ConfigurationError(f"The engine {engine} needs Java, and there is no java on the PATH.", engine=engine)
