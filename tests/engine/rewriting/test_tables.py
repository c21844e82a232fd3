"""Names of tables in texts that Spark reads as SQL, or as the name of a table."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.config import Settings
from g2l_tui.engine.migrate import migrate
from g2l_tui.engine.project import survey
from g2l_tui.model.migration import Migration, Status
from g2l_tui.model.source import Source
from g2l_tui.ruleset.ruleset import RuleSet

Behind = Callable[[str], Migration]
Migrate = Callable[..., Migration]

PREAMBLE = "from awsglue.context import GlueContext\ngc = GlueContext()\n"
SPARK = "spark = gc.spark_session\n"
SPARK_OF_THE_FRAME = f"{SPARK}frame = frame.toDF()\n"
NAMED = {
    "a query that is explained": ('spark.sql("explain extended select * from a.b")', ["select * from main.a.b"]),
    "a query into a folder": ("spark.sql(\"insert overwrite directory 'x' using csv select * from a.b\")",
                              ["select * from main.a.b"]),
    "a table as a statement": ('spark.sql("table a.b")', ['"table main.a.b"']),
    "Glue's catalog where one stands": ('spark.sql("use catalog glue_catalog")', ['"use catalog main"']),
    "Glue's catalog that is listed": ('spark.sql("show namespaces in glue_catalog")', ['"show namespaces in main"']),
    "another catalog": ('spark.sql("use catalog lake")', ['"use catalog lake"']),
    "an f-string": ('spark.sql(f"select * from {db}.t where d = \'{day}\'")', ["main.{db}.t where d = '{day}'"]),
    "an f-string beside a literal name": ('spark.sql(f"select {c} from a.b limit {n}")', ["select {c} from main.a.b"]),
    "a part that is put together": ('spark.sql(f"select * from {env}_raw.t_{n}")', ["from main.{env}_raw.t_{n}"]),
    "texts side by side": ('spark.sql("select * from a.b "  # why\n          f"join {db}.c using (x)")',
                           ['"select * from main.a.b "  # why', 'f"join main.{db}.c using (x)"']),
    "texts that are added": ('spark.sql("select * from " + db + ".t join a.b")',
                             ['from main." + db + ".t join main.a.b']),
    "percent": ('spark.sql("select * from %s.%s where x = \'100%%\'" % (db, t))',
                ["from main.%s.%s where x = '100%%'"]),
    "percent by name": ('spark.sql("select * from %(db)s.t" % names)', ["from main.%(db)s.t"]),
    "format": ('spark.sql("select * from {}.t where x = {n}".format(db, n=1))', ["from main.{}.t where x = {n}"]),
    "format by place": ('spark.sql("select * from {0}.t join {0}.u".format(db))', ["main.{0}.t join main.{0}.u"]),
    "a name": ('q = "select * from a.b"\nspark.sql(q)', ['q = "select * from main.a.b"', "spark.sql(q)"]),
    "a name that is logged": ('q = "select * from a.b"\nlog.info(f"runs {q}")\nspark.sql(q)',
                             ['q = "select * from main.a.b"']),
    "a name that is bound again": ('q = "select * from a.b"\nspark.sql(q)\nq = "select * from c.d"\nspark.sql(q)',
                                   ['q = "select * from main.a.b"', 'q = "select * from main.c.d"']),
    "a template": ('Q = "select * from {}.t"\nspark.sql(Q.format(db))\nspark.sql(Q.format(other))', ["main.{}.t"]),
    "one of two": ('q = "select * from a.b" if x else "select * from c.d"\nspark.sql(q)',
                   ["from main.a.b", "from main.c.d"]),
    "dedented": ('import textwrap\nspark.sql(textwrap.dedent("""\n  select * from a.b\n"""))', ["from main.a.b\n"]),
    "escapes": ('spark.sql("select \'\\t\\"é\' from\\n\\ta.b")', ['"select \'\\t\\"é\' from\\n\\tmain.a.b"']),
    "a constant of a class": ('class J:\n    Q = "select * from a.b"\n    def go(self):\n        spark.sql(self.Q)',
                              ['Q = "select * from main.a.b"']),
    "an attribute": ('class J:\n    def go(self):\n        self.q = "select * from a.b"\n        spark.sql(self.q)',
                     ['self.q = "select * from main.a.b"']),
    "an entry of a dictionary": ('Q = {"x": "select * from a.b", "y": f"select * from {db}.t"}\nspark.sql(Q.get("y"))',
                                 ['"x": "select * from a.b"', "from main.{db}.t"]),
    "any entry of a dictionary": ('Q = {"x": "select * from a.b", "y": "select * from a.c"}\nspark.sql(Q[name])',
                                  ['"x": "select * from main.a.b"', '"y": "select * from main.a.c"']),
    "each entry of a dictionary": ('Q = {"x": "select * from a.b"}\nfor name, q in Q.items():\n    spark.sql(q)',
                                   ['"x": "select * from main.a.b"']),
    "each element of a list": ('Q = ["select * from a.b", "select * from a.c"]\nfor q in Q:\n    spark.sql(q)',
                               ['["select * from main.a.b", "select * from main.a.c"]']),
    "each element of a list, in a comprehension": ('Q = ["select * from a.b"]\n[spark.sql(q) for q in Q]',
                                                   ['["select * from main.a.b"]']),
    "each pair of a list": ('for name, q in [("x", "select * from a.b")]:\n    spark.sql(q)',
                            ['("x", "select * from main.a.b")']),
    "an element of a list": ('Q = ["select * from a.b", "x"]\nspark.sql(Q[0])', ['["select * from main.a.b", "x"]']),
    "beside what is not known": ('spark.range(1).write.saveAsTable("a.b", **options)', ['"main.a.b", **options)']),
    "beside nothing": ('spark.range(1).write.insertInto("a.b", **{})', ['write.insertInto("main.a.b")']),
    "behind two stars": ('spark.range(1).write.insertInto(**{"tableName": "a.b", "overwrite": True})',
                         ['write.insertInto("main.a.b", overwrite=True)']),
    "a name in a dictionary": ('T = {"t": "a.b"}\nspark.table(T["t"])', ['{"t": "main.a.b"}']),
    "replaced": ('spark.sql("select * from a.b where d = \'DAY\'".replace("DAY", day))', ["from main.a.b where"]),
    "a replaced database": ('q = "select * from {db}.b"\nspark.sql(q.replace("{db}", db))', ["from main.{db}.b"]),
    "joined": ('spark.sql(" ".join(["select *", "from a.b", f"where x = {x}"]))', ['"from main.a.b"']),
    "a joined list": ('lines = ["select *", "from a.b"]\nspark.sql("\\n".join(lines))', ['"from main.a.b"']),
    "a joined comprehension": ('spark.sql(" union all ".join(f"select * from {db}.{t}" for t in names))',
                               ["from main.{db}.{t}"]),
    "a text that grows": ('q = "select * from a.b"\nif x:\n    q += " join a.c"\nq += w\nspark.sql(q)',
                          ['q = "select * from main.a.b"', 'q += " join main.a.c"']),
    "a text that is added to": ('q = "select * from a.b"\nq = q + " join a.c" + w\nspark.sql(q)',
                                ['q = "select * from main.a.b"', 'q = q + " join main.a.c" + w']),
    "branches that grow apart": ('if x:\n  q = "from a.b"\n  q += " select p"\nelse:\n  q = "from a.c"\nspark.sql(q)',
                                 ["from main.a.b", "from main.a.c"]),
    "a text that begins anew": ('q = "from a.b"\nq += " limit 1"\nspark.sql(q)\nq = "from a.c"\nq += ";"\nspark.sql(q)',
                                ["from main.a.b", "from main.a.c"]),
    "a parameter": ('def run(q):\n    return spark.sql(q)\nrun("select * from a.b")\nrun(q=f"use {db}")',
                    ['run("select * from main.a.b")', 'run(q=f"use main.{db}")']),
    "a name of a table": ('t = f"{db}.t"\nspark.sql(f"insert into {t} select 1")\nspark.table(t)',
                          ['t = f"main.{db}.t"', "insert into {t} select", "spark.table(t)"]),
    "a name of a table that has other uses": ('t = f"{db}.t"\nspark.sql(f"insert into {t} select 1")\nsend(t)',
                                              ['t = f"{db}.t"', "insert into main.{t} select"]),
    "Glue's own catalog": ('spark.sql(f"select * from glue_catalog.{db}.t")', ["from main.{db}.t"]),
    "a frame in a field": ('spark.sql("select * from {f} join a.b", f=frame)', ["from {f} join main.a.b"]),
    "columns that are known only later": ('spark.sql(f"create table if not exists a.b ( {c} {m} ) using delta")',
                                          ["exists main.a.b ( {c} {m} )"]),
    "a database": ('spark.sql(f"create database if not exists {db}")', ["exists main.{db}"]),
    "tables of a database": ('spark.sql("show tables in a")', ["show tables in main.a"]),
    "partitions": ('spark.sql("msck repair table a.b")', ["msck repair table main.a.b"]),
    "a name in an f-string": ('spark.read.table(f"{db}.t")', ['read.table(f"main.{db}.t")']),
    "a table and its database": ('spark.catalog.tableExists("t", "a")', ['tableExists("main.a.t")']),
    "tables that are listed": ('spark.catalog.listTables(f"{db}_raw")', ['listTables(f"main.{db}_raw")']),
    "a database that is asked for": ('spark.catalog.databaseExists("glue_catalog.a")', ['databaseExists("main.a")']),
    "the current database": ('spark.catalog.setCurrentDatabase("a")', ['spark.sql("USE main.a")']),
    "a write": ('spark.range(1).toDF("x").writeTo(f"glue_catalog.{db}.t").append()', ['writeTo(f"main.{db}.t")']),
}  # fmt: skip


@pytest.mark.parametrize(("code", "expected"), NAMED.values(), ids=NAMED)
def test_a_table_gets_its_catalog_where_its_name_is_written(behind: Behind, code: str, expected: list[str]) -> None:
    migration = behind(f"{SPARK}{code}\n")

    text = migration.result.decode()
    assert [part for part in expected if part not in text] == []
    assert [finding for finding in migration.findings if finding.code == "G2L205"] == []


def test_nothing_else_of_a_text_changes(behind: Behind) -> None:
    code = (
        'q = f"""\r\n  with a as (select \'{x!r:>{w}} é {{y}}\' as "b.c" from raw.t) -- raw.t\r\n'
        '  select a.d from a join `raw`.`u v` /* raw.t */\r\n""" r\'where x = "\\d"\'\r\nspark.sql(q)\r\n'
    )
    migration = behind(SPARK + code)

    after = migration.result.decode()
    assert after.endswith(code.replace("from raw.t", "from main.raw.t").replace("`raw`.", "main.`raw`."))


