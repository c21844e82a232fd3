"""What programs read keeps to a schema that is shipped: one row for each verb that prints JSON, and each file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest
import tomli

from g2l_tui import AuditLogger, Workspace
from g2l_tui.cli import commands
from g2l_tui.model.change import Decision
from g2l_tui.paths import PACKAGE, schema
from tests.cli.conftest import BROKEN, JOB, run
from tests.test_config import EVERYTHING

REFUSED = 'glueContext.purge_table("sales", "orders")\n'
PLUGIN = """\
from g2l_tui import ValidatorPlugin


class Owner(ValidatorPlugin):
    name = "owner"

    def validate(self, source_path, metadata):
        return False, ["names no owner"]
"""

VERBS = {
    ("migrate",): ("migrate", ["migrate", ".", "--plugin", "../owner.py"]),
    ("check",): ("migrate", ["check", "--baseline", "../glue.json"]),
    ("analyze",): ("analyze", ["analyze"]),
    ("changes",): ("changes", ["changes"]),
    ("history",): ("history", ["history"]),
    ("audit",): ("audit", ["audit"]),
    ("report",): ("report", ["report"]),
    ("prove",): ("prove", ["prove", "."]),
    ("rules", "list"): ("rules", ["rules", "list"]),
    ("plugins",): ("plugins", ["plugins", "--plugin", "../owner.py", "--plugin", "../broken.py"]),
    ("config", "show"): ("config-show", ["config", "show"]),
}
"""Each verb that prints JSON: its schema, and words that let it have much to say."""

FILES: dict[str, Callable[[Path], Any]] = {
    "decisions": lambda root: json.loads(run("decisions", "export", str(root)).stdout),
    "baseline": lambda root: json.loads((root.parent / "glue.json").read_text()),
    "config": lambda _root: tomli.loads(EVERYTHING),
}
"""Each file that people keep: its schema, and one of it."""

ALL = sorted(path.name.removesuffix(".schema.json") for path in (PACKAGE / "schemas").iterdir())


@pytest.fixture
def busy(root: Path) -> Path:
    """A repository in which everything has happened."""
    (root / "broken.py").write_text(BROKEN)
    (root / "jobs" / "purge.py").write_text(JOB + REFUSED)
    (root.parent / "owner.py").write_text(PLUGIN)
    (root.parent / "broken.py").write_text("raise RuntimeError('no')\n")
    run("check", "plain.py", "--baseline", "../glue.json", "--update-baseline")
    workspace = Workspace.open(root)
    first, second = workspace.migrate("jobs/orders.py").changes[:2]
    workspace.decide({"jobs/orders.py": {first.id: Decision.ACCEPTED, second.id: Decision.REJECTED}}, note="a look")
    AuditLogger(root).log_event("team_migration", {"team": "parcels", "count": 3})
    run("migrate", "jobs/orders.py", "--changed")
    run("undo")
    run("redo")
    return root


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_a_verb_prints_what_its_schema_says(verb: tuple[str, ...], busy: Path) -> None:
    name, words = VERBS[verb]

    values = json.loads(run(*words, "--format", "json").stdout)

    jsonschema.validate(values, _schema(name))
    assert values["schema"] == 1
    assert any(values[key] for key in values.keys() - {"schema", "root"})


def test_no_verb_that_prints_json_is_left_out() -> None:
    assert set(_verbs_with_json(commands)) == set(VERBS)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_people_keep_is_what_its_schema_says(name: str, busy: Path) -> None:
    jsonschema.validate(FILES[name](busy), _schema(name))


@pytest.mark.parametrize("name", ALL)
def test_a_schema_is_one_and_says_which_keys_there_are(name: str) -> None:
    described = _schema(name)

    jsonschema.Draft202012Validator.check_schema(described)
    assert [node for node in _objects(described) if "properties" in node and "additionalProperties" not in node] == []
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"schema": 2, "unknown": 1}, described)


def test_every_schema_is_of_a_verb_or_a_file() -> None:
    assert set(ALL) == {name for name, _ in VERBS.values()} | FILES.keys()


def _schema(name: str) -> Any:
    return json.loads(schema(name).read_text(encoding="utf-8"))


def _verbs_with_json(group: click.Group, *above: str) -> Iterator[tuple[str, ...]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        verb = group.get_command(context, name)
        assert verb
        if isinstance(verb, click.Group):
            yield from _verbs_with_json(verb, *above, name)
            continue
        for each in verb.params:
            if isinstance(each.type, click.Choice) and "json" in each.type.choices:
                yield (*above, name)


def _objects(node: Any) -> Iterator[dict[str, Any]]:
    children: list[Any] = []
    if isinstance(node, dict):
        if node.get("type") == "object":
            yield node
        children = list(node.values())
    elif isinstance(node, list):
        children = node
    for child in children:
        yield from _objects(child)
