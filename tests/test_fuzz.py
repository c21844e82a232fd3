"""Sources that nobody wrote: examples cut up, crossed, wrapped, laid out anew and damaged."""

from __future__ import annotations

import ast
import copy
import random
import signal
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest
import tomli
from hypothesis import HealthCheck, given, settings
from hypothesmith import from_grammar

from g2l_tui.config import Settings
from g2l_tui.engine.migrate import migrate
from g2l_tui.engine.project import survey
from g2l_tui.model.change import compose, with_needed
from g2l_tui.model.migration import Migration
from g2l_tui.model.source import Source
from g2l_tui.paths import demo_repository
from g2l_tui.ruleset.ruleset import RuleSet
from g2l_tui.validators import validate

LONGEST_SECONDS = 10
BATCH = 1000
ADVERSARIAL = Path(__file__).with_name("adversarial.toml")

BLOCKS = """\
if flag:
    BODY
for item in items:
    BODY
while flag:
    BODY
with opened() as file:
    BODY
def run(glueContext, spark=None, *rest, **more):
    BODY
async def arun(frame):
    BODY
class Jobs:
    BODY
@decorated(1)
def step(self):
    BODY
try:
    BODY
except (ValueError, OSError) as error:
    BODY
else:
    pass
finally:
    print(1)
if flag:
    pass
elif other:
    BODY
else:
    BODY
match value:
    case {"a": [x, *_]} if x:
        BODY
    case _:
        BODY
"""
WRAPPERS = """\
(HOLE)
HOLE if flag else other
(lambda x=HOLE: x)()
[HOLE for _ in items if _]
{"k": HOLE, **more}
[*HOLE, 1]
(name := HOLE)
f"{HOLE!r:>{10}}"
not HOLE
HOLE or other
HOLE[0]
HOLE.toDF().cache()
print(HOLE, end="")
HOLE.attribute
-HOLE
HOLE == HOLE
(HOLE, HOLE)[1]
(yield_ for yield_ in [HOLE])
""".splitlines()
LAYOUTS = [
    ("\n", "\r\n"),
    ("\n", "\r"),
    ("\n", "  # remark\n"),
    ("\n", "\n\f"),
    ("\n", "\n\n# \N{SNAKE} remark\n"),
    ("    ", "\t"),
    ("    ", "  "),
    (", ", ",  # why\n        "),
    (", ", ",\\\n"),
    ("(", "(\n"),
    (")", "\n)"),
    ("=", " = "),
    (".", " . "),
    (".", ".\\\n "),
    ("'", '"'),
    ("'", "'''"),
    ("'", "u'\N{GREEK SMALL LETTER ALPHA}"),
    ("\n", ";\n"),
    ("\n", "; "),
    ("import ", "import  \\\n  "),
    ("df", "größe"),
    ("glueContext", "gc"),
]
AROUND = """\
from awsglue.context import GlueContext
from pyspark.context import SparkContext

glueContext = GlueContext(SparkContext.getOrCreate())
HOLE
orders = glueContext.create_dynamic_frame.from_catalog(database="sales", table_name="orders")
orders.toDF().show()
"""
DAMAGED = b"\0\r\n\t \f\\#'\"()[]{}:;,.=*@\xff\xa0\x1a"

Mutate = Callable[[random.Random, ast.Module, "Pool"], None]


