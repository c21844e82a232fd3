"""Whether what a proof needs is installed."""

from __future__ import annotations

import shutil
from importlib.util import find_spec

from g2l_tui.errors import ConfigurationError


def require(engine: str = "sail") -> None:
    """Raise ConfigurationError when the engine, or the client that speaks to it, is not installed."""
    wanted = {"sail": ("pysail", "pyspark", "pandas", "pyarrow"), "spark": ("pyspark", "py4j")}.get(
        engine, ("pyspark",)
    )
    missing = [name for name in wanted if find_spec(name) is None]
    if missing:
        raise ConfigurationError(
            f"A proof on {engine} needs {', '.join(missing)}, which is not installed here; "
            "run: pip install 'g2l-tui[prove]'.",
            missing=missing,
        )
    if engine in {"spark", "spark-connect"} and shutil.which("java") is None:
        raise ConfigurationError(f"The engine {engine} needs Java, and there is no java on the PATH.", engine=engine)
