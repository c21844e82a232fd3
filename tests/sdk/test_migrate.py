from __future__ import annotations

import copy
import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from g2l_tui import Glue2DatabricksSDK, MigrationOptions, ParseError, Workspace
from tests.sdk.conftest import JOB, REFUSED

SDK = Glue2DatabricksSDK()


def test_a_file_is_migrated_beside_the_source(repository: Path, tmp_path: Path) -> None:
    source, target = repository / "jobs" / "orders.py", tmp_path / "out" / "sales.py"

    result = SDK.migrate_file(source, target)

    assert (result.success, result.files_processed, result.files_succeeded, result.files_failed) == (True, 1, 1, 0)
    assert 'spark.table("production.sales.orders")' in target.read_text()
    assert source.read_text() == JOB
    assert (result.source_path, result.target_path) == (str(source), str(target))


def test_without_a_target_the_file_is_written_in_place_and_can_be_put_back(repository: Path) -> None:
    result = SDK.migrate_file(repository / "jobs" / "orders.py")

    assert "awsglue" not in (repository / "jobs" / "orders.py").read_text()
    Workspace.open(repository).rollback(result.metadata["operation"])
    assert (repository / "jobs" / "orders.py").read_text() == JOB


def test_a_package_is_mirrored_with_the_files_that_are_not_python(repository: Path, tmp_path: Path) -> None:
    result = SDK.migrate_package(repository, tmp_path / "out")

    assert result.success
    assert (tmp_path / "out" / "view.sql").read_bytes() == b"select 1\r\n\xff"
    assert (tmp_path / "out" / "plain.py").read_text() == "print('no glue')\n"
    assert "awsglue" not in (tmp_path / "out" / "jobs" / "orders.py").read_text()
    assert result.metadata["statuses"] == {"migrated": 1, "unchanged": 1}


def test_files_may_come_to_lie_side_by_side(repository: Path, tmp_path: Path) -> None:
    SDK.migrate_repository(repository, tmp_path / "out", MigrationOptions(preserve_structure=False))

    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["orders.py", "plain.py"]


def test_two_files_of_one_name_cannot_lie_side_by_side(repository: Path, tmp_path: Path) -> None:
    (repository / "orders.py").write_text("a = 1\n")

    result = SDK.migrate_repository(repository, tmp_path / "out", MigrationOptions(preserve_structure=False))

    assert not result.success
    assert result.errors[0]["error"] == "ValidationError"
    assert not (tmp_path / "out" / "orders.py").exists()


def test_a_dry_run_gives_the_patch_and_writes_nothing(repository: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=repository, check=True)
    before = _files(repository)

    result = SDK.migrate_package(repository / "jobs", options=MigrationOptions(dry_run=True))

    assert _files(repository) == before
    assert list(result.metadata["diffs"]) == ["orders.py"]
    subprocess.run(["git", "apply", "-"], input=result.diff.encode(), cwd=repository, check=True)
    assert "awsglue" not in (repository / "jobs" / "orders.py").read_text()


def test_a_refused_statement_is_no_success(repository: Path, tmp_path: Path) -> None:
    (repository / "jobs" / "purge.py").write_text(REFUSED)

    result = SDK.migrate_package(repository, tmp_path / "out")

    assert (result.success, result.files_succeeded, result.files_failed) == (False, 2, 1)
    error = result.errors[0]
    assert error["error"] == "MigrationError"
    assert (error["details"]["path"], error["details"]["line"]) == ("jobs/purge.py", 5)
    assert error["details"]["code"].startswith("G2L")
    assert (tmp_path / "out" / "jobs" / "orders.py").exists()


def test_a_file_that_does_not_parse_is_no_success(repository: Path) -> None:
    (repository / "broken.py").write_text("import awsglue\nprint 'two'\n")
    told: list[tuple[str, Exception]] = []

    result = SDK.migrate_package(repository, options=MigrationOptions(on_error=lambda *each: told.append(each)))

    assert not result.success
    assert [(path, type(error)) for path, error in told] == [("broken.py", ParseError)]
    assert (repository / "broken.py").read_text() == "import awsglue\nprint 'two'\n"


def test_callbacks_come_when_the_thing_happens(repository: Path) -> None:
    job = repository / "jobs" / "orders.py"
    told: list[tuple[str, str, bool]] = []
    options = MigrationOptions(
        on_file_start=lambda path: told.append(("start", path, "awsglue" in job.read_text())),
        on_file_complete=lambda path, done: told.append((f"complete {done}", path, "awsglue" in job.read_text())),
    )

    SDK.migrate_package(repository, options=options)

    assert told == [
        ("start", "jobs/orders.py", True),
        ("start", "plain.py", True),
        ("complete True", "jobs/orders.py", False),
        ("complete True", "plain.py", False),
    ]