KEPT = {
    "a view": "spark.sql('select * from orders')",
    "a common table expression": "spark.sql(f'with o as (select 1) select * from o where x = {n}')",
    "a catalog": "spark.sql('use catalog lake')",
    "files": "spark.sql('select * from parquet.`s3://bucket/a.b`')",
    "another catalog": "spark.sql(f'select * from lake.{db}.t')",
    "a text of another library": "cursor.sql(f'select * from {db}.t')",
    "a column of a row": "spark.sql('select o.id, extract(year from o.day) from orders o')",
}


@pytest.mark.parametrize("code", KEPT.values(), ids=KEPT)
def test_what_is_no_table_of_the_data_catalog_stays(behind: Behind, code: str) -> None:
    assert behind(f"{SPARK}{code}\n").result.decode().endswith(f"{code}\n")


TOLD = {
    "a text with another use": ("q = 'select * from a.b'\nsend(q)\nspark.sql(q)", "write `main.a.b` for `a.b`"),
    "a text from elsewhere": ("spark.sql(read(name))", "is what `read` gives"),
    "a text from a file": ("spark.sql(open('sql/q.sql').read())", "stands in `sql/q.sql`"),
    "a text from a file by its path": ("q = (here / 'q.sql').read_text()\nspark.sql(q.format(x=1))",
                                       "stands in `q.sql`"),
    "a text from an open file": ("with open('q.sql') as file:\n    q = file.read()\nspark.sql(q)",
                                 "stands in `q.sql`"),
    "a table from elsewhere": ("spark.sql(f'select * from {t}')", "`{t}` is known only when the job runs"),
    "a text that is changed": ("q = 'select * from a.b'\nq = w(q)\nspark.sql(q)", "known only when the job runs"),
    "an entry that has other uses": ("Q = {'x': 'select * from a.b'}\nsend(Q['x'])\nspark.sql(Q['x'])",
                                     "write `main.a.b` for `a.b`"),
    "a dictionary that is handed on": ("Q = {'x': 'select * from a.b'}\nsend(Q)\nspark.sql(Q['x'])",
                                       "known only when the job runs"),
    "a dictionary that is added to": ("Q = {'x': 'select * from a.b'}\nQ['x'] = w\nspark.sql(Q['x'])",
                                      "known only when the job runs"),
    "a letter that is replaced": ("spark.sql('select * from a.b'.replace('a', w))", "known only when the job runs"),
    "a text that grows elsewhere": ("q = 'select * from a.b'\nsend(q)\nq += w\nspark.sql(q)",
                                    "write `main.a.b{w}` for `a.b{w}`"),
    "a text that is not understood": ("spark.sql(f'{x} select a b c from a.b')", "write `main.a.b` for `a.b`"),
    "a catalog from elsewhere": ("spark.sql(f'select * from {c}.a.b')", "`{c}` must be a catalog of Unity Catalog"),
    "Glue's catalog as the current one": ("spark.sql('use glue_catalog')", "write `USE CATALOG main`"),
    "a database from elsewhere": ("spark.catalog.listTables(db)", "needs its catalog, as `main.database` has"),
    "a current database from elsewhere": ("spark.catalog.setCurrentDatabase(db)", 'write `spark.sql("USE main.…")`'),
    "a catalog by another name": ("c = spark.catalog\nc.setCurrentDatabase('a')", 'write `spark.sql("USE main.a")`'),
    "a name in pieces": ("spark.sql('select * from glue_' 'catalog.a.b')", "write `main.a.b` for `glue_catalog.a.b`"),
    "Glue's catalog behind a name": ("c = 'glue_catalog.x'\nsend(c)\nspark.sql(f'select * from {c}.t')",
                                     "`glue_catalog.x` names a catalog"),
}  # fmt: skip