class Pool:
    """Texts to begin with, and the statements and expressions that they are made of."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = [text for text in texts if _tree(text) is not None]
        trees = [tree for text in self.texts if (tree := _tree(text)) is not None]
        self.statements = [node for tree in trees for node in tree.body]
        self.expressions = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.expr)]
        self.blocks = ast.parse(BLOCKS).body

    def source(self, number: int) -> bytes:
        """Return the source of that number: always the same."""
        chance = random.Random(number)
        text = "\n".join(chance.choice(self.texts) for _ in range(chance.choice((1, 1, 2, 3))))
        tree = _tree(text) or ast.Module([], [])
        for _ in range(chance.randrange(6)):
            chance.choice(MUTATIONS)(chance, tree, self)
        text = _unparsed(tree, text) if chance.random() < 0.8 else text
        for _ in range(chance.choice((0, 0, 1, 1, 2, 4))):
            text = _laid_out(chance, text)
        return _encoded(chance, text)


def swap_expression(chance: random.Random, tree: ast.Module, pool: Pool) -> None:
    _put(chance, tree, lambda _: copy.deepcopy(chance.choice(pool.expressions)))


def wrap_expression(chance: random.Random, tree: ast.Module, pool: Pool) -> None:
    wrapper = chance.choice(WRAPPERS)
    _put(chance, tree, lambda old: _filled(ast.parse(wrapper, mode="eval").body, old))


def wrap_statements(chance: random.Random, tree: ast.Module, pool: Pool) -> None:
    body = _some_body(chance, tree)
    start = chance.randrange(len(body) + 1)
    end = chance.randrange(start, len(body) + 1)
    block = copy.deepcopy(chance.choice(pool.blocks))
    taken = body[start:end] or [ast.Pass()]
    for node in ast.walk(block):
        for field in ("body", "orelse", "finalbody"):
            inner = getattr(node, field, None)
            if isinstance(inner, list) and any(_is_place(each) for each in inner):
                setattr(node, field, copy.deepcopy(taken))
    body[start:end] = [block]


def drop_statement(chance: random.Random, tree: ast.Module, pool: Pool) -> None:
    body = _some_body(chance, tree)
    if len(body) > 1:
        del body[chance.randrange(len(body))]


def add_statement(chance: random.Random, tree: ast.Module, pool: Pool) -> None:
    body = _some_body(chance, tree)
    body.insert(chance.randrange(len(body) + 1), copy.deepcopy(chance.choice(pool.statements)))


def move_statement(chance: random.Random, tree: ast.Module, pool: Pool) -> None:
    body = _some_body(chance, tree)
    if len(body) > 1:
        taken = body.pop(chance.randrange(len(body)))
        body.insert(chance.randrange(len(body) + 1), taken)


def change_arguments(chance: random.Random, tree: ast.Module, pool: Pool) -> None:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    if not calls:
        return
    call = chance.choice(calls)
    match chance.randrange(6):
        case 0 if call.keywords:
            call.args.append(call.keywords.pop(0).value)
        case 1 if call.args:
            call.keywords.append(ast.keyword(f"name{chance.randrange(9)}", call.args.pop()))
        case 2 if call.keywords:
            del call.keywords[chance.randrange(len(call.keywords))]
        case 3:
            call.args.append(ast.Starred(copy.deepcopy(chance.choice(pool.expressions)), ast.Load()))
        case 4:
            call.keywords.append(ast.keyword(None, ast.Name("options", ast.Load())))
        case _ if call.keywords:
            chance.shuffle(call.keywords)


MUTATIONS: list[Mutate] = [
    swap_expression,
    swap_expression,
    wrap_expression,
    wrap_expression,
    wrap_statements,
    drop_statement,
    add_statement,
    move_statement,
    change_arguments,
    change_arguments,
]


def _put(chance: random.Random, tree: ast.Module, make: Callable[[ast.expr], ast.expr]) -> None:
    places: list[tuple[ast.AST, str, int | None, ast.expr]] = []
    for node in ast.walk(tree):
        for field, value in ast.iter_fields(node):
            if isinstance(value, ast.expr) and isinstance(getattr(value, "ctx", ast.Load()), ast.Load):
                places.append((node, field, None, value))
            elif isinstance(value, list):
                places += [(node, field, at, each) for at, each in enumerate(value) if isinstance(each, ast.expr)]
    if places:
        node, field, at, old = chance.choice(places)
        if at is None:
            setattr(node, field, make(old))
        else:
            getattr(node, field)[at] = make(old)


def _filled(wrapper: ast.expr, old: ast.expr) -> ast.expr:
    class Fill(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:
            return copy.deepcopy(old) if node.id == "HOLE" else node

    filled = Fill().visit(wrapper)
    assert isinstance(filled, ast.expr)
    return filled


def _some_body(chance: random.Random, tree: ast.Module) -> list[ast.stmt]:
    bodies = [tree.body]
    bodies += [body for node in ast.walk(tree) if isinstance(body := getattr(node, "body", None), list) and body]
    return chance.choice(bodies)


def _is_place(node: object) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Name) and node.value.id == "BODY"


def _tree(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _unparsed(tree: ast.Module, text: str) -> str:
    # Some trees have no text: f-strings in f-strings, targets that cannot be assigned to.
    try:
        return ast.unparse(ast.fix_missing_locations(tree)) + "\n"
    except (ValueError, RecursionError, AttributeError, TypeError, KeyError):
        return text


def _laid_out(chance: random.Random, text: str) -> str:
    old, new = chance.choice(LAYOUTS)
    pieces = text.split(old)
    share = chance.choice((0.05, 0.3, 1.0))
    return pieces[0] + "".join((new if chance.random() < share else old) + piece for piece in pieces[1:])


def _encoded(chance: random.Random, text: str) -> bytes:
    match chance.randrange(30):
        case 0:
            content = b"\xef\xbb\xbf" + text.encode()
        case 1:
            content = b"# -*- coding: latin-1 -*-\n" + text.encode("latin-1", "replace")
        case 2:
            content = text.encode().rstrip()
        case 3:
            content = text.encode() + b"deep = " + b"(" * 3000 + b"1" + b")" * 3000 + b"\n"
        case 4:
            content = text.encode() + b"chain = glueContext" + b".select(1)" * 500 + b"\n"
        case 5:
            content = text.encode() + b"total = " + b" + ".join([b"df.count()"] * 2000) + b"\n"
        case 6 | 7 | 8:
            content = _damaged(chance, text.encode())
        case _:
            content = text.encode()
    return content


def _damaged(chance: random.Random, content: bytes) -> bytes:
    for _ in range(chance.randrange(1, 5)):
        at = chance.randrange(len(content) + 1)
        removed = chance.choice((0, 0, 1, 20))
        put = bytes([chance.choice(DAMAGED)]) if chance.random() < 0.7 else content[at // 2 : at // 2 + 30]
        content = content[:at] + put + content[at + removed :]
    return content


@contextmanager
def in_time() -> Iterator[None]:
    """Stop what takes too long, in processor time: another program that takes its turn makes no source slow."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"not done after {LONGEST_SECONDS} s")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, LONGEST_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def parses(content: bytes) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(content)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True


