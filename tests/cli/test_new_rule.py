from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import run


def test_a_new_rule_is_there_to_be_edited_and_works(root: Path) -> None:
    result = run("rules", "new", "partitioned")

    path = root / ".g2l" / "rules" / "partitioned.toml"
    assert result.stdout.splitlines()[0] == str(path)
    assert 'id       = "partitioned"' in path.read_text()
    assert run("rules", "test", "partitioned").stdout == "1 example of 1 rule: all passed.\n"


@pytest.mark.parametrize(
    ("name", "said"),
    [("Not An Id", "no id"), ("../evil", "no id"), ("to-df", "is a rule to-df already")],
)
def test_an_id_that_cannot_be_is_refused(name: str, said: str, root: Path) -> None:
    result = run("rules", "new", name)

    assert result.exit_code == 2
    assert said in result.stderr
    assert not (root / ".g2l").exists()


def test_a_file_that_is_there_is_not_overwritten(root: Path) -> None:
    (root / ".g2l" / "rules").mkdir(parents=True)
    (root / ".g2l" / "rules" / "mine.toml").write_text("# empty\n")

    result = run("rules", "new", "mine")

    assert result.exit_code == 2
    assert (root / ".g2l" / "rules" / "mine.toml").read_text() == "# empty\n"