@pytest.mark.parametrize(("code", "sentence"), TOLD.values(), ids=TOLD)
def test_what_is_not_certain_stays_and_is_told(behind: Behind, code: str, sentence: str) -> None:
    migration = behind(f"{SPARK}{code}\n")

    assert migration.result.decode().endswith(f"{code}\n")
    (finding,) = [each for each in migration.findings if each.code == "G2L205"]
    assert sentence in finding.message


MAPPED = {
    "a database": ("spark.sql('select * from sales.t')", "spark.sql('select * from prod.shop.t')"),
    "a table": ("spark.sql(f'select * from raw.x {w}')", "spark.sql(f'select * from c.d.e {w}')"),
    "another database": ("spark.sql(f'select {c} from web.t')", "spark.sql(f'select {c} from main.web.t')"),
}


@pytest.mark.parametrize(("code", "expected"), MAPPED.values(), ids=MAPPED)
def test_the_settings_say_where_a_table_lies(migrated: Migrate, code: str, expected: str) -> None:
    tables = {"raw.x": "c.d.e"} if "raw" in code else {}
    migration = migrated(f"{PREAMBLE}{SPARK}{code}\n", schemas={"sales": "prod.shop"}, tables=tables)

    assert migration.result.decode().splitlines()[-1] == expected