def test_what_a_callback_raises_ends_the_run_before_anything_is_written(repository: Path) -> None:
    def stop(path: str) -> None:
        raise KeyError(path)

    with pytest.raises(KeyError):
        SDK.migrate_package(repository, options=MigrationOptions(on_file_start=stop))

    assert (repository / "jobs" / "orders.py").read_text() == JOB


def test_a_write_that_fails_is_no_success_of_any_file(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "plain.py").write_text("mine = 1\n")
    answers: list[bool] = []

    refused = SDK.migrate_package(
        repository, tmp_path / "out", MigrationOptions(on_file_complete=lambda _, done: answers.append(done))
    )

    assert (refused.success, refused.files_succeeded, refused.files_failed) == (False, 0, 2)
    assert refused.errors[0]["error"] == "StoreError"
    assert answers == [False, False]
    assert (tmp_path / "out" / "plain.py").read_text() == "mine = 1\n"


def test_with_force_what_the_target_loses_is_backed_up(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "plain.py").write_text("mine = 1\n")

    result = SDK.migrate_package(repository, tmp_path / "out", MigrationOptions(force=True))

    kept = Path(result.metadata["backup_dir"], result.metadata["target_backup_id"], "files", "plain.py")
    assert result.success
    assert kept.read_text() == "mine = 1\n"


@pytest.mark.parametrize("target", ["out", None])
def test_a_backup_of_the_source_is_taken_when_asked_for(target: str | None, repository: Path, tmp_path: Path) -> None:
    place = tmp_path / target if target else None

    result = SDK.migrate_package(repository, place)

    kept = Path(result.metadata["backup_dir"], result.metadata["backup_id"], "files")
    assert _files(kept) == {"g2l.toml": b"", "jobs/orders.py": JOB.encode()} | {
        name: (repository / name).read_bytes() for name in ("plain.py", "view.sql")
    }


def test_no_backup_is_taken_when_none_is_asked_for(repository: Path, tmp_path: Path) -> None:
    result = SDK.migrate_package(repository, tmp_path / "out", MigrationOptions(backup=False))

    assert "backup_id" not in result.metadata
    assert not (repository / ".g2l").exists()


def test_a_target_inside_the_sources_is_refused_before_anything_is_done(repository: Path) -> None:
    started: list[str] = []

    result = SDK.migrate_package(repository, repository / "out", MigrationOptions(on_file_start=started.append))

    assert (result.success, result.files_processed, started) == (False, 0, [])
    assert "lies inside the sources" in result.errors[0]["message"]


def test_a_source_that_is_not_there_is_told_in_the_result(tmp_path: Path) -> None:
    result = SDK.migrate_file(tmp_path / "nowhere.py", tmp_path / "out.py")

    assert not result.success
    assert result.errors[0]["error"] == "ConfigurationError"


def test_the_configuration_names_the_catalog_when_the_options_do_not(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('catalog = "lakehouse"\n')

    result = Glue2DatabricksSDK(tmp_path / "settings.toml").migrate_file(
        repository / "jobs" / "orders.py", options=MigrationOptions(dry_run=True, catalog_name=None)
    )

    assert "lakehouse.sales.orders" in result.diff


@pytest.mark.parametrize(
    ("written", "options", "catalog"),
    [
        ("", MigrationOptions(), "production"),
        ('catalog = "lakehouse"\n', MigrationOptions(), "lakehouse"),
        ('catalog = "lakehouse"\n', replace(MigrationOptions(), force=True), "lakehouse"),
        ('catalog = "lakehouse"\n', copy.deepcopy(MigrationOptions()), "lakehouse"),
        ('catalog = "lakehouse"\n', MigrationOptions(catalog_name="production"), "production"),
        ("", MigrationOptions(catalog_name=None), "main"),
    ],
)
def test_a_catalog_that_nobody_asked_for_gives_way_to_the_configuration(
    written: str, options: MigrationOptions, catalog: str, repository: Path, tmp_path: Path
) -> None:
    (repository / "g2l.toml").write_text(written)

    result = SDK.migrate_package(repository, tmp_path / "out", options)

    assert f'spark.table("{catalog}.sales.orders")' in (tmp_path / "out" / "jobs" / "orders.py").read_text()
    assert result.success
    assert MigrationOptions().catalog_name == "production"


def test_a_result_is_json(repository: Path, tmp_path: Path) -> None:
    (repository / "jobs" / "purge.py").write_text(REFUSED)

    result = SDK.migrate_package(repository, tmp_path / "out")
    values = json.loads(json.dumps(result.to_dict()))

    assert values["success"] is False
    assert values["start_time"] <= values["end_time"]
    assert values["duration"] == result.duration > 0


def test_verbose_names_each_file(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    SDK.migrate_package(repository, options=MigrationOptions(verbose=True, dry_run=True))

    assert capsys.readouterr().err == "jobs/orders.py: migrated\nplain.py: unchanged\n"


def _files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and ".git" not in path.parts
    }
