"""Groups of changes that are the same rewrite."""

from __future__ import annotations

from dataclasses import replace

from g2l_tui.model.alike import groups_of, shape
from g2l_tui.model.change import Change, Edit, Fidelity, compose
from g2l_tui.model.migration import Migration, Status
from g2l_tui.model.source import Source


def job(path: str, *lines: tuple[str, str], **fields: object) -> Migration:
    """A migration whose changes turn the first of each pair into the second."""
    content = "".join(before for before, _ in lines).encode()
    changes: list[Change] = []
    start = 0
    for number, (before, after) in enumerate(lines, start=1):
        end = start + len(before.encode())
        edit = Edit(start, end, replacement=after.encode())
        each = Change(f"{path}-{number}", (edit,), ("read",), Fidelity.EXACT, number, number)
        changes.append(replace(each, **fields))  # type: ignore[arg-type]
        start = end
    return Migration(Source(path, content), Status.MIGRATED, compose(content, changes), tuple(changes))


def read(name: str, table: str, result: str = "") -> tuple[str, str]:
    return (
        f'{name} = glue.from_catalog("raw", "{table}")\n',
        f'{name} = spark.table("{result or f"main.raw.{table}"}")\n',
    )


def test_rewrites_that_differ_in_names_and_values_only_are_one_group() -> None:
    groups = groups_of([job("a.py", read("orders", "orders_2024")), job("b.py", read("customers", "clients"))])

    assert [len(group.sites) for group in groups] == [2]
    assert groups[0].exemplar.path == "a.py"


def test_a_rewrite_that_takes_the_wrong_value_is_alike_to_none() -> None:
    wrong = read("depots", "depots_eu", "main.depots_eu.raw")
    groups = groups_of([job("a.py", read("orders", "o_1"), read("items", "i_2"), wrong)])

    assert [[site.change.line for site in group.sites] for group in groups] == [[3], [1, 2]]


def test_layout_comments_and_last_commas_make_no_difference() -> None:
    plain = shape('x = read(db="raw", table="t1")\n', 'x = table("raw.t1")\n')

    assert shape('y = read(  # of today\n  db="new",\n  table="u2",\n)\n', 'y = table(  "new.u2" )\n') == plain


def test_only_what_differs_counts() -> None:
    assert shape("a = f.toDF().limit(3)\n", "a = f.limit(3)\n") == shape("return g.toDF()\n", "return g\n")


def test_other_arguments_are_another_rewrite() -> None:
    assert shape('write(f, format="csv")', "f.write.csv()") != shape('write(f, format="json")', "f.write.json()")
    assert shape("write(f)", 'f.mode("append")') != shape("write(f)", 'f.mode("overwrite")')


def test_the_name_of_the_file_is_a_value() -> None:
    default = [("args = options()\n", f'args = parse("{name}")\n') for name in ("orders", "customers")]
    groups = groups_of([job("jobs/orders.py", default[0]), job("jobs/customers.py", default[1])])

    assert len(groups) == 1


def test_outliers_come_before_the_many_and_what_must_be_seen_before_both() -> None:
    many = job("a.py", read("a", "t_1"), read("b", "t_2"), ("c = glue.odd()\n", "c = spark.odd()\n"))
    unsafe = job("b.py", read("d", "t_4"), fidelity=Fidelity.APPROXIMATE)

    groups = groups_of([many, unsafe])

    assert [(group.may_go_together, len(group.sites)) for group in groups] == [(False, 1), (True, 1), (True, 2)]
