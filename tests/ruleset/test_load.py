"""Folders of rules on disk: what is good is loaded, what is not is told, whatever it is."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from g2l_tui.ruleset.load import LARGEST, MOST, load_rules
from g2l_tui.ruleset.ruleset import RuleSet

Folder = Callable[..., Path]
Text = Callable[..., str]


def test_a_rule_is_found_by_what_it_matches(folder: Folder, rule: Text) -> None:
    ruleset, problems = load_rules([folder({"deep/down/one.toml": rule()})])

    assert problems == ()
    found = ruleset.for_call("DynamicFrame.m")
    assert found is ruleset.by_id("one")
    assert found is not None
    assert found.origin == Path("deep/down/one.toml")


def test_a_folder_that_does_not_exist_has_no_rules(tmp_path: Path) -> None:
    assert load_rules([tmp_path / "nowhere"])[0].rules == ()


def test_files_that_are_not_toml_are_not_read(folder: Folder, rule: Text) -> None:
    ruleset, problems = load_rules([folder({"one.txt": rule(), "schema.json": "{}", "README.md": "["})])

    assert (ruleset.rules, problems) == ((), ())


def test_an_empty_file_is_no_problem(folder: Folder) -> None:
    assert load_rules([folder({"empty.toml": ""})])[1] == ()


def test_a_later_folder_takes_precedence(folder: Folder, rule: Text) -> None:
    shipped = folder({"a.toml": rule("shipped", to="old")}, name="shipped")
    own = folder({"a.toml": rule("own", to="new")}, name="own")

    ruleset, problems = load_rules([shipped, own])

    assert problems == ()
    winner = ruleset.for_call("DynamicFrame.m")
    assert winner is not None
    assert winner.id == "own"


def test_a_later_folder_may_use_an_id_again(folder: Folder, rule: Text) -> None:
    shipped = folder({"a.toml": rule(to="old")}, name="shipped")
    own = folder({"a.toml": rule(to="new")}, name="own")

    ruleset, problems = load_rules([shipped, own])

    assert problems == ()
    found = ruleset.for_call("DynamicFrame.m")
    assert found is not None
    assert found.cases[0].template.source == "$self.new($a)"


def test_an_id_names_the_rule_that_holds(folder: Folder, rule: Text) -> None:
    shipped = folder({"a.toml": rule(to="old")}, name="shipped")
    own = folder({"a.toml": rule(to="new")}, name="own")

    ruleset, _ = load_rules([shipped, own])

    assert ruleset.by_id("one") is ruleset.for_call("DynamicFrame.m")


def test_an_id_used_twice_in_one_folder_is_told_with_both_files(folder: Folder, rule: Text) -> None:
    ruleset, (problem,) = load_rules([folder({"a.toml": rule(), "b.toml": rule(method="other")})])

    assert len(ruleset.rules) == 1
    assert "b.toml: rule one exists already in" in problem
    assert "a.toml" in problem


def test_a_rule_that_cannot_be_used_leaves_the_others(folder: Folder, rule: Text) -> None:
    text = rule("bad", rewrite='rewrite = "$self.n($c)"') + rule("good", method="g")

    ruleset, (problem,) = load_rules([folder({"mixed.toml": text})])

    assert [each.id for each in ruleset.rules] == ["good"]
    assert problem.startswith("mixed.toml: rule bad: ")
    assert "`$c` is neither a parameter nor a transform" in problem


def test_disabled_rules_are_gone(folder: Folder, rule: Text) -> None:
    ruleset, _ = load_rules([folder({"a.toml": rule() + rule("two", method="t")})])

    assert [each.id for each in ruleset.without(["one"]).rules] == ["two"]
    assert ruleset.without(["one"]).for_call("DynamicFrame.m") is None
    assert ruleset.without([]) is ruleset


def test_a_transform_that_does_not_exist_is_told(folder: Folder, rule: Text) -> None:
    path = folder({"a.toml": rule(transform='transform = { x = "nonsense($a)" }')})

    _, (problem,) = load_rules([path], frozenset({"known"}))

    assert "rule one: there is no transform `nonsense`" in problem


PROBLEMS = [
    ('match = "3"', "must begin with a dotted name"),
    ('match = "DynamicFrame.m(self, a"', "not a Python signature"),
    ('rewrite = "$self.("', "is not a Python expression"),
    ('rewrite = "$self.n($unknown)"', "neither a parameter nor a transform"),
    ("rewrite = \"f('$a')\"", "inside a text"),
    ('drop = { z = "why" }', "`z` is dropped or moved but is no parameter"),
    ('move = { z = "where" }', "`z` is dropped or moved but is no parameter"),
    ("delete = true", "exclude each other"),
    ('transform = { x = "no call" }', "is not a call"),
    ('transform = { x = "a.b($a)" }', "must be a call like"),
    ('transform = { x = "f(g($a))" }', "takes $arguments and literals only"),
    ('transform = { x = "f(k=$a)" }', "must be a call like"),
    ('fidelity = "equivalent"', "needs `assumes`"),
    ('fidelity = "approximate"', "needs an example that shows its finding"),
    ('gather = ["("]', "must begin with a dotted name"),
]


@pytest.mark.parametrize(("line", "problem"), PROBLEMS, ids=[line for line, _ in PROBLEMS])
def test_a_mistake_is_told_with_file_and_rule(folder: Folder, rule: Text, line: str, problem: str) -> None:
    path = folder({"sub/mine.toml": rule("mine", **{line.split(" ", maxsplit=1)[0]: line})})

    ruleset, (told,) = load_rules([path])

    assert ruleset.rules == ()
    assert told.startswith("sub/mine.toml: rule mine: ")
    assert problem in told


SHAPES = [
    ('rule = "text"', "rule"),
    ("rule = 3", "rule"),
    ("[rule]\nid = 1", "rule"),
    ("[[rule]]\nid = 'x'", "missing required field"),
    ("[[rule]]\nid = 3", "rule[0]"),
    ("unknown = 1", "unknown"),
    ("drop = { a = 1 }", "drop"),
    ("[[rule]]\nid = 'x'\nsummary='s'\nwhy='w'\nmatch='A.m(self)'\nfidelity='sure'\nexample=[]", "fidelity"),
    ("[[rule]]\nid = 1979-05-27", "rule[0].id"),
    ("[[rule]]\nid = inf", "rule[0].id"),
]


@pytest.mark.parametrize(("text", "problem"), SHAPES, ids=[text for text, _ in SHAPES])
def test_a_wrong_shape_is_told_with_file_and_place(folder: Folder, text: str, problem: str) -> None:
    ruleset, (told,) = load_rules([folder({"shape.toml": text})])

    assert ruleset.rules == ()
    assert "shape.toml" in told
    assert problem in told


HOSTILE: dict[str, bytes] = {
    "not UTF-8": b"\xff\xfe\x00",
    "latin-1": "[[rule]]\nid = 'é'".encode("latin-1"),
    "null bytes": b"\0" * 100,
    "a picture": bytes(range(256)),
    "no TOML": b"[[[",
    "an open text": b'id = """',
    "a key twice": b"a = 1\na = 2",
    "deep arrays": b"a = " + b"[" * 100_000 + b"]" * 100_000,
    "deep tables": b"a = " + b"{a = " * 50_000 + b"1" + b"}" * 50_000,
    "a deep key": b".".join([b"a"] * 50_000) + b" = 1",
    "a huge number": b"a = " + b"9" * 500_000,
    "too large": b"#" * (LARGEST + 1),
    "control characters": b"a = '\x1b[2J'",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_is_a_sentence_and_never_an_exception(folder: Folder, rule: Text, content: bytes) -> None:
    ruleset, problems = load_rules([folder({"hostile.toml": content, "zgood.toml": rule()})])

    assert [each.id for each in ruleset.rules] == ["one"]
    (problem,) = problems
    assert "hostile.toml" in problem