def test_a_database_that_is_known_only_later_is_looked_up_in_the_settings(migrated: Migrate) -> None:
    code = "spark.sql(f'select * from {db}.t')\nspark.sql('select * from {}.u'.format(db))\n"
    migration = migrated(PREAMBLE + SPARK + code, schemas={"sales": "prod.shop"})

    text = migration.result.decode()
    assert '_SCHEMAS = {"sales": "prod.shop"}' in text
    assert "spark.sql(f'select * from {_SCHEMAS.get(db.lower(), \"main.\" + db)}.t')" in text
    assert "spark.sql('select * from {}.u'.format(db))" in text
    (finding,) = [each for each in migration.findings if each.code == "G2L205"]
    assert finding.message.endswith(
        "which one this is is known only when the job runs: write `main.{db}.u` for `{db}.u`"
    )


def test_a_catalog_that_the_job_itself_sets_up_over_glue_is_glues(behind: Behind) -> None:
    code = (
        'spark.conf.set("spark.sql.catalog.lake.catalog-impl", "org.apache.iceberg.aws.glue.GlueCatalog")\n'
        'spark.sql("select * from lake.a.b join other.a.b")\n'
    )

    assert "select * from main.a.b join other.a.b" in behind(SPARK + code).result.decode()


def test_a_text_that_another_module_takes_stays(migrated_workspace: Callable[..., dict[str, Migration]]) -> None:
    found = migrated_workspace(
        {
            "job.py": f'{PREAMBLE}{SPARK}QUERY = "select * from a.b"\nspark.sql(QUERY)\n',
            "other.py": "from job import QUERY\nsend(QUERY)\n",
        }
    )

    assert 'QUERY = "select * from a.b"' in found["job.py"].result.decode()


