from __future__ import annotations

from pathlib import Path

from g2l_tui import Glue2DatabricksSDK
from tests.sdk.conftest import JOB, REFUSED

SDK = Glue2DatabricksSDK()


def test_a_source_that_can_be_migrated_is_valid(repository: Path, tmp_path: Path) -> None:
    assert SDK.validate(repository, tmp_path / "out") == {"valid": True, "errors": [], "warnings": []}
    assert not (tmp_path / "out").exists()


def test_what_would_be_refused_is_an_error_with_its_place(repository: Path) -> None:
    (repository / "jobs" / "purge.py").write_text(REFUSED)

    found = SDK.validate(repository)

    assert not found["valid"]
    details = found["errors"][0]["details"]
    assert (details["path"], details["line"], details["severity"]) == ("jobs/purge.py", 5, "error")
    assert details["hint"]


def test_a_source_that_does_not_parse_is_an_error(repository: Path) -> None:
    (repository / "broken.py").write_text("import awsglue\nprint 'two'\n")

    assert [error["error"] for error in SDK.validate(repository)["errors"]] == ["ParseError"]


def test_jobs_in_other_languages_are_warnings(repository: Path) -> None:
    (repository / "jobs" / "old.scala").write_text("object Job {}\n")
    (repository / "look.ipynb").write_text("{}")

    found = SDK.validate(repository)

    assert [warning["details"]["path"] for warning in found["warnings"]] == ["jobs/old.scala", "look.ipynb"]
    assert found["valid"]


def test_a_credential_in_the_source_is_an_error(repository: Path) -> None:
    options = '{"url": "jdbc:postgresql://host:5432", "user": "u", "password": "hunter2", "dbtable": "t"}'
    read = f"glueContext.create_dynamic_frame.from_options('postgresql', {options}).toDF().show()\n"
    (repository / "jobs" / "jdbc.py").write_text(JOB + read)

    errors = SDK.validate(repository)["errors"]

    assert "G2L142" in {error["details"]["code"] for error in errors}
    assert "hunter2" not in str(errors)


def test_a_target_that_cannot_be_is_an_error(repository: Path) -> None:
    assert "is no folder" in SDK.validate(repository / "jobs", repository / "plain.py")["errors"][0]["message"]
    assert "inside the sources" in SDK.validate(repository, repository / "out")["errors"][0]["message"]


def test_a_mistake_in_the_configuration_is_an_error(repository: Path) -> None:
    (repository / "g2l.toml").write_text("catalogue = 'x'\n")

    (error,) = SDK.validate(repository)["errors"]

    assert error["error"] == "ConfigurationError"
    assert error["details"]["nearest"] == "catalog"


def test_a_folder_without_python_has_nothing_to_migrate(tmp_path: Path) -> None:
    assert "no Python file" in SDK.validate(tmp_path)["errors"][0]["message"]