DEEP = "(" * 5000 + ")" * 5000
HOSTILE_RULES = {
    "a template that nests": f'rewrite = "f{DEEP}"',
    "a long chain": 'rewrite = "$self' + ".a()" * 30_000 + '"',
    "many signs": 'rewrite = "' + "-" * 60_000 + '$a"',
    "a template with a null byte": 'rewrite = "$self.n(\\u0000)"',
    "a signature that nests": f'match = "DynamicFrame.m(self, a, b={DEEP})"',
    "a signature with a null byte": 'match = "DynamicFrame.m(self, a, b=\\u0000)"',
    "a signature of signs": 'match = "DynamicFrame.m(self, a, b=' + "-" * 60_000 + '1)"',
    "a transform that nests": f'transform = {{ x = "f({DEEP})" }}',
    "a transform of signs": 'transform = { x = "f(' + "-" * 60_000 + '1)" }',
    "a transform with a null byte": 'transform = { x = "f(\\u0000)" }',
}


@pytest.mark.parametrize("line", HOSTILE_RULES.values(), ids=HOSTILE_RULES.keys())
def test_a_hostile_rule_is_a_sentence_too(folder: Folder, rule: Text, line: str) -> None:
    path = folder({"hostile.toml": rule("bad", **{line.split(" ", maxsplit=1)[0]: line}) + rule("good", method="g")})

    ruleset, problems = load_rules([path])

    assert [each.id for each in ruleset.rules] == ["good"]
    assert [problem.partition(": rule bad: ")[0] for problem in problems] == ["hostile.toml"]


