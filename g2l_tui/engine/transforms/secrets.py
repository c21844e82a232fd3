"""Secrets in place of credentials: Databricks gives none of a connection out, and none belongs into code."""

from __future__ import annotations

import re

from g2l_tui.engine.transforms.inherited import importable
from g2l_tui.engine.transforms.literals import quoted
from g2l_tui.engine.transforms.seeing import Surroundings

SECRETS = "G2L189"
SCOPE = "glue-connections"

_NAME = re.compile(r"[\w.@-]+")
_IMPORT = "from databricks.sdk.runtime import dbutils"


def secret(site: Surroundings, name: str) -> str:
    """Return the code that reads a secret, and ask for its import.

    Raises CannotRewriteError when `dbutils` means something else in the file.
    """
    return secret_called(site, quoted(name))


def secret_called(site: Surroundings, name_code: str) -> str:
    """Return the code that reads a secret whose name is given as code. Raises as `secret` does."""
    importable(site, _IMPORT)
    site.constant(_IMPORT)
    return f"dbutils.secrets.get({quoted(SCOPE)}, {name_code})"


def is_name(text: str) -> bool:
    """True for a text that a secret may be called."""
    return _NAME.fullmatch(text) is not None
