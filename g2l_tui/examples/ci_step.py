"""A step of a pipeline that keeps a Databricks tree in step with its Glue tree, and says so in the pull request.

    python -m g2l_tui.examples.ci_step glue/ databricks/

Prints an annotation for each finding in the words of GitHub Actions, and adds a summary where the variable
GITHUB_STEP_SUMMARY says. The exit code is 1 while something needs a person.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from g2l_tui import Glue2DatabricksSDK, MigrationOptions, MigrationResult


def annotation(source: Path, error: Mapping[str, Any]) -> str:
    """Return an error as an annotation of the line that it is about."""
    details = error["details"]
    place = f"file={_escaped(str(source / details['path']))},line={details.get('line', 1)}" if "path" in details else ""
    return f"::error {place}::{_escaped(error['message'])}"


def summary(result: MigrationResult, changes: Mapping[str, Any]) -> str:
    """Return what the step did, in Markdown."""
    lines = ["### From Glue to Databricks", "", "| what | files |", "|---|---|"]
    lines += [f"| {kind} | {len(changes[kind])} |" for kind in ("added", "modified", "affected", "deleted")]
    lines += [f"| migrated again | {result.files_processed} |", f"| left to a person | {result.files_failed} |", ""]
    return "\n".join(lines)


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A").replace(",", "%2C").replace(":", "%3A")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--catalog", default="main")
    words = parser.parse_args()
    sdk = Glue2DatabricksSDK()
    options = MigrationOptions(catalog_name=words.catalog, backup=False)
    changes = sdk.detect_changes(words.source, words.target, options)
    result = sdk.update_incremental(words.source, words.target, options)
    for error in result.errors:
        print(annotation(words.source, error))
    if changes["success"]:
        text = summary(result, changes)
        if told := os.environ.get("GITHUB_STEP_SUMMARY"):
            with Path(told).open("a", encoding="utf-8") as file:
                file.write(text)
        print(text)
    sys.exit(0 if result.success else 1)


if __name__ == "__main__":
    main()
