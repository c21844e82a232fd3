"""Whatever argument Glue takes is added to a call: it is accounted for, and in the new code unless it says why not."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import tomli

from g2l_tui.config import Settings
from g2l_tui.engine.kinds.callables import is_glue_callee
from g2l_tui.engine.kinds.infer import infer
from g2l_tui.engine.migrate import migrate
from g2l_tui.engine.project import survey
from g2l_tui.engine.text.module import Module, parse_module
from g2l_tui.model.ledger import Outcome
from g2l_tui.model.source import Source
from g2l_tui.paths import builtin_rules
from g2l_tui.ruleset.load import load_rules

RULESET, _ = load_rules([builtin_rules()])
GLUE = tomli.loads(Path(__file__).with_name("signatures.toml").read_text(encoding="utf-8"))
EXAMPLES = {
    f"{rule.id}: {example.name or number}": example.before
    for rule in RULESET.rules
    for number, example in enumerate(rule.examples, 1)
}
ADDED = "an_added_value"
THE_CONTEXT = "sparkContext"
"""What a GlueContext is made of: the session that takes its place has one of its own."""


def parameters(callee: str) -> list[ast.arg]:
    """What Glue's own definition takes by name, without `self`."""
    signature = GLUE.get(callee, {}).get("signature")
    if signature is None:
        return []
    arguments = ast.parse(f"def f{signature}: ...").body[0].args  # type: ignore[attr-defined]
    return [each for each in (*arguments.args, *arguments.kwonlyargs) if each.arg not in ("self", "cls")]


def mutants(module: Module) -> Iterator[tuple[int, str, bytes]]:
    """Yield for each call and each argument that it is not given: its line, the argument, and the text with it."""
    facts, _ = infer(module, RULESET, survey([Source(module.path, module.code)], RULESET).knowledge)
    for call, callee in facts.callees.items():
        if (
            not is_glue_callee(callee)
            or any(isinstance(each, ast.Starred) for each in call.args)
            or None in {each.arg for each in call.keywords}
        ):
            continue
        given = {each.arg for each in call.keywords}
        at = module.end(call) - 1
        before = module.code[:at].rstrip()
        comma = b"" if before.endswith((b"(", b",")) else b", "
        for parameter in parameters(callee)[len(call.args) :]:
            if parameter.arg not in given:
                text = f"{parameter.arg}={ADDED}".encode()
                yield call.lineno, parameter.arg, before + comma + text + module.code[at:]


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_argument_that_is_added_is_not_lost(name: str) -> None:
    module = parse_module(Source("job.py", EXAMPLES[name].encode()))

    for line, argument, code in mutants(module):
        source = Source("job.py", code)
        migration = migrate(source, RULESET, Settings(), survey([source], RULESET))

        rows = [row for row in migration.ledger if row.line == line and row.argument == argument]
        assert rows, (argument, code.decode())
        assert all(row.reason for row in rows if row.outcome is not Outcome.TRANSLATED), rows
        is_elsewhere = argument == THE_CONTEXT or all(row.outcome is Outcome.DROPPED for row in rows)
        assert is_elsewhere or ADDED.encode() in migration.result, (rows, code.decode(), migration.result.decode())
