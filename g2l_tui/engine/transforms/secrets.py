"""Secrets in place of credentials: Databricks gives none of a connection out, and none belongs into code."""

from __future__ import annotations

import re

from g2l_tui.engine.batches import runs_in_batches
from g2l_tui.engine.transforms.entries import CREDENTIAL, Entries, check_no_secret, known
from g2l_tui.engine.transforms.inherited import importable
from g2l_tui.engine.transforms.literals import quoted
from g2l_tui.engine.transforms.seeing import Surroundings
from g2l_tui.ruleset.template import Text

SECRETS = "G2L189"
SCOPE = "glue-connections"

_DATABASE_OF = re.compile(r"(?:databaseName=|//[^/?;]+/|[/:@](?=[\w-]+$))([A-Za-z_][\w-]*)")
_NAME = re.compile(r"[\w.@-]+")
_IMPORT = "from databricks.sdk.runtime import dbutils"
_IN_BATCHES = (
    "Shared and serverless compute run a batch function without dbutils: read the secret above the function there."
)


def secret(site: Surroundings, name: str) -> str:
    """Return the code that reads a secret, and ask for its import.

    Raises CannotRewriteError when `dbutils` means something else in the file.
    """
    return secret_called(site, quoted(name))


def secret_called(site: Surroundings, name_code: str) -> str:
    """Return the code that reads a secret whose name is given as code. Raises as `secret` does."""
    importable(site, _IMPORT)
    site.constant(_IMPORT)
    if runs_in_batches(site.view, site.call):
        site.caution(SECRETS, _IN_BATCHES)
    return f"dbutils.secrets.get({quoted(SCOPE)}, {name_code})"


def is_name(text: str) -> bool:
    """True for a text that a secret may be called."""
    return _NAME.fullmatch(text) is not None


def with_secrets(site: Surroundings, options: Entries) -> Entries:
    """Return the options with secrets in place of a user and a password that are written in the source.

    They are called after the database that the address names. Raises CannotRewriteError where it names none, or holds
    a credential itself.
    """
    written = [key for key in ("user", "password") if known(site, options, key) is not None]
    address = known(site, options, "url") or ""
    named = _DATABASE_OF.search(address)
    check_no_secret(site, options, () if named else written)
    if not named or not written:
        return options
    names = {key: f"{named[1]}-{key}" for key in written}
    site.caution(
        CREDENTIAL,
        f"The secrets {', '.join(names.values())} must exist in the scope {SCOPE}. "
        "A password in the source is known to all who can read it: change it.",
    )
    return {**options, **{key: (options[key][0], Text(secret(site, name))) for key, name in names.items()}}
