"""What a name holds where ways through the program come together: never a guess."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration, Status

Becomes = Callable[[str], str]
Migrate = Callable[..., Migration]

DATA = "d = frame.toDF()\n"
BY_NAME = "unionByName(frame, allowMissingColumns=True)"

SURE = {
    "a walrus in a comprehension": ("a = [0 for n in ns if (y := frame)]\nz = y.toDF()\n", "z = y\n"),
    "a walrus that rebinds": (f"{DATA}a = [0 for n in ns if (d := frame)]\nz = d.union(frame)\n", f"z = d.{BY_NAME}\n"),
    "pairs": ("for f, n in zip([frame], ns):\n    f.toDF().show(n)\n", "    f.show(n)\n"),
    "numbered pairs": ("for i, (n, f) in enumerate({'a': frame}.items()):\n    f.toDF().show()\n", "    f.show()\n"),
    "sorted pairs": ("for n, f in sorted({'a': frame}.items()):\n    f.toDF().show()\n", "    f.show()\n"),
    "the first of a list": ("y = list({'a': frame}.values())[0].toDF()\n", "y = list({'a': frame}.values())[0]\n"),
    "the next": ("y = next(iter([frame])).toDF()\n", "y = next(iter([frame]))\n"),
    "keys are not frames": ("for k in {'a': frame}:\n    k.join(ks)\n", "    k.join(ks)\n"),
    "what a lambda gives": ("f = lambda x: frame\ny = f(1).toDF()\n", "y = f(1)\n"),
    "what a lambda is given": ("f = lambda x: x.toDF()\ny = f(frame)\n", "y = f(frame)\n"),
    "what map gives": ("ys = list(map(lambda f: f, [frame]))\nz = ys[0].toDF()\n", "z = ys[0]\n"),
    "what reduce starts from": (
        ("from functools import reduce\ny = reduce(lambda a, b: a.union(b.toDF()), [frame], frame.toDF())\n"
        "z = y.union(frame.toDF())\n"), "z = y.union(frame)\n"
    ),
    "what reduce calls": (
        ("import functools\ndef f(a, n):\n    return a.filter(lambda r: r['n'] == 1)\n"
        "y = functools.reduce(f, ['a'], frame).toDF()\n"), "y = functools.reduce(f, ['a'], frame)\n"
    ),
    "what map goes through side by side": (
        "ys = list(map(lambda f, d: d.union(f.toDF()), [frame], [frame.toDF()]))\n",
        "ys = list(map(lambda f, d: d.union(f), [frame], [frame]))\n",
    ),
    "functions one after the other": (
        ("def f(x):\n    return x.drop_fields(['a'])\ndef g(x):\n    return x.toDF()\ny = frame\n"
        "for s in [f, g]:\n    y = s(y)\n"),
        "y = frame\nfor s in [f, g]:\n    y = s(y)\n",
    ),
    "arguments one after the other": (
        "def f(*xs):\n    return [x.toDF() for x in xs]\nf(frame, frame)\n",
        "f(frame, frame)\n",
    ),
    "what partial was given": (
        ("from functools import partial\ndef f(a, b):\n    return a.union(b)\ng = partial(f, frame)\n"
        "g(frame)\n"), "g(frame)\n"
    ),
    "recursion": (
        "def f(x, n):\n    return x if n == 0 else f(x, n - 1)\ny = f(frame, 3).toDF()\n",
        "y = f(frame, 3)\n",
    ),
    "a generator of a generator": (
        ("def f():\n    yield frame\ndef g():\n    yield from f()\nfor x in g():\n    x.toDF().show()\n"
        ""), "    x.show()\n"
    ),
    "a test of the class": (
        ("def f(x):\n    if not isinstance(x, str):\n        return frame\n    return frame\ny = f(1).toDF()\n"
        ""), "y = f(1)\n"
    ),
    "the other side of a test": (
        "x = frame if n else frame.toDF()\nif isinstance(x, DataFrame):\n    print(1)\nelse:\n    y = x.toDF()\n",
        "    y = x\n",
    ),
    "a captured subject": ("match frame:\n    case y:\n        z = y.toDF()\n", "        z = y\n"),
    "captured parts": ("match (frame, 1):\n    case (a, b):\n        z = a.toDF()\n", "        z = a\n"),
    "a method under another name": (
        "class C:\n    def f(self):\n        return frame\n    g = f\ny = C().g().toDF()\n", "y = C().g()\n"
    ),
    "an attribute by its name": ("class C: pass\nc = C()\nsetattr(c, 'x', frame)\ny = c.x.toDF()\n", "y = c.x\n"),
    "an object that is called": (
        "class C:\n    def __call__(self, x):\n        return x.toDF()\nC()(frame)\n", "C()(frame)\n"
    ),
    "lists put together": (
        "xs = [*[frame], frame] + [frame]\nfor x in xs:\n    x.toDF().show()\n",
        "    x.show()\n",
    ),
    "dicts put together": (
        "d = {**{'a': frame}, 'b': frame} | {'c': frame}\ny = d['a'].toDF()\n",
        "y = d['a']\n",
    ),
    "an attribute of a class": (
        "class C:\n    x = frame\n    ys = []\nC.ys.append(C.x)\ny = C.ys[0].toDF()\n",
        "y = C.ys[0]\n",
    ),
    "an attribute that a class method sets": (
        "class C:\n    x = None\n    @classmethod\n    def f(cls):\n        cls.x = frame\ny = C.x.toDF()\n",
        "y = C.x\n",
    ),
    "a class inside a class": (
        "class C:\n    class D:\n        x = frame\n    def f(self):\n        return self.D().x.toDF()\n",
        "        return self.D().x\n",
    ),
    "things that are waited for together": (
        ("import asyncio\nasync def f():\n    return frame\nasync def g():\n"
        "    a, b = await asyncio.gather(f(), f())\n    return a.toDF()\n"),
        "    return a\n",
    ),
    "what is entered later": (
        ("class C:\n    async def __aenter__(self):\n        return frame\n"
        "async def f():\n    async with C() as x:\n        y = x.toDF()\n"),
        "        y = x\n",
    ),
    "a decorator that counts": (
        ("def timed(f):\n    def g(*a):\n        r = f(*a)\n        return r\n    return g\n@timed\ndef h():\n"
        "    return frame\n"
        "y = h().toDF()\n"),
        "y = h()\n",
    ),
    "somebody's decorator": ("@retry(3)\ndef h():\n    return frame\ny = h().toDF()\n", "y = h()\n"),
    "a decorator that changes what is given": (
        ("def to_df(f):\n    def g(*a):\n        return f(*a).toDF()\n    return g\n@to_df\n"
         "def h():\n    return frame\n"
        "y = h().union(h())\n"),
        "y = h().union(h())\n",
    ),
    "a way through the end of a try that leads out of it": (
        (
            "def f():\n    try:\n        x = frame\n    finally:\n        if a:\n            y = 2\n"
            "            raise ValueError(y)\n    return x\ny = f().toDF()\n"
        ),
        "y = f()\n",
    ),
    "a singleton": (
        (
            "one = None\ndef get():\n    global one\n    if one is None:\n        one = frame\n    return one\n"
            "y = get().toDF()\n"
        ),
        "y = get()\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SURE)
def test_what_is_sure_is_translated(behind: Migrate, name: str) -> None:
    before, last = SURE[name]

    migration = behind(before)

    assert migration.status is Status.MIGRATED, migration.findings
    assert migration.result.decode().endswith(last)
    assert ".toDF()" not in migration.result.decode()


UNSURE = {
    "a case that may not be": "x = frame.toDF()\nmatch n:\n    case 1:\n        x = frame\ny = x.union(z)\n",
    "a loop that is left in the middle": (
        "for n in ns:\n    x = frame\n    if n:\n        x = x.toDF()\n        break\ny = x.union(z)\n"
    ),
    "a lap that is cut short": (
        "x = frame\nfor n in ns:\n    y = x.union(z)\n    if n:\n        x = frame.toDF()\n        continue\n"
        "    x = frame\n"
    ),
    "a loop that takes three laps": (
        "a = b = c = frame\nfor n in ns:\n    y = a.union(z)\n    a, b, c = b, c, frame.toDF()\n"
    ),
    "what was there when it failed": (
        "try:\n    x = frame\n    x = x.toDF()\nexcept OSError:\n    y = x.union(z)\n"
    ),
    "what is there at last": "try:\n    x = frame\n    x = x.toDF()\nfinally:\n    y = x.union(z)\n",
    "an error that is swallowed": (
        "from contextlib import suppress\nx = frame.toDF()\nwith suppress(OSError):\n    f()\n    x = frame\n"
        "y = x.union(z)\n"
    ),
    "a name that another function binds": (
        "def f():\n    x = frame\n    def g():\n        nonlocal x\n        x = frame.toDF()\n    g()\n"
        "    y = x.union(z)\n"
    ),
    "a name that a function binds for all": (
        "x = frame\ndef f():\n    global x\n    x = frame.toDF()\nf()\ny = x.union(z)\n"
    ),
    "a method that is overridden": (
        "class A:\n    def f(self):\n        return frame\nclass B(A):\n    def f(self):\n        return frame.toDF()\n"
        "def g(a: A):\n    y = a.f().union(z)\n"
    ),
    "an attribute that is overridden": (
        "class A:\n    x = frame\n    def f(self):\n        y = self.x.union(z)\nclass B(A):\n    x = frame.toDF()\n"
    ),
    "an annotation that is wrong": "def f(x: DataFrame):\n    y = x.union(z)\nf(frame)\n",
    "a result's annotation that is wrong": "def f() -> DataFrame:\n    return frame\ny = f().union(z)\n",
    "a variable's annotation that is wrong": "x: DataFrame = frame\ny = x.union(z)\n",
    "functions in a dict": "def f(): return frame\ndef g(): return frame.toDF()\ny = {'f': f, 'g': g}[n]().union(z)\n",
    "any number of unlike arguments": "def f(*xs):\n    for x in xs:\n        y = x.union(z)\nf(frame, frame.toDF())\n",
    "what reduce gives for one": (
        "from functools import reduce\ny = reduce(lambda a, b: a.toDF(), fs + [frame]).union(z)\n"
    ),
    "the end of an if": "x = frame\nif isinstance(x, Row):\n    x = frame.toDF()\ny = x.union(z)\n",
}  # fmt: skip


@pytest.mark.parametrize("code", UNSURE.values(), ids=UNSURE.keys())
def test_what_may_be_either_is_refused_and_both_are_named(behind: Migrate, code: str) -> None:
    migration = behind("from pyspark.sql import DataFrame, Row\n" + code)

    unions = [line for line in code.splitlines() if "union(z)" in line]
    assert unions[0] in migration.result.decode()
    assert any(
        finding.code == "G2L107" and "may be a DataFrame or DynamicFrame" in finding.message
        for finding in migration.findings
    )


def test_a_pattern_of_a_glue_class_is_refused_where_it_stands(behind: Migrate) -> None:
    migration = behind("match n:\n    case DynamicFrame():\n        x = 1\n")

    assert migration.result.decode().endswith("    case DynamicFrame():\n        x = 1\n")
    assert [(finding.code, finding.line) for finding in migration.findings] == [("G2L111", 8)]