ICEBERG = {
    "history": ("spark.sql('select * from glue_catalog.a.b.history')", "write `DESCRIBE HISTORY main.a.b`"),
    "snapshots": ("spark.table('glue_catalog.a.b.snapshots')", "write `DESCRIBE HISTORY main.a.b`"),
    "files": ("spark.sql(f'select * from glue_catalog.{a}.b.files f')", "write `DESCRIBE DETAIL main.{a}.b`"),
    "partitions": ("spark.read.table('glue_catalog.a.b.partitions')", "write `SHOW PARTITIONS main.a.b`"),
    "without a catalog": ("spark.sql('select * from a.b.files')", "may be a table of Iceberg's own"),
    "old snapshots": ("spark.sql(\"call glue_catalog.system.expire_snapshots('a.b', timestamp '2020-01-01')\")",
                      "write `VACUUM main.a.b`"),
    "small files": ("spark.sql(f\"CALL system.rewrite_data_files(strategy => 'sort', table => '{a}.b')\")",
                    "write `OPTIMIZE main.{a}.b`"),
    "manifests": ("spark.sql(\"call glue_catalog.system.rewrite_manifests('a.b')\")", "leave it out"),
    "an older state": ("spark.sql(\"call glue_catalog.system.rollback_to_snapshot('a.b', 1)\")",
                       "write `RESTORE TABLE main.a.b TO VERSION AS OF …`"),
    "any other": ("spark.sql(\"call glue_catalog.system.fast_forward('a.b', 'x', 'y')\")",
                  "Databricks has no such procedure for main.a.b"),
}  # fmt: skip


@pytest.mark.parametrize(("code", "sentence"), ICEBERG.values(), ids=ICEBERG)
def test_what_is_icebergs_own_stays_and_is_told(behind: Behind, code: str, sentence: str) -> None:
    migration = behind(f"{SPARK}{code}\n")

    assert migration.result.decode().endswith(f"{code}\n")
    (finding,) = [each for each in migration.findings if each.code == "G2L225"]
    assert sentence in finding.message


def test_a_table_of_ones_own_catalog_may_have_any_name(behind: Behind) -> None:
    assert [each.code for each in behind(f"{SPARK}spark.table('main.a.files')\n").findings] == []


