"""Transactions of Lake Formation: one around a single write goes, any other stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.ledger import Outcome
from g2l_tui.model.migration import Migration, Status

Migrate = Callable[[str], Migration]
Becomes = Callable[[str], str]

START = "tx = gc.start_transaction(read_only=False)\n"
OLD_START = "tx = gc.begin_transaction(False)\n"
SINK = (
    'sink = gc.getSink("s3", path="s3://acme/out/", transactionId=tx)\nsink.setFormat("glueparquet")\n'
    'sink.setCatalogInfo("sales", "orders")\n'
)
WRITE = 'frame.write.mode("append").saveAsTable("main.sales.orders")\n'
TRIED = (
    "try:\n    sink.writeFrame(frame)\n    gc.commit_transaction(tx)\n"
    "except Exception:\n    gc.cancel_transaction(tx)\n    raise\n"
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{START}{SINK}sink.writeFrame(frame)\ngc.commit_transaction(tx)\n", WRITE),
        (f"{START}{SINK}{TRIED}", f"try:\n    {WRITE}except Exception:\n    raise\n"),
        (
            f"{OLD_START}{SINK}sink.writeFrame(frame)\ngc.commit_transaction(transaction_id=tx, wait_for_commit=x)\n",
            WRITE,
        ),
    ],
    ids=["committed", "taken back when it fails", "by the old name"],
)
def test_a_transaction_around_one_write_goes(becomes: Becomes, before: str, after: str) -> None:
    assert becomes(before) == after


def test_its_arguments_are_dropped_and_its_calls_are_translated(behind: Migrate) -> None:
    migration = behind(START + SINK + TRIED)

    told = {(row.call.rpartition(".")[2], row.argument) for row in migration.ledger if row.outcome is Outcome.DROPPED}
    assert migration.calls_translated == migration.calls
    assert told >= {
        ("start_transaction", "read_only"),
        ("commit_transaction", "transaction_id"),
        ("cancel_transaction", "transaction_id"),
        ("getSink", "transactionId"),
    }


REFUSED = {
    "two writes": f"{START}{SINK}{SINK.replace('sink', 'other')}sink.writeFrame(frame)\nother.writeFrame(frame)\n"
    "gc.commit_transaction(tx)\n",
    "never committed": f"{START}{SINK}sink.writeFrame(frame)\n",
    "committed later": f"{START}{SINK}sink.writeFrame(frame)\ncheck()\ngc.commit_transaction(tx)\n",
    "taken back for another reason": f"{START}{SINK}sink.writeFrame(frame)\nif bad():\n    gc.cancel_transaction(tx)\n"
    "else:\n    gc.commit_transaction(tx)\n",
    "taken back for more": f"{START}{SINK}{TRIED.replace('commit_transaction(tx)', 'commit_transaction(tx); check()')}",
    "a write in each lap": f"{START}for name in names:\n"
    + "".join(f"    {line}\n" for line in f"{SINK}sink.writeFrame(frame)\ngc.commit_transaction(tx)".splitlines()),
    "a write in each call": f"{START}async def write(frame):\n"
    + "".join(f"    {line}\n" for line in f"{SINK}sink.writeFrame(frame)\ngc.commit_transaction(tx)".splitlines()),
    "shown to others": f"{START}share(tx)\n{SINK}sink.writeFrame(frame)\ngc.commit_transaction(tx)\n",
    "another one's": f"{SINK}sink.writeFrame(frame)\n",
    "a write to a path": f"{START}{SINK.replace('sink.setCatalogInfo', '# ')}sink.writeFrame(frame)\n"
    "gc.commit_transaction(tx)\n",
    "a write that is refused": f"{START}{SINK}sink.writeFrame(other)\ngc.commit_transaction(tx)\n".replace(
        "glueparquet", "ion"
    ).replace("sink.setCatalogInfo", "# "),
}


@pytest.mark.parametrize("code", REFUSED.values(), ids=REFUSED.keys())
def test_any_other_transaction_stays_as_it_is(behind: Migrate, code: str) -> None:
    migration = behind(code)

    assert migration.status is Status.PARTIAL
    assert migration.result.decode().endswith(code)
    assert "G2L182" in {finding.code for finding in migration.findings}
