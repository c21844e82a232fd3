"""What holds for all shipped rules together."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import jsonschema
import pytest
import tomli

from g2l_tui.engine.codes import CODES
from g2l_tui.engine.examples import migrate_example
from g2l_tui.engine.transforms import TRANSFORMS
from g2l_tui.model.change import Fidelity
from g2l_tui.paths import PACKAGE, builtin_rules
from g2l_tui.ruleset.json_schema import rule_file_schema
from g2l_tui.ruleset.load import load_rules
from g2l_tui.ruleset.rule import Rule

FOLDER = builtin_rules()
FILES = [pytest.param(path, id=path.relative_to(FOLDER).as_posix()) for path in sorted(FOLDER.rglob("*.toml"))]
RULESET, PROBLEMS = load_rules([FOLDER], frozenset(TRANSFORMS))
RULES = [pytest.param(rule, id=rule.id) for rule in RULESET.rules]
SPEAKERS = [path for part in ("engine", "validators") for path in sorted((PACKAGE / part).rglob("*.py"))]
AGAIN = 'python -c "from g2l_tui.ruleset.json_schema import rule_file_schema as s; print(s(), end=str())"'
WITHOUT_USE = frozenset({"job-init"})

_CODE = re.compile(r"\bG2L\d{3}\b")
_KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def test_every_rule_loads_and_calls_transforms_that_exist() -> None:
    assert PROBLEMS == ()


def test_no_id_is_used_twice() -> None:
    counted = Counter(rule.id for rule in RULESET.rules)

    assert [name for name, times in counted.items() if times > 1] == []


def test_no_callee_has_two_rules() -> None:
    counted = Counter(
        (callee.name, callee.is_call) for rule in RULESET.rules if not rule.gather for callee in rule.callees
    )

    assert [name for name, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("rule", RULES)
def test_an_id_is_in_kebab_case(rule: Rule) -> None:
    assert _KEBAB.fullmatch(rule.id)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_says_what_and_why(rule: Rule) -> None:
    assert rule.summary.strip().endswith(".")
    assert rule.why.strip()
    assert rule.examples


@pytest.mark.parametrize("rule", RULES)
def test_some_example_of_a_rule_uses_it_or_shows_its_refusal(rule: Rule, request: pytest.FixtureRequest) -> None:
    if rule.id in WITHOUT_USE:
        request.applymarker(pytest.mark.xfail(strict=True, reason="its only example is one where it does not apply"))

    migrations = [migrate_example(example, RULESET) for example in rule.examples]

    used = {name for migration in migrations for change in migration.changes for name in change.rules}
    spoken = {finding.rule for migration in migrations for finding in migration.findings}
    called = {row.call for migration in migrations for row in migration.ledger}
    assert rule.id in used | spoken or called & {callee.name for callee in rule.callees}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_that_is_not_safe_shows_its_finding(rule: Rule) -> None:
    fidelities = {rule.fidelity, *(case.fidelity for case in rule.cases)}
    needs_finding = bool(fidelities & {Fidelity.APPROXIMATE, Fidelity.MANUAL})

    assert not needs_finding or any(example.finding for example in rule.examples)


@pytest.mark.parametrize("rule", RULES)
def test_a_case_that_is_not_exact_says_under_which_assumption(rule: Rule) -> None:
    silent = [case.template.source for case in rule.cases if case.fidelity is not Fidelity.EXACT and not case.assumes]

    assert silent == []


@pytest.mark.parametrize("path", SPEAKERS, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_code_that_the_program_uses_is_explained(path: Path) -> None:
    used = set(_CODE.findall(path.read_text(encoding="utf-8")))

    assert used <= CODES.keys()


@pytest.mark.parametrize("rule", RULES)
def test_the_code_of_a_rule_is_explained(rule: Rule) -> None:
    assert not rule.code or rule.code in CODES


@pytest.mark.parametrize("code", CODES)
def test_every_explained_code_is_used_and_says_what_to_do(code: str) -> None:
    sources = [path for path in PACKAGE.rglob("*.py") if path.name != "codes.py"] + list(FOLDER.rglob("*.toml"))

    assert any(code in path.read_text(encoding="utf-8") for path in sources)
    assert CODES[code].title
    assert CODES[code].hint


def test_the_schema_is_fresh() -> None:
    written = (FOLDER / "schema.json").read_text(encoding="utf-8")

    assert written == rule_file_schema(), f"the shape of rules has changed: {AGAIN} > rules/schema.json"


@pytest.mark.parametrize("path", FILES)
def test_a_rule_file_fits_the_schema_and_names_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    schema = json.loads(rule_file_schema())

    jsonschema.validate(tomli.loads(text), schema)
    assert text.startswith("#:schema ../schema.json\n")


@pytest.mark.parametrize(
    "broken",
    [{"rules": []}, {"rule": [{"id": "x"}]}, {"rule": {}}, {"drop": {"a": 1}}],
    ids=["unknown key", "missing keys", "no list", "wrong type"],
)
def test_the_schema_refuses_what_the_loader_refuses(broken: dict[str, object]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, json.loads(rule_file_schema()))