def test_a_folder_named_as_a_file_is_told(folder: Folder, rule: Text) -> None:
    path = folder({"zgood.toml": rule(), "odd.toml/inside.txt": ""})

    ruleset, (problem,) = load_rules([path])

    assert len(ruleset.rules) == 1
    assert "odd.toml" in problem


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_a_pipe_named_as_a_file_is_told_and_not_waited_for(folder: Folder, rule: Text) -> None:
    path = folder({"zgood.toml": rule()})
    os.mkfifo(path / "pipe.toml")

    ruleset, (problem,) = load_rules([path])

    assert len(ruleset.rules) == 1
    assert "pipe.toml" in problem


def test_a_link_that_leads_nowhere_is_told(folder: Folder, rule: Text) -> None:
    path = folder({"zgood.toml": rule()})
    (path / "lost.toml").symlink_to(path / "nowhere")
    (path / "loop.toml").symlink_to(path / "loop.toml")

    ruleset, problems = load_rules([path])

    assert len(ruleset.rules) == 1
    assert len(problems) == 2


def test_no_more_files_are_read_than_a_person_could_mean(folder: Folder) -> None:
    path = folder({f"{number:05}.toml": "x = 1" for number in range(MOST + 5)})

    _, problems = load_rules([path])

    assert len(problems) <= MOST + 1


def test_only_the_same_texts_in_the_same_places_have_the_same_digest(folder: Folder, rule: Text) -> None:
    texts = {"one.toml": rule(), "two.toml": ""}
    read = folder(texts)
    first = load_rules([read])[0]
    again = load_rules([read])[0]
    (read / "two.toml").write_text("# more\n")
    other = load_rules([read])[0]
    (read / "two.toml").rename(read / "three.toml")
    moved = load_rules([read])[0]
    without, with_less = first.without(["one"]), other.without(["one"])

    assert first.digest == again.digest == first.without([]).digest
    assert len({each.digest for each in (first, other, moved, without, with_less)}) == 5
    assert (RuleSet(first.rules).digest, RuleSet(first.rules).without(["one"]).digest) == ("", "")
