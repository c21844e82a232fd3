"""A sink in pieces becomes one write, or stays in pieces."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.ledger import Outcome
from g2l_tui.model.migration import Migration

Becomes = Callable[[str], str]
Migrate = Callable[[str], Migration]

OPEN = 'sink = gc.getSink("s3", path=target)\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f'{OPEN}sink.setFormat("json")\nsink.writeFrame(frame)\n', 'frame.write.mode("append").json(target)\n'),
        (
            f'{OPEN}x = 1\nsink.setFormat("json")\n\ny = 2\nsink.writeFrame(frame)\n',
            'x = 1\n\ny = 2\nframe.write.mode("append").json(target)\n',
        ),
        (
            f'{OPEN}# as JSON\nsink.setFormat("json")  # really\nsink.writeFrame(frame)\n',
            '# as JSON\n# really\nframe.write.mode("append").json(target)\n',
        ),
        (
            (
                'sink = gc.getSink("s3", path=target)\nsink.setCatalogInfo("sales", "orders")\n'
                'sink.setFormat("glueparquet")\nsink.writeFrame(frame)\n'
            ),
            'frame.write.mode("append").saveAsTable("main.sales.orders")\n',
        ),
        (
            f'{OPEN}sink.setFormat("json")\nsink.writeFrame(frame.coalesce(1))\n',
            'frame.coalesce(1).write.mode("append").json(target)\n',
        ),
        (
            f'{OPEN}sink.setFormat("json")\ntry:\n    sink.writeFrame(frame)\nexcept OSError:\n    alarm()\n',
            'try:\n    frame.write.mode("append").json(target)\nexcept OSError:\n    alarm()\n',
        ),
        (
            f'{OPEN}with timer():\n    sink.setFormat("json")\nwith timer():\n    sink.writeFrame(frame)\n',
            'with timer():\n    pass\nwith timer():\n    frame.write.mode("append").json(target)\n',
        ),
    ],
    ids=["a path", "with others between", "with comments", "a table", "with a call", "in a try", "in a with"],
)
def test_the_pieces_become_one_write(becomes: Becomes, before: str, after: str) -> None:
    assert becomes(before) == after


REFUSED = {
    "never written": f'{OPEN}sink.setFormat("json")\n',
    "written twice": f'{OPEN}sink.setFormat("json")\nsink.writeFrame(frame)\nsink.writeFrame(frame)\n',
    "prepared behind the write": f'{OPEN}sink.writeFrame(frame)\nsink.setFormat("json")\n',
    "written in a branch": f'{OPEN}sink.setFormat("json")\nif c:\n    sink.writeFrame(frame)\n',
    "written in a loop": f'{OPEN}sink.setFormat("json")\nfor x in y:\n    sink.writeFrame(frame)\n',
    "written where the first write fails": f'{OPEN}sink.setFormat("json")\ntry:\n    sink.writeFrame(frame)\n'
    "except OSError:\n    sink.writeFrame(frame)\n",
    "written in a function": f'{OPEN}sink.setFormat("json")\ndef f():\n    sink.writeFrame(frame)\n',
    "prepared in a branch": f'{OPEN}if c:\n    sink.setFormat("json")\nsink.writeFrame(frame)\n',
    "passed on": f'{OPEN}sink.setFormat("json")\ng(sink)\nsink.writeFrame(frame)\n',
    "bound twice": f'{OPEN}{OPEN}sink.setFormat("json")\nsink.writeFrame(frame)\n',
    "a result that is used": f'{OPEN}sink.setFormat("json")\nx = sink.writeFrame(frame)\n',
    "the path changes": f'{OPEN}target = 2\nsink.setFormat("json")\nsink.writeFrame(frame)\n',
    "set twice": f'{OPEN}sink.setFormat("json")\nsink.setFormat("csv")\nsink.writeFrame(frame)\n',
    "an option without a counterpart": 'sink = gc.getSink("s3", path=t, odd=1)\nsink.setFormat("json")\n'
    "sink.writeFrame(frame)\n",
    "no path and no table": 'sink = gc.getSink("s3")\nsink.setFormat("json")\nsink.writeFrame(frame)\n',
    "no format": f"{OPEN}sink.writeFrame(frame)\n",
    "another connection": 'sink = gc.getSink("redshift", path=t)\nsink.setFormat("json")\nsink.writeFrame(frame)\n',
    "a callee between that the rule does not know": f'{OPEN}sink.setFormat("json")\nsink.finish()\n'
    "sink.writeFrame(frame)\n",
}


@pytest.mark.parametrize("code", REFUSED.values(), ids=REFUSED.keys())
def test_what_does_not_stand_together_stays(behind: Migrate, code: str) -> None:
    migration = behind(code)

    assert migration.result.decode().endswith(code)
    rows = [row for row in migration.ledger if row.line > 6]
    assert {row.outcome for row in rows} == {Outcome.REFUSED}
    assert any(finding.line == 7 or "bound" in code for finding in migration.findings)


def test_what_the_write_reads_may_not_change_in_between(becomes: Becomes) -> None:
    code = f'{OPEN}sink.setFormat("json")\ntarget = 2\nsink.writeFrame(frame)\n'

    assert becomes(code) == code


@pytest.mark.parametrize("change", ["keys.append('b')", "options['path'] = 2", "self.path = 2", "del options['path']"])
def test_what_the_write_reads_may_not_be_changed_inside_either(becomes: Becomes, change: str) -> None:
    code = f'sink = gc.getSink("s3", path=options["path"] + self.path, partitionKeys=keys)\n{change}\n'
    code += 'sink.setFormat("json")\nsink.writeFrame(frame)\n'

    assert becomes(code) == code


def test_each_argument_stands_in_the_ledger_at_its_own_call(behind: Migrate) -> None:
    migration = behind(f'{OPEN}sink.setFormat("json")\nsink.writeFrame(frame)\n')

    rows = {(row.line, row.argument, row.outcome) for row in migration.ledger if row.line > 6}
    assert rows == {
        (7, "connection_type", Outcome.TRANSLATED),
        (7, "path", Outcome.TRANSLATED),
        (8, "format", Outcome.TRANSLATED),
        (9, "dynamic_frame", Outcome.TRANSLATED),
    }


def test_a_sink_whose_methods_are_chained_is_refused_as_they_give_nothing(behind: Migrate) -> None:
    chain = 'gc.getSink("s3", path=target).setFormat("json").writeFrame(frame)\n'

    migration = behind(chain)

    assert chain in migration.result.decode()
    assert any("setFormat gives nothing" in finding.hint for finding in migration.findings)


@pytest.mark.parametrize(
    ("options", "calls"),
    [
        ('separator="|"', '.option("sep", "|")'),
        ('quoteChar="\'", compression="gzip"', '.option("quote", "\'")'),
        ("writeHeader=False", '.option("header", False)'),
    ],
)
def test_csv_is_written_as_the_format_of_the_sink_says(behind: Migrate, options: str, calls: str) -> None:
    migration = behind(f'{OPEN}sink.setFormat("csv", {options})\nsink.writeFrame(frame)\n')

    assert calls in migration.result.decode()


@pytest.mark.parametrize("options", ['escaper="x"', "quoteChar=-1", 'withHeader="true"'])
def test_csv_that_cannot_be_written_alike_stays(behind: Migrate, options: str) -> None:
    code = f'{OPEN}sink.setFormat("csv", {options})\nsink.writeFrame(frame)\n'

    assert behind(code).result.decode().endswith(code)