QUERIES = """
BY_NAME = "select * from a.b"
class Queries:
    OF_CLASS = "select * from a.b"
BY_KEY = {"x": "select * from a.b"}
TABLE = "a.b"
GLUES = "glue_catalog.a.b"
DATABASE = "a"
VIEW = "orders"
CLEAN = "select * from main.a.b"
PUT_TOGETHER = f"select * from {DATABASE}.b"
"""


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("spark.sql(BY_NAME)", "is `BY_NAME` in queries.py: there, write `main.a.b` for `a.b`"),
        ("spark.sql(queries.BY_NAME)", "is `BY_NAME` in queries.py: there, write `main.a.b` for `a.b`"),
        ("spark.sql(Queries.OF_CLASS)", "is `Queries.OF_CLASS` in queries.py: there, write `main.a.b` for `a.b`"),
        ("spark.sql(BY_KEY['x'])", 'is `BY_KEY["x"]` in queries.py: there, write `main.a.b` for `a.b`'),
        ("spark.table(GLUES)", "is `GLUES` in queries.py: there, write `main.a.b` for `glue_catalog.a.b`"),
        ("spark.sql(f'select * from {GLUES}')", "is `GLUES` in queries.py: there, write `main.a.b` for `glue_catalog"),
        ("def read(t):\n    return spark.table(t)\nread(TABLE)", 'in queries.py: write `f"main.{TABLE}"` for it here'),
        ("spark.sql(PUT_TOGETHER)", "is `PUT_TOGETHER` in queries.py: a table in it needs its catalog"),
    ],
)
def test_a_text_of_another_module_is_told_with_its_place(
    migrated_workspace: Callable[..., dict[str, Migration]], code: str, sentence: str
) -> None:
    imports = "import queries\nfrom queries import BY_KEY, BY_NAME, GLUES, PUT_TOGETHER, Queries, TABLE\n"
    found = migrated_workspace({"job.py": f"{PREAMBLE}{SPARK}{imports}{code}\n", "queries.py": QUERIES})

    (finding,) = [each for each in found["job.py"].findings if each.code == "G2L205"]
    assert sentence in finding.message
    assert found["queries.py"].result.decode() == QUERIES


@pytest.mark.parametrize(
    "code",
    ["spark.sql(CLEAN)", "spark.table(VIEW)", "spark.sql(f'select * from {VIEW}')", "spark.sql(f'use main.{VIEW}')"],
)
def test_a_text_of_another_module_that_may_stay_is_not_told(
    migrated_workspace: Callable[..., dict[str, Migration]], code: str
) -> None:
    job = f"{PREAMBLE}{SPARK}from queries import CLEAN, VIEW\n{code}\n"
    found = migrated_workspace({"job.py": job, "queries.py": QUERIES})

    assert [each for each in found["job.py"].findings if each.code == "G2L205"] == []


@pytest.mark.parametrize(
    ("code", "after"),
    [
        ("spark.table(TABLE)", 'spark.table(f"main.{TABLE}")'),
        ("spark.table(queries.TABLE).count()", 'spark.table(f"main.{queries.TABLE}").count()'),
        ("spark.sql(f'select * from {TABLE}')", "spark.sql(f'select * from main.{TABLE}')"),
        ('spark.sql("select * from " + TABLE)', 'spark.sql("select * from main." + TABLE)'),
    ],
)
def test_a_table_that_another_module_names_gets_its_catalog_where_it_is_read(
    migrated_workspace: Callable[..., dict[str, Migration]], code: str, after: str
) -> None:
    job = f"{PREAMBLE}{SPARK}import queries\nfrom queries import TABLE\n{code}\n"
    found = migrated_workspace({"job.py": job, "queries.py": QUERIES})

    assert found["job.py"].result.decode().endswith(f"{after}\n")
    assert found["job.py"].findings == ()
    assert found["queries.py"].result.decode() == QUERIES


def test_a_table_that_another_module_names_is_told_where_the_settings_map_databases(ruleset: RuleSet) -> None:
    sources = [
        Source("job.py", f"{PREAMBLE}{SPARK}from queries import TABLE\nspark.table(TABLE)\n".encode()),
        Source("queries.py", QUERIES.encode()),
    ]
    settings = Settings(schemas={"a": "lake.raw"})

    migration = migrate(sources[0], ruleset, settings, survey(sources, ruleset))

    assert [each.message for each in migration.findings if "there, write `lake.raw.b` for `a.b`" in each.message]
    assert migration.result.decode().endswith("spark.table(TABLE)\n")


