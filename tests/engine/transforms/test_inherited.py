"""What a GlueContext inherits from SQLContext."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration

Migrated = Callable[..., Migration]


def _migrated(migrated: Migrated, expression: str, **settings: object) -> Migration:
    code = (
        f"from awsglue.context import GlueContext\n\n\ndef run(context: GlueContext, name):\n    return {expression}\n"
    )
    return migrated(code, **settings)


def _line(migration: Migration) -> str:
    return migration.result.decode().rstrip().rpartition("\n")[2].strip().removeprefix("return ")


@pytest.mark.parametrize(
    ("expression", "result"),
    [
        ('context.tables("sales")', 'context.sql("SHOW TABLES IN main.sales")'),
        ("context.tables()", 'context.sql("SHOW TABLES")'),
        ("context.tables(dbName=name)", 'context.sql(f"SHOW TABLES IN main.`{name}`")'),
        ("context.range(1, step=2, end=9)", "context.range(1, step=2, end=9)"),
        ('context.getConf("spark.sql.ansi.enabled")', 'context.conf.get("spark.sql.ansi.enabled")'),
        (
            'context.createExternalTable("a.b", name, schema=name)',
            'context.catalog.createTable("main.a.b", path=name, source="parquet", schema=name)',
        ),
    ],
)
def test_it_is_asked_of_the_session(migrated: Migrated, expression: str, result: str) -> None:
    assert _line(_migrated(migrated, expression)) == result


def test_a_mapped_database_is_named_as_the_settings_say(migrated: Migrated) -> None:
    migration = _migrated(migrated, 'context.tables("sales")', schemas={"sales": "prod.shop"})

    assert _line(migration) == 'context.sql("SHOW TABLES IN prod.shop")'


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ('context.getConf("spark.glue.JOB_NAME")', "is Glue's or the cluster's own"),
        ("context.getConf(name)", "not known here"),
        ('context.tables("it\'s" + name + "x")', "known only when the job runs"),
        ("context.createExternalTable(name, name)", "needs a literal"),
        ('context.createExternalTable("a.b", name, "csv", name)', "given by name"),
    ],
)
def test_what_would_mean_something_else_is_refused(migrated: Migrated, expression: str, words: str) -> None:
    migration = _migrated(migrated, expression)

    assert words in migration.findings[0].message


def test_a_database_known_at_run_time_is_refused_where_some_are_mapped(migrated: Migrated) -> None:
    migration = _migrated(migrated, "context.tables(name)", schemas={"sales": "prod.shop"})

    assert "gives some another name" in migration.findings[0].message
