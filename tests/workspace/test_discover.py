from __future__ import annotations

from pathlib import Path

import pytest

from g2l_tui.workspace.discover import workspace_root


@pytest.fixture
def job(tmp_path: Path) -> Path:
    folder = tmp_path / "repository" / "jobs" / "daily"
    folder.mkdir(parents=True)
    (folder / "orders.py").write_text("")
    return folder / "orders.py"


@pytest.mark.parametrize("mark", [".g2l/", "g2l.toml", ".git/", ".git", "pyproject.toml"])
def test_the_nearest_folder_with_a_mark_is_the_workspace(mark: str, job: Path, tmp_path: Path) -> None:
    _mark(tmp_path, ".git/")
    _mark(tmp_path / "repository", mark)

    assert workspace_root(job) == tmp_path / "repository"


def test_a_folder_with_a_mark_is_its_own_workspace(job: Path) -> None:
    _mark(job.parent, "g2l.toml")

    assert workspace_root(job.parent) == job.parent


def test_a_project_file_of_another_tool_is_no_mark(job: Path, tmp_path: Path) -> None:
    _mark(tmp_path, "g2l.toml")
    (job.parent / "pyproject.toml").write_text("[tool.ruff]\n")

    assert workspace_root(job) == tmp_path


@pytest.mark.parametrize("text", ["not toml", "tool = 3", "[tool]\ng2l = 3"])
def test_an_odd_project_file_is_no_mark(text: str, job: Path, tmp_path: Path) -> None:
    _mark(tmp_path, "g2l.toml")
    (job.parent / "pyproject.toml").write_text(text)

    assert workspace_root(job) == tmp_path


def test_without_a_mark_the_current_directory_holds_the_path(
    job: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path / "repository")

    assert workspace_root(job) == tmp_path / "repository"


def test_elsewhere_and_without_a_mark_the_folder_itself_is_the_workspace(
    job: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))

    assert workspace_root(job) == job.parent
    assert workspace_root(job.parent.parent) == job.parent.parent


def test_links_are_resolved(job: Path, tmp_path: Path) -> None:
    _mark(tmp_path / "repository", "g2l.toml")
    (tmp_path / "link").symlink_to(tmp_path / "repository")

    assert workspace_root(tmp_path / "link" / "jobs") == tmp_path / "repository"


def _mark(folder: Path, name: str) -> None:
    if name.endswith("/"):
        (folder / name).mkdir()
    else:
        (folder / name).write_text("[tool.g2l]\n" if name == "pyproject.toml" else "")
