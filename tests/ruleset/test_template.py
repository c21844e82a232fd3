"""Templates: what stands around a hole decides what its filling looks like."""

from __future__ import annotations

import ast

import pytest

from g2l_tui.ruleset.binds import Binds, ast_binds
from g2l_tui.ruleset.template import Filling, Text, parse_template


def expression(code: str) -> Text:
    return Text(code, ast_binds(ast.parse(code, mode="eval").body))


def filled(template: str, **fillings: str | tuple[str, ...]) -> str:
    texts: dict[str, Filling] = {
        name: expression(code) if isinstance(code, str) else tuple(Text(each) for each in code)
        for name, code in fillings.items()
    }
    return parse_template(template).fill(texts).code


LOOSE = ("a or b", "not a", "lambda: a", "a if b else c", "a < b", "a + b", "-a", "1", "-1", "1.5", "await_", "a ** b")


@pytest.mark.parametrize("code", LOOSE)
@pytest.mark.parametrize(
    "template",
    ["$x.m()", "$x[0]", "$x(1)", "$x + 1", "1 - $x", "~$x", "-$x", "not $x", "$x == 1", "1 < $x", "$x and y"],
)
def test_a_filling_never_falls_apart(template: str, code: str) -> None:
    result = filled(template, x=code)

    expected = ast.parse(template.replace("$x", f"({code})"), mode="eval")
    assert ast.dump(ast.parse(result, mode="eval")) == ast.dump(expected)


@pytest.mark.parametrize("code", ["x", "f(x)", "x.y", "x[0]", "[1]", "'s'", "f'{x}'", "True"])
def test_what_holds_together_gets_no_parentheses(code: str) -> None:
    assert filled("$x.m()", x=code) == f"{code}.m()"


@pytest.mark.parametrize("code", ["a or b", "lambda: a", "a if b else c", "-1"])
@pytest.mark.parametrize("template", ["f($x)", "f(y=$x)", "[$x]", "{k: $x}", "f($x, 1)"])
def test_an_argument_needs_no_parentheses(template: str, code: str) -> None:
    assert filled(template, x=code) == template.replace("$x", code)


@pytest.mark.parametrize("code", ["1, 2", "y := 1"])
def test_a_tuple_or_a_walrus_does_not_become_two_arguments(code: str) -> None:
    tree = ast.parse(f"({code})", mode="eval").body
    text = Text(code, ast_binds(tree))

    assert parse_template("f($x)").fill({"x": text}).code == f"f(({code}))"


@pytest.mark.parametrize("template", ["$x if c else d", "d if $x else c", "lambda: $x", "[e for e in $x]", "f(*$x)"])
@pytest.mark.parametrize("code", ["a if b else c", "lambda: a", "a or b"])
def test_a_filling_inside_an_odd_place_keeps_its_meaning(template: str, code: str) -> None:
    result = filled(template.replace("*$x", "*[$x]"), x=code)

    expected = ast.parse(template.replace("*$x", "*[$x]").replace("$x", f"({code})"), mode="eval")
    assert ast.dump(ast.parse(result, mode="eval")) == ast.dump(expected)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [(("a", "b"), "x.select(a, b)"), (("a",), "x.select(a)"), ((), "x.select()")],
)
def test_a_splice_becomes_arguments(columns: tuple[str, ...], expected: str) -> None:
    assert filled("$self.select($*columns)", self="x", columns=columns) == expected


@pytest.mark.parametrize(
    ("template", "expected"),
    [("f($*a, 1)", "f(1)"), ("f(1, $*a)", "f(1)"), ("f(1, $*a, 2)", "f(1, 2)"), ("f($*a)", "f()")],
)
def test_an_empty_splice_leaves_no_comma(template: str, expected: str) -> None:
    assert filled(template, a=()) == expected


def test_an_expression_may_be_spliced() -> None:
    assert filled("f($*a)", a="keys or []") == "f(*(keys or []))"


def test_a_chain_is_put_behind_its_receiver() -> None:
    template = parse_template("$self.read.$calls.load()")

    text = template.fill({"self": Text("spark"), "calls": Text('.format("csv").option("a", 1)')})

    assert text.code == 'spark.read.format("csv").option("a", 1).load()'