MORE = {
    "a query within a query": (
        'sub = "select id from c.d"\nspark.sql(f"select * from a.b where id in ({sub}) and x = \'{day}\'")',
        ['sub = "select id from main.c.d"', "from main.a.b where id in ({sub})"],
    ),
    "texts that a loop goes through": (
        'for q in ["select * from a.b", "use c"]:\n    spark.sql(q)',
        ["main.a.b", "use main.c"],
    ),
    "a query around itself": (
        'q = "select * from a.b"\nq = f"select * from ({q}) join c.d"\nspark.sql(q)',
        ['q = "select * from main.a.b"', "({q}) join main.c.d"],
    ),
    "what a parameter is unless given": (
        'def run(q="select * from a.b"):\n    spark.sql(q)\nrun()',
        ['q="select * from main.a.b"'],
    ),
    "a method": (
        'class J:\n    def run(self, q):\n        return spark.sql(q)\n    def go(self):\n        self.run("use a")',
        ['self.run("use main.a")'],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("code", "expected"), MORE.values(), ids=MORE)
def test_a_text_is_followed_to_where_it_is_written(behind: Behind, code: str, expected: list[str]) -> None:
    text = behind(f"{SPARK}{code}\n").result.decode()

    assert [part for part in expected if part not in text] == []


UNCERTAIN = {
    "a piece of a query": ("w = 'join c.d using (x)'\nspark.sql(f'select * from e {w}')", "write `main.c.d` for `c.d`"),
    "a database with its catalog": ("d = f'{c}.{s}'\nspark.sql(f'select * from {d}.t')", "names a catalog"),
    "a function as a value": ("def run(q):\n    spark.sql(q)\nrun('use v')\nlist(map(run, texts))", "known only when"),
    "a query not understood": ("spark.sql(f'{x} select a b c from {t}')", "write `main.{t}` for `{t}`"),
    "a text that two queries want otherwise": (
        "t = 'a.b'\nspark.sql(f'select * from {t}')\nspark.sql(f\"select '{t}' from v\")",
        "",
    ),
}


@pytest.mark.parametrize(("code", "sentence"), UNCERTAIN.values(), ids=UNCERTAIN)
def test_a_text_that_may_mean_something_else_is_not_touched(behind: Behind, code: str, sentence: str) -> None:
    migration = behind(f"{SPARK}{code}\n")

    first = code.partition("\n")[0]
    assert first in migration.result.decode()
    assert sentence in " ".join(each.message for each in migration.findings)


@pytest.mark.parametrize(
    "code", ["d = 'lake.sales'\nspark.sql(f'select * from {d}.t')", "spark.sql(f'select * from {f}.`{p}/x`')"]
)
def test_a_name_that_is_known_to_be_no_database_of_glue_stays(behind: Behind, code: str) -> None:
    assert behind(f"{SPARK}{code}\n").result.decode().endswith(f"{code}\n")


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ('spark.read.format("iceberg").load("glue_catalog.a.b").count()', 'spark.read.table("main.a.b").count()'),
        ('spark.read.load("a.b", format="iceberg")', 'spark.read.table("main.a.b")'),
        ('spark.readStream.format("iceberg").load(f"glue_catalog.{db}.b")', 'spark.readStream.table(f"main.{db}.b")'),
        ('frame.write.mode("append").format("iceberg").save("a.b")', 'frame.writeTo("main.a.b").append()'),
        ('frame.write.save(path="a.b", mode="append", format="iceberg")', 'frame.writeTo("main.a.b").append()'),
        ('T = "glue_catalog.a.b"\nspark.read.format("iceberg").load(T)', 'T = "main.a.b"\nspark.read.table(T)'),
    ],
)
def test_a_table_that_icebergs_source_takes_by_its_name_is_one_of_the_catalog(
    behind: Behind, line: str, after: str
) -> None:
    assert behind(SPARK_OF_THE_FRAME + line + "\n").result.decode().endswith(after + "\n")


