"""Frames are followed through spread arguments, objects that hold them, and those who call for others."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration, Status

Migrate = Callable[[str], Migration]

TAKE = "def take(x, n=1):\n    return x.schema()\n"
LOAD = "def load(n):\n    return frame\n"

CASES = {
    "a spread list": f"{TAKE}take(*[frame])\n",
    "a spread tuple with others": f"{TAKE}both = (frame, 3)\ntake(*both)\n",
    "a spread list of which nothing else is known": f"{TAKE}take(*[each for each in [frame, frame]])\n",
    "a spread dictionary": f"{TAKE}take(**{{'x': frame, 'n': 2}})\n",
    "a spread dictionary by its name": f"{TAKE}given = dict(x=frame, n=2)\ntake(**given)\n",
    "keywords that are handed on": f"{TAKE}def hand(**given):\n    take(**given)\nhand(x=frame)\n",
    "arguments that are handed on": f"{TAKE}def hand(*given):\n    take(*given)\nhand(frame)\n",
    "a spread pair of a loop": f"{TAKE}for pair in [(frame, 1)]:\n    take(*pair)\n",
    "dictionaries of different things": "d = {'a': frame, 'b': frame.toDF(), 'c': 1}\nx = d['a'].schema()\n",
    "dictionaries that are filled": "d = {}\nd['b'] = frame.toDF()\nd['a'] = frame\nx = d['a'].schema()\n",
    "the keys of a dictionary": "d = {frame: 'a'}\nfor x in d:\n    x.schema()\n",
    "a list that a function fills": "def put(x, into):\n    into.append(x)\nxs = []\nput(frame, xs)\nxs[0].schema()\n",
    "a named tuple that is unpacked": (
        "from typing import NamedTuple\nclass P(NamedTuple):\n    a: object\n"
        "    n: int\na, n = P(frame, 1)\na.schema()\n"
    ),
    "a named tuple in another form": (
        "from collections import namedtuple\nP = namedtuple('P', 'a n')\nP(frame, 1)._replace(n=2).a.schema()\n"
    ),
    "a place of a named tuple": (
        "from collections import namedtuple\nP = namedtuple('P', ['a', 'n'])\nP(n=1, a=frame)[0].schema()\n"
    ),
    "a data class": (
        "from dataclasses import dataclass, replace\n@dataclass\nclass D:\n    a: object\n@dataclass\nclass E(D):\n"
        "    n: int = 0\nreplace(E(frame), n=1).a.schema()\n"
    ),
    "the fields of a pattern": (
        "from dataclasses import dataclass\n@dataclass\nclass D:\n    a: object\nmatch D(frame):\n    case D(a):\n"
        "        a.schema()\n"
    ),
    "a dictionary of fields": (
        "from typing import TypedDict\nclass D(TypedDict):\n    a: DynamicFrame\ndef f(d: D):\n"
        "    return d['a'].schema()\n"
    ),
    "a plain object": "from types import SimpleNamespace\ns = SimpleNamespace(a=frame)\ns.a.schema()\n",
    "an own container": (
        "class C:\n    def __getitem__(self, n):\n        return frame\n    def __iter__(self):\n        yield frame\n"
        "C()['a'].schema()\nfor x in C():\n    x.schema()\nxs = [x.schema() for x in C()]\n"
    ),
    "an own iterator": (
        "class N:\n    def __next__(self):\n        return frame\nclass C:\n"
        "    def __iter__(self):\n        return N()\n"
        "for x in C():\n    x.schema()\n"
    ),
    "attributes that are made up": (
        "class C:\n    def __getattr__(self, n):\n        return frame\nC().orders.schema()\n"
    ),
    "a pool of threads": f"{LOAD}x = pool.submit(load, 'a').result().schema()\n",
    "a pool that is mapped": f"{LOAD}for x in pool.map(load, ['a']):\n    x.schema()\n",
    "what a pool passes on": f"{TAKE}pool.submit(take, frame)\n",
    "what is done first": (
        f"from concurrent.futures import as_completed\n{LOAD}later = {{pool.submit(load, n): n for n in ns}}\n"
        "for each in as_completed(later):\n    each.result().schema()\n"
    ),
    "a thread": f"import threading\n{TAKE}threading.Thread(target=take, args=(frame,)).start()\n",
    "a thread that is given names": f"import threading\n{TAKE}threading.Thread(target=take, kwargs={{'x': frame}})\n",
    "a pool of processes": f"{TAKE}pool.apply_async(take, (frame, 2)).get()\npool.starmap(take, [(frame, 2)])\n",
    "an event loop": f"{TAKE}async def f():\n    await loop.run_in_executor(None, take, frame)\n",
    "a partial method": (
        "import functools\nclass C:\n    def read(self, x):\n        return x\n"
        "    orders = functools.partialmethod(read, frame)\nC().orders().schema()\n"
    ),
    "a dictionary that makes what it lacks": (
        "from collections import defaultdict\nd = defaultdict(lambda: frame)\nd['a'].schema()\n"
    ),
    "lists in a dictionary": "d = {}\nd.setdefault('a', []).append(frame)\nfor xs in d.values():\n    xs[0].schema()\n",
    "dictionaries in a dictionary": "d = {'raw': {'a': frame}, 'clean': {'a': frame.toDF()}}\nd['raw']['a'].schema()\n",
    "a descriptor": (
        "class D:\n    def __get__(self, o, t=None):\n        return frame\nclass C:\n    a = D()\nC().a.schema()\n"
    ),
    "what a stack enters": (
        "from contextlib import ExitStack, nullcontext\nwith ExitStack() as stack, nullcontext(frame) as y:\n"
        "    x = stack.enter_context(nullcontext(frame))\n    x.schema()\n    y.schema()\n"
    ),
    "what is sent for": "def f():\n    yield frame\ng = f()\ng.send(None).schema()\n",
    "columns of pairs": "names, xs = zip(*[('a', frame), ('b', frame)])\nxs[0].schema()\n",
    "every pair": "import itertools\nfor a, b in itertools.product([frame], [1]):\n    a.schema()\n",
    "some of a list": "import itertools\nfor x in itertools.islice([frame], 1):\n    x.schema()\n",
    "groups": "import itertools\nfor n, xs in itertools.groupby([frame]):\n    for x in xs:\n        x.schema()\n",
    "lists in a list": "import itertools\nfor x in itertools.chain.from_iterable([[frame]]):\n    x.schema()\n",
    "a queue": "import queue\nq = queue.Queue()\nq.put(frame)\nq.get().schema()\n",
    "two ends": "from collections import deque\nd = deque()\nd.appendleft(frame)\nd.popleft().schema()\n",
    "maps in a row": "from collections import ChainMap\nChainMap({'a': frame}, {})['a'].schema()\n",
    "tasks": (
        "import asyncio\nasync def load():\n    return frame\nasync def f():\n"
        "    xs = await asyncio.gather(*[load() for n in ns])\n    xs[0].schema()\n"
        "    (await asyncio.create_task(load())).schema()\n"
    ),
    "an attribute of a function": "def f():\n    pass\nf.held = frame\nf.held.schema()\n",
    "a field that is made anew": (
        "from dataclasses import dataclass, field\n@dataclass\nclass D:\n    held: dict = field(default_factory=dict)\n"
        "d = D()\nd.held['a'] = frame\nd.held['a'].schema()\n"
    ),
    "a static method of a lambda": "class C:\n    a = staticmethod(lambda n: frame)\nC().a(1).schema()\n",
    "a private attribute that a class below has as well": (
        "class C:\n    def __init__(self):\n        self.__a = frame\n"
        "    def f(self):\n        return self.__a.schema()\n"
        "class D(C):\n    def __init__(self):\n        super().__init__()\n        self.__a = 'a'\n"
    ),
    "tuples of any length": "from typing import Tuple\ndef f(xs: Tuple[DynamicFrame, ...]):\n    xs[0].schema()\n",
    "the last pair": "n, x = {'a': frame}.popitem()\nx.schema()\n",
    "what stands for what is missing": "x = {}.get('a', frame)\nx.schema()\n",
    "what is given if anything": "x = n and frame\nx.schema()\n",
    "lists in one": "x = sum([[frame], [frame]], [])[0]\nx.schema()\n",
    "an error that holds it": (
        "class E(Exception):\n    def __init__(self, x):\n        self.x = x\ntry:\n    raise E(frame)\n"
        "except E as e:\n    e.x.schema()\n"
    ),
    "what a thread keeps": "import threading\nkept = threading.local()\nkept.x = frame\nkept.x.schema()\n",
    "what a task keeps": (
        "from contextvars import ContextVar\nkept = ContextVar('a')\nkept.set(frame)\nkept.get().schema()\n"
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_way_is_followed(behind: Migrate, name: str) -> None:
    migration = behind(CASES[name])

    assert migration.status is Status.MIGRATED, migration.findings
    assert b".schema" in migration.result
    assert b".schema()" not in migration.result


UNSURE = {
    "a list of both": f"{TAKE}xs = [frame, frame.toDF()]\ntake(*xs)\n",
    "a dictionary under a name that is not known": "d = {'a': frame, 'b': frame.toDF()}\nd[n].schema()\n",
    "a dictionary that a function changes": (
        "def change(d):\n    d['a'] = d['a'].toDF()\nheld = {'a': frame}\nchange(held)\nheld['a'].union(frame)\n"
    ),
}


@pytest.mark.parametrize("name", UNSURE)
def test_what_may_be_either_is_refused(behind: Migrate, name: str) -> None:
    assert [finding.code for finding in behind(UNSURE[name]).findings] == ["G2L107"]
