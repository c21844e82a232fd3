"""A dashboard over several repositories: one HTML page that says how far each is, without writing to any.

python -m g2l_tui.examples.dashboard sales/ billing/ --to dashboard.html
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from g2l_tui import Glue2DatabricksSDK, MigrationOptions, MigrationResult

PAGE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>From Glue to Databricks</title>
<style>
:root {{ color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }}
body {{ max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }}
table {{ width: 100%; border-collapse: collapse; }}
th, td {{ padding: .4rem .6rem; text-align: right; border-bottom: 1px solid #8884; }}
th:first-child, td:first-child {{ text-align: left; }}
meter {{ width: 8rem; }}
</style>
<h1>From Glue to Databricks</h1>
<table>
<tr><th>repository<th>files<th>done<th>Glue calls translated<th>frames<th>tables<th>left to a person</tr>
{rows}
</table>
</html>
"""


def page(repositories: Sequence[Path]) -> str:
    """Return the page."""
    sdk = Glue2DatabricksSDK()
    options = MigrationOptions(dry_run=True)
    results = ((repository, sdk.migrate_repository(repository, options=options)) for repository in repositories)
    return PAGE.format(rows="\n".join(_row(repository, result) for repository, result in results))


def _row(repository: Path, result: MigrationResult) -> str:
    return f"<tr>{''.join(f'<td>{cell}' for cell in _cells(repository, result))}</tr>"


def _cells(repository: Path, result: MigrationResult) -> Iterator[str]:
    figures = result.metadata
    yield escape(repository.resolve().name)
    yield str(result.files_processed)
    yield str(result.files_succeeded)
    calls, translated = figures.get("calls", 0), figures.get("calls_translated", 0)
    yield f'<meter max="{calls or 1}" value="{translated}">{translated} of {calls}</meter> {translated} of {calls}'
    yield str(figures.get("analysis", {}).get("total_dynamic_frames", 0))
    yield str(figures.get("analysis", {}).get("total_catalog_refs", 0))
    yield str(len(result.errors))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repositories", type=Path, nargs="+", metavar="REPOSITORY")
    parser.add_argument("--to", type=Path, default=Path("dashboard.html"), help="the file to write")
    words = parser.parse_args()
    words.to.write_text(page(words.repositories), encoding="utf-8")
    print(words.to)


if __name__ == "__main__":
    main()
