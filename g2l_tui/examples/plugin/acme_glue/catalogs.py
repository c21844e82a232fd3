"""A check of Acme's own: jobs use the catalogs of teams, never `main`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from g2l_tui import ValidatorPlugin

_TABLE = re.compile(r"""["']main\.(\w+\.\w+)["']""")


class AcmeCatalogs(ValidatorPlugin):
    """Finds tables of the catalog `main` in results."""

    @property
    def name(self) -> str:
        return "acme-catalogs"

    def validate(self, source_path: str, metadata: Mapping[str, Any]) -> tuple[bool, list[str]]:
        tables = _TABLE.findall(metadata["code"])
        return not tables, [
            f"{source_path} uses main.{table}; map its database to a team's catalog" for table in tables
        ]