def wrong(number: int, content: bytes, ruleset: RuleSet) -> Iterator[str]:
    """Yield what the engine got wrong with a source."""
    source = Source("job.py", content)
    try:
        with in_time():
            migration = validate(migrate(source, ruleset, Settings(), survey([source], ruleset)))
    except Exception as error:  # noqa: BLE001  whatever it is, it is the finding
        yield f"{number}: {error!r}"
        return
    if not parses(content):
        if migration.result != content:
            yield f"{number}: a source that does not parse was changed"
        return
    if not parses(migration.result):
        yield f"{number}: the result does not parse"
    yield from _wrong_subset(number, migration)


def _wrong_subset(number: int, migration: Migration) -> Iterator[str]:
    chance = random.Random(number)
    chosen = [change for change in migration.changes if chance.random() < 0.5]
    if not parses(compose(migration.source.content, with_needed(chosen, migration.changes))):
        yield f"{number}: the result of some of the changes does not parse"


@pytest.fixture(scope="module")
def pool(ruleset: RuleSet) -> Pool:
    texts = [example.before for rule in ruleset.rules for example in rule.examples]
    texts += [path.read_text(encoding="utf-8") for path in sorted(demo_repository().rglob("*.py"))]
    return Pool([*texts, *tomli.loads(ADVERSARIAL.read_text(encoding="utf-8")).values()])


@pytest.mark.parametrize(
    "numbers",
    [
        range(150),
        *(pytest.param(range(at, at + BATCH), marks=pytest.mark.long) for at in range(0, 100 * BATCH, BATCH)),
    ],
    ids=lambda numbers: f"{numbers.start}-{numbers.stop}",
)
def test_no_source_makes_the_engine_crash_hang_or_write_what_does_not_parse(
    numbers: range, pool: Pool, ruleset: RuleSet
) -> None:
    assert [said for number in numbers for said in wrong(number, pool.source(number), ruleset)] == []


@pytest.mark.parametrize(
    "examples", [30, *(pytest.param(count, marks=pytest.mark.long) for count in (1000, 10_000))], ids=str
)
def test_nothing_that_the_grammar_of_python_allows_does_either(examples: int, ruleset: RuleSet) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of code that nobody would write

        @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(from_grammar())
        def check(text: str) -> None:
            source = AROUND.replace("HOLE", text).encode("utf-8", "surrogatepass")
            assert list(wrong(0, source, ruleset)) == []

        check()