def test_an_empty_chain_leaves_no_dot() -> None:
    template = parse_template("$self.table($t).$more")

    assert template.fill({"self": Text("s"), "t": Text('"x"'), "more": Text("")}).code == 's.table("x")'


def test_a_hole_may_be_mentioned_more_than_once_each_in_its_own_place() -> None:
    assert filled("f($x, $x.y, $x + 1)", x="a or b") == "f(a or b, (a or b).y, (a or b) + 1)"


def test_a_hole_alone_is_its_filling_and_binds_as_it_does() -> None:
    text = parse_template("$self").fill({"self": Text("a or b", Binds.BOOLEAN)})

    assert (text.code, text.binds) == ("a or b", Binds.BOOLEAN)


def test_a_filled_template_binds_as_its_outermost_part() -> None:
    assert parse_template("$a == $b").fill({"a": Text("x"), "b": Text("y")}).binds is Binds.COMPARISON
    assert parse_template("$a.m()").fill({"a": Text("x")}).binds is Binds.ATOM


@pytest.mark.parametrize(
    ("source", "opening"),
    [("$self.table($t)", "self"), ("$self.$calls", "self"), ("f($self)", None), ("$self", None), ("$a + $b", None)],
)
def test_the_opening_is_the_receiver_a_template_begins_with(source: str, opening: str | None) -> None:
    assert parse_template(source).opening == opening


def test_holes_and_names_are_known() -> None:
    template = parse_template("F.when($a, g(keyword=$b)).attribute")

    assert template.holes == {"a", "b"}
    assert template.names == {"F", "g"}


def test_a_hole_without_a_filling_is_an_error_of_the_caller() -> None:
    with pytest.raises(KeyError):
        parse_template("f($x)").fill({})


@pytest.mark.parametrize("source", ["", "f(", "x = 1", "import os", "f($1)", "$", "a b", "f()\ng()"])
def test_what_is_no_expression_is_told(source: str) -> None:
    with pytest.raises(ValueError, match="is not a Python expression"):
        parse_template(source)


@pytest.mark.parametrize(
    "source",
    ["f(" * 3000 + ")" * 3000, "-" * 20_000 + "$x", "$x" + ".y()" * 20_000, " and ".join(["x"] * 20_000),
     "(" * 900 + "x" + ")" * 900],
    ids=["calls", "signs", "chain", "operands", "parentheses"],
)  # fmt: skip
def test_a_template_that_would_end_the_process_is_told(source: str) -> None:
    with pytest.raises(ValueError, match=r"longer than 2,000 characters|is not a Python expression"):
        parse_template(source)


@pytest.mark.parametrize("source", ["-" * 90 + "$x", "f(" * 90 + ")" * 90, "$x" + ".y()" * 45, "x and " * 300 + "$x"])
def test_a_template_that_nests_less_deeply_is_fine(source: str) -> None:
    template = parse_template(source)

    assert template.fill({"x": Text("y")}).code == source.replace("$x", "y")


@pytest.mark.parametrize("source", ["'$x'", 'f("a $x b")', "f'$x'"])
def test_a_hole_inside_a_text_is_told(source: str) -> None:
    with pytest.raises(ValueError, match="inside a text"):
        parse_template(source)


@pytest.mark.parametrize("name", ["x_", "_x", "x__", "format_", "a__b", "X1"])
def test_a_hole_may_have_any_name(name: str) -> None:
    template = parse_template(f"${name}.f(${name})")

    assert template.holes == {name}
    assert template.fill({name: Text("y")}).code == "y.f(y)"


@pytest.mark.parametrize("code", [*LOOSE, "x < y < z", "a @ b", "not a or b", "1, 2"])
def test_an_expression_in_parentheses_holds_together(code: str) -> None:
    assert parse_template(f"({code})").binds is Binds.ATOM
    assert parse_template(f"({code}).m() + ({code})").binds is Binds.ARITHMETIC


def test_each_mention_has_its_own_place_also_where_python_keeps_another_order() -> None:
    assert filled("$x if $x.y else $x + 1", x="a or b") == "a or b if (a or b).y else (a or b) + 1"
