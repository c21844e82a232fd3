"""A command of a company's own: migrates the jobs of one team, in the company's words and with its defaults.

    python -m g2l_tui.examples.company_cli glue/jobs lakehouse/jobs --team sales

The team's catalog is its name; each run is counted and written to the audit log of the sources. The exit code is
the number of files that a person has to look at, at most 100.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from g2l_tui import AuditLogger, Glue2DatabricksSDK, MigrationOptions, MigrationResult, ProgressTracker


def migrate(source: Path, target: Path, team: str) -> MigrationResult:
    """Bring the Databricks tree of a team up to date and record that."""
    sdk = Glue2DatabricksSDK()
    tracker = ProgressTracker(sdk.analyze_package(source).get("total_files", 0), verbose=True)
    options = MigrationOptions(
        catalog_name=team,
        backup=False,
        on_file_start=tracker.start_file,
        on_file_complete=tracker.complete_file,
    )
    result = sdk.update_incremental(source, target, options)
    AuditLogger(source).log_event(
        "team_migration",
        {"team": team, "success": result.success, "files": result.files_processed, "seconds": result.duration},
    )
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, help="folder of the Glue jobs")
    parser.add_argument("target", type=Path, help="folder of the Databricks tree")
    parser.add_argument("--team", required=True)
    words = parser.parse_args()
    result = migrate(words.source, words.target, words.team)
    for error in result.errors:
        details = error["details"]
        print(f"{details.get('path', words.source)}:{details.get('line', 1)}: {error['message']}")
    print(f"{result.files_succeeded} of {result.files_processed} files are done ({result.duration:.1f} s).")
    sys.exit(min(result.files_failed or (not result.success), 100))


if __name__ == "__main__":
    main()
