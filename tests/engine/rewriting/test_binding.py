"""The arguments of a call are bound as Python would bind them; none gets lost."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

import pytest

from g2l_tui.engine.rewriting.binding import Argument, bind
from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.model.ledger import Outcome
from g2l_tui.model.migration import Migration
from g2l_tui.ruleset.callee import parse_callee
from g2l_tui.ruleset.template import Text

Becomes = Callable[[str], str]
Migrate = Callable[[str], Migration]


def render(node: ast.expr) -> Text:
    return Text(ast.unparse(node))


def bound(call: str, signature: str) -> dict[str, list[str]]:
    node = ast.parse(call, mode="eval").body
    assert isinstance(node, ast.Call)
    given = bind(node, parse_callee(signature), render, unfolded)
    return {name: [each.text.code for each in arguments] for name, arguments in given.items()}


def unfolded(node: ast.expr) -> dict[str, Argument] | None:
    if not isinstance(node, ast.Dict):
        return None
    pairs = zip(node.keys, node.values, strict=True)
    named = {key.value: value for key, value in pairs if isinstance(key, ast.Constant) and isinstance(key.value, str)}
    return {key: Argument(key, value, render(value)) for key, value in named.items()}


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("m(1)", {"a": ["1"]}),
        ("m(1, 2)", {"a": ["1"], "b": ["2"]}),
        ("m(b=2, a=1)", {"b": ["2"], "a": ["1"]}),
        ("m(1, c=3)", {"a": ["1"], "c": ["3"]}),
        ("m(**{'a': 1, 'b': 2})", {"a": ["1"], "b": ["2"]}),
    ],
)
def test_arguments_find_their_parameters(call: str, expected: dict[str, list[str]]) -> None:
    assert bound(call, "C.m(self, a, b=0, *, c=None)") == expected


def test_collecting_parameters_collect() -> None:
    given = bound("m(1, 2, 3, x=4, y=5)", "C.m(self, a, *rest, **more)")

    assert given == {"a": ["1"], "rest": ["2", "3"], "more": ["4", "5"]}


@pytest.mark.parametrize(
    ("call", "code", "reason"),
    [
        ("m()", "G2L103", "needs `a`"),
        ("m(1, 2, 3)", "G2L103", "takes 2 positional"),
        ("m(1, a=1)", "G2L103", "`a` twice"),
        ("m(1, z=1)", "G2L105", "the option `z` of C.m has no counterpart"),
        ("m(*xs)", "G2L104", "any number of arguments"),
        ("m(1, **options)", "G2L104", "any keyword"),
        ("m(1, **{'a': 2})", "G2L103", "`a` twice"),
        ("m(1, 2, **{'b': 2})", "G2L103", "`b` twice"),
    ],
)
def test_a_call_that_does_not_fit_says_why(call: str, code: str, reason: str) -> None:
    with pytest.raises(CannotRewriteError) as refused:
        bound(call, "C.m(self, a, b=0, *, c=None)")

    assert refused.value.code == code
    assert reason in refused.value.reason


def test_a_keyword_that_glue_does_not_know_either_is_told_as_such() -> None:
    with pytest.raises(CannotRewriteError, match=r"C\.m does not accept `z`"):
        bound("m(1, z=1)", "C.m(self, a)")


@pytest.mark.parametrize(("given", "is_default"), [("0", True), ("1", False), ("False", False), ("'0'", False)])
def test_an_argument_that_repeats_the_default_is_known_as_such(given: str, is_default: bool) -> None:  # noqa: FBT001
    node = ast.parse(f"m(1, {given})", mode="eval").body
    assert isinstance(node, ast.Call)

    arguments = bind(node, parse_callee("C.m(self, a, b=0)"), render, unfolded)

    assert arguments["b"][0].default is is_default


KEYWORDS = "gc.create_dynamic_frame.from_catalog"


@pytest.mark.parametrize(
    "call",
    [
        f'{KEYWORDS}("r", "t")',
        f'{KEYWORDS}(database="r", table_name="t")',
        f'{KEYWORDS}(table_name="t", database="r")',
        f'{KEYWORDS}("r", table_name="t")',
        f'{KEYWORDS}(name_space="r", table_name="t")',
        f'{KEYWORDS}("r", "t", "", "ctx")',
        f'{KEYWORDS}("r", "t", additional_options={{}})',
        f'{KEYWORDS}("r", "t", catalog_id=None)',
        f'{KEYWORDS}(**{{"database": "r", "table_name": "t"}})',
    ],
)
def test_ways_to_say_the_same_become_the_same(becomes: Becomes, call: str) -> None:
    assert becomes(f"x = {call}\n") == 'x = spark.table("main.r.t")\n'


@pytest.mark.parametrize(
    "call",
    [
        f'{KEYWORDS}("r")',
        f"{KEYWORDS}(*names)",
        f"{KEYWORDS}(**options)",
        f'{KEYWORDS}("r", "t", nonsense=1)',
        f'{KEYWORDS}("r", "t", database="r")',
        f'{KEYWORDS}("r", "t", catalog_id="1")',
        f'{KEYWORDS}("r", "t", additional_options={{"useCatalogSchema": True}})',
        f'{KEYWORDS}("r", "t", additional_options=options)',
    ],
)
def test_what_does_not_fit_stays_with_every_argument_in_the_ledger(behind: Migrate, call: str) -> None:
    migration = behind(f"x = {call}\n")

    assert f"x = {call}\n" in migration.result.decode()
    node = ast.parse(call, mode="eval").body
    assert isinstance(node, ast.Call)
    rows = [row for row in migration.ledger if row.line == 7]
    assert {row.outcome for row in rows} == {Outcome.REFUSED}
    assert len(rows) == len(node.args) + len(node.keywords)


def test_a_dictionary_assigned_once_is_unfolded(becomes: Becomes) -> None:
    code = 'where = {"database": "r", "table_name": "t"}\nx = gc.create_dynamic_frame.from_catalog(**where)\n'

    assert becomes(code).splitlines()[-1].startswith("x = spark.table(")


def test_a_dictionary_that_changes_is_not_unfolded(becomes: Becomes) -> None:
    code = 'where = {"database": "r"}\nwhere["table_name"] = t\nx = gc.create_dynamic_frame.from_catalog(**where)\n'

    assert "from_catalog(**where)" in becomes(code)


@pytest.mark.parametrize(
    "change",
    ["where |= more", "where.update(more)", "del where['database']", "for where['database'] in names: pass",
     "change(where)", "alias = where; alias['database'] = 'q'", "(where.update(more))"],
)  # fmt: skip
def test_a_dictionary_that_may_have_changed_is_not_unfolded(becomes: Becomes, change: str) -> None:
    code = 'where = {"database": "r", "table_name": "t"}\n' + change
    code += "\nx = gc.create_dynamic_frame.from_catalog(**where)\n"

    assert '"main.r.t"' not in becomes(code)


@pytest.mark.parametrize(
    "call",
    ['Join.apply(frame, (other := frame.drop_fields(["z"])), ["a"], ["b"])',
     "SelectFields.apply(frame, (names := get()))",
     'gc.write_dynamic_frame.from_options(frame, "s3", (options := get()), "json")'],
)  # fmt: skip
def test_an_argument_that_names_its_value_goes_on_naming_it(becomes: Callable[[str], str], call: str) -> None:
    assert re.search(r"_\w+ = \(\w+ := .*\)\n", becomes(f"x = {call}\n" if "write" not in call else f"{call}\n"))


def test_the_argument_is_named_that_stands_in_the_way(migrated: Migrate) -> None:
    migration = migrated(
        "from awsglue.context import GlueContext\ngc = GlueContext()\n"
        'gc.create_dynamic_frame.from_catalog("shop", "carts", push_down_predicate="day > 1", catalog_id="12")\n'
    )

    assert [finding.message for finding in migration.findings][:1] == ["No counterpart for `catalog_id`"]