@pytest.mark.parametrize(
    "line",
    [
        'spark.read.format("iceberg").load("s3://lake/a.b")',
        'spark.read.format("iceberg").load(f"s3://{db}/a.b")',
        'spark.read.format("iceberg").load("orders")',
        'spark.read.format("iceberg").option("snapshot-id", 1).load("a.b")',
        'spark.read.format("csv").load("a.b")',
        "reader.load(place)",
        'frame.write.format("iceberg").mode("overwrite").save("a.b")',
        'frame.write.format("iceberg").save("a.b")',
        'frame.write.format("iceberg").mode("append").option("merge-schema", True).save("a.b")',
    ],
)
def test_what_may_be_a_path_or_mean_more_stays_as_it_is(behind: Behind, line: str) -> None:
    assert behind(SPARK_OF_THE_FRAME + line + "\n").result.decode().endswith(line + "\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('DeltaTable.forName(spark, "a.b").toDF()', 'DeltaTable.forName(spark, "main.a.b").toDF()'),
        ('delta.tables.DeltaTable.forName(spark, "a.b")', 'delta.tables.DeltaTable.forName(spark, "main.a.b")'),
        (
            'DeltaTable.create(spark).tableName("a.b").execute()',
            'DeltaTable.create(spark).tableName("main.a.b").execute()',
        ),
        ('spark.readStream.table("a.b")', 'spark.readStream.table("main.a.b")'),
        ('frame.mergeInto("a.b", on)', 'frame.mergeInto("main.a.b", on)'),
        ('spark.catalog.getTable("a.b")', 'spark.catalog.getTable("main.a.b")'),
        ('spark.catalog.listColumns("b", "a")', 'spark.catalog.listColumns("main.a.b")'),
        ('spark.catalog.cacheTable(tableName="a.b")', 'spark.catalog.cacheTable(tableName="main.a.b")'),
        ('spark.catalog.createTable("a.b", path=p, x="1")', 'spark.catalog.createTable("main.a.b", path=p, x="1")'),
        ('spark.catalog.setCurrentCatalog("glue_catalog")', 'spark.catalog.setCurrentCatalog("main")'),
        ('spark.catalog.setCurrentCatalog("lake")', 'spark.catalog.setCurrentCatalog("lake")'),
    ],
)
def test_every_call_that_takes_the_name_of_a_table_takes_it_with_its_catalog(
    behind: Behind, before: str, after: str
) -> None:
    migration = behind(f"import delta\nfrom delta.tables import DeltaTable\n{SPARK_OF_THE_FRAME}{before}\n")

    assert migration.result.decode().endswith(after + "\n")
    assert migration.status is Status.MIGRATED


@pytest.mark.parametrize(
    ("query", "after"),
    [
        ('n = "a.b"; log(n)\nspark.sql(f"select * from glue_catalog.{n}")', "select * from main.{n}"),
        ('n = "a.b"; log(n)\nspark.sql(f"select * from main.{n}")', "select * from main.{n}"),
        ('n = "a.b"; log(n)\nspark.sql(f"select * from lake.{n}")', "select * from lake.{n}"),
        ('n = "b"; log(n)\nspark.sql(f"select * from main.{n}")', "select * from main.main.{n}"),
        ('spark.table(f"glue_catalog.{n}")', 'spark.table(f"main.{n}")'),
        ('spark.table("glue_catalog." + n)', 'spark.table("main." + n)'),
        ('spark.table(f"main.{n}")', 'spark.table(f"main.{n}")'),
        ('spark.table(f"a.{n}")', 'spark.table(f"main.a.{n}")'),
    ],
)
def test_a_catalog_before_what_holds_a_database_is_no_database(behind: Behind, query: str, after: str) -> None:
    assert after in behind(f"{SPARK}{query}\n").result.decode()


def test_a_name_that_may_have_its_catalog_is_told(behind: Behind) -> None:
    (finding,) = behind(f"{SPARK}spark.table(f'main.{{n}}')\n").findings

    assert "where it is a database, write `main.main.{n}`" in finding.message


@pytest.mark.parametrize("read", ["spark.table(view)", 'spark.sql(f"select * from {view}")'])
def test_a_view_that_a_function_registers_under_a_name_is_no_table(behind: Behind, read: str) -> None:
    code = f"{SPARK}def step(view):\n    frame.toDF().createOrReplaceTempView(view)\n    return {read}\n"

    migration = behind(code)

    assert migration.findings == ()
    assert migration.result.decode().endswith(f"    return {read}\n")


@pytest.mark.parametrize(
    ("catalog", "sentence"),
    [
        ("{c}", "`{c}.{d}` names a catalog: `{c}` must be one of Unity Catalog when the job runs"),
        ("glue_catalog", "`glue_catalog.{d}` names a catalog: write `main` for `glue_catalog` there"),
    ],
)
def test_a_database_that_is_filled_in_with_its_catalog_is_told(behind: Behind, catalog: str, sentence: str) -> None:
    code = f"{SPARK}def make(c, d):\n    name = f'{catalog}.{{d}}'\n    spark.sql(f'create database {{name}}')\n"

    assert sentence in behind(code).findings[0].message
