from __future__ import annotations

from pathlib import Path

import pytest

from g2l_tui import Glue2DatabricksSDK, MigrationOptions, ProgressTracker


def test_progress_is_counted_by_a_migration(repository: Path) -> None:
    tracker = ProgressTracker(2)
    options = MigrationOptions(dry_run=True, on_file_start=tracker.start_file, on_file_complete=tracker.complete_file)

    Glue2DatabricksSDK().migrate_package(repository, options=options)

    summary = tracker.get_summary()
    assert (summary["completed_files"], summary["failed_files"], summary["percentage"]) == (2, 0, 100.0)
    assert set(summary["seconds"]) == {"jobs/orders.py", "plain.py"}


def test_a_verbose_tracker_says_a_line_per_file(capsys: pytest.CaptureFixture[str]) -> None:
    tracker = ProgressTracker(2, verbose=True)

    tracker.complete_file("evil\x1b.py", success=False)

    assert capsys.readouterr().err == "1/2 'evil\\x1b.py' needs a person\n"


def test_nothing_to_do_is_all_done() -> None:
    assert ProgressTracker(0).get_summary()["percentage"] == 100.0
