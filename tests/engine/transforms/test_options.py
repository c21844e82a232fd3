"""Options of sources and targets: each is used, dropped with a reason, or refused in words that help."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.ledger import Outcome
from g2l_tui.model.migration import Migration

Migrated = Callable[..., Migration]
Becomes = Callable[[str], str]

_READ = """
from awsglue.context import GlueContext


def read(context: GlueContext, paths, options, flag):
    return context.create_dynamic_frame.from_options({arguments})
"""

_WRITE = """
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame


def write(context: GlueContext, frame: DynamicFrame, target, options):
    context.write_dynamic_frame.from_options(frame, {arguments})
"""


def _read(migrated: Migrated, arguments: str, **settings: object) -> Migration:
    return migrated(_READ.format(arguments=arguments), **settings)


def _write(migrated: Migrated, arguments: str, **settings: object) -> Migration:
    return migrated(_WRITE.format(arguments=arguments), **settings)


def _line(migration: Migration) -> str:
    """The last statement of the result, on one line."""
    text = migration.result.decode()
    return "".join(line.strip() for line in text[text.rindex("):\n") + 3 :].splitlines())


def _said(migration: Migration) -> str:
    return " ".join(f"{finding.message} {finding.hint}" for finding in migration.findings)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (
            '"s3", {"paths": paths}, "csv", {"escaper": "|", "quoteChar": -1}',
            '.option("quote", "").option("escape", "|").load(paths)',
        ),
        ('"s3", {"paths": paths}, "csv", {"skipFirst": True}', '.option("header", True).option("escape", '),
        (
            '"s3", {"paths": paths}, "csv", {"skipFirst": "false", "withHeader": True}',
            'format("csv").option("header", True)',
        ),
        ('"s3", {"paths": paths}, "json", {"jsonPath": "$[*]", "multiline": "true"}', '.option("multiLine", True)'),
        ('"s3", {"paths": paths, "isFailFast": True}, "json"', '.option("mode", "FAILFAST")'),
        ('"s3", {"paths": paths}, "parquet", {"mergeSchema": flag}', '.option("mergeSchema", flag)'),
        ('"s3", {"paths": paths}, "xml", {"rowTag": "a", "treatEmptyValuesAsNulls": True}', '.option("nullValue", "")'),
        (
            '"s3", {"paths": paths}, "orc", {"attachFilename": "source"}',
            '.load(paths).withColumn("source", F.col("_metadata.file_path"))',
        ),
        ('"delta", {"path": paths}', 'context.read.format("delta").load(paths)'),
        ('"s3", {"paths": ["s3://acme/d/"]}, "delta"', '.format("delta").load("s3://acme/d/")'),
        (
            '"mysql", {"url": paths, "dbtable": "t", "user": options["user"], "hashfield": "id"}',
            '.option("url", paths).option("dbtable", "t").option("user", options["user"]).load()',
        ),
        ('"oracle", {"url": paths, "sampleQuery": "select 1", "dbtable": "t"}', '.option("query", "select 1").load()'),
        (
            '"mongodb", {"uri": paths, "database": "d", "collection": "c", "partitioner": "x"}',
            '.option("connection.uri", paths).option("database", "d").option("collection", "c").load()',
        ),
        (
            '"mongodb", {"uri": "mongodb+srv://a:b@host.org/"}',
            '.option("connection.uri", dbutils.secrets.get("glue-connections", "host.org-uri")).load()',
        ),
        (
            '"documentdb", {"uri": "host:27017", "username": "a", "password": "b", "ssl": "true"}',
            '.option("connection.uri", dbutils.secrets.get("glue-connections", "host-uri")).load()',
        ),
        (
            '"marketplace.spark", {"className": "com.acme.X", "table": "t", "scale": paths}',
            'context.read.format("com.acme.X").option("table", "t").option("scale", paths).load()',
        ),
        (
            '"custom.spark", {"className": "com.acme.X", "secretId": "tickets", "table": "t"}',
            '.options(**json.loads(dbutils.secrets.get("glue-connections", "tickets"))).option("table", "t").load()',
        ),
        (
            '"custom.spark", {"connectionName": "c", "table": "t"}',
            'context.read.format(_connection["className"]).options(**_connection).option("table", "t").load()',
        ),
        (
            '"custom.spark", {"className": "com.acme.X", "connectionName": "c"}',
            'context.read.format("com.acme.X").options(**_connection).load()',
        ),
        (
            '"custom.jdbc", {"className": "x.Driver", "url": paths, "dbTable": "t", "partitionColumn": "c"}',
            '.option("url", paths).option("driver", "x.Driver").option("dbtable", "t").option("partitionColumn", "c")',
        ),
        (
            '"custom.jdbc", {"className": "x.D", "url": "jdbc:x:u=${user}", "secretId": "s", "query": "q"}',
            '.option("url", dbutils.secrets.get("glue-connections", "s-url")).option("driver", "x.D")',
        ),
        (
            '"custom.jdbc", {"connectionName": "c", "query": "select 1"}',
            '.format("jdbc").option("databricks.connection", "c").option("query", "select 1").load()',
        ),
        (
            '"mysql", {"connectionName": paths, "useConnectionProperties": "true", "dbtable": "t"}',
            '.format("jdbc").option("databricks.connection", paths).option("dbtable", "t").load()',
        ),
    ],
)
def test_a_read_keeps_what_its_options_say(migrated: Migrated, arguments: str, code: str) -> None:
    assert code in _line(_read(migrated, arguments))


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ('"redshift", {"connectionName": "dw", "dbtable": "public.t", "redshiftTmpDir": paths}', "wh.public.t"),
        ('"snowflake", {"connectionName": "dw", "sfDatabase": "D", "sfSchema": "S", "dbtable": "T"}', "wh.S.T"),
        ('"bigquery", {"connectionName": "dw", "parentProject": "p", "table": "my-set.t"}', "wh.`my-set`.t"),
        ('"custom.jdbc", {"connectionName": "dw", "className": "x", "dbTable": "s.t"}', "wh.s.t"),
        ('"postgresql", {"connectionName": "dw", "useConnectionProperties": "true", "dbtable": "s.t"}', "wh.s.t"),
    ],
)
def test_a_mapped_connection_becomes_a_foreign_catalog(migrated: Migrated, arguments: str, name: str) -> None:
    assert _line(_read(migrated, arguments, connections={"dw": "wh"})) == f'return context.table("{name}")'


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ('"redshift", {"connectionName": "dw", "dbtable": "public.t"}', 'spark.table("<foreign catalog>.public.t")'),
        ('"redshift", {"connectionName": "dw", "dbtable": "(select 1.0) t"}', "is not mapped"),
        ('"snowflake", {"connectionName": "dw", "sfQuery": "select 1"}', "is not mapped"),
        ('"dynamodb", {"dynamodb.input.tableName": "visits"}', 'export "visits" to S3'),
        ('"kafka", {"topicName": "clicks", "classification": "json"}', '.option("subscribe", "clicks")'),
        ('"kinesis", {"streamARN": paths, "startingPosition": "LATEST"}', '.option("initialPosition", "latest")'),
        ('"marketplace.athena", {"className": "com.acme.X"}', 'replace "com.acme.X"'),
        (
            '"marketplace.spark", {"connectionName": paths, "table": "t"}',
            '.format(<class>).option("table", "t") behind',
        ),
        (
            '"custom.spark", {"className": "x.Y", "connectionName": "c", "secretId": "s"}',
            'what the connection "c" holds',
        ),
        ('"custom.spark", {"className": "com.acme.X", "password": "x"}', "a credential is not copied"),
        ('"custom.spark", {"connectionName": "c", "sfPassword": "x"}', "a credential is not copied"),
        ('"custom.spark", {"className": "com.acme.X", "columns": ["a"]}', "more than one value"),
        ('"custom.jdbc", {"className": "x.Driver", "dbTable": "t"}', "names no `url`"),
        ('"custom.jdbc", {"className": "x.Driver", "url": paths, "dbTable": "t", "user": "me"}', "is not copied"),
        (
            '"custom.jdbc", {"className": "x", "url": paths, "query": "q", "numPartitions": 2, "partitionColumn": "c"}',
            "splits a table, and no query",
        ),
        (
            '"custom.jdbc", {"className": "x", "url": paths, "dbTable": "t", "dataTypeMapping": {"FLOAT": "DATE"}}',
            "customSchema",
        ),
        ('"custom.jdbc", {"connectionName": "c", "dbTable": "t", "dataTypeMapping": options}', "customSchema"),
        (
            '"mysql", {"url": paths, "dbtable": "t", "dataTypeMapping": {"FLOAT": "STRING"}}',
            "names types of the database",
        ),
        ('"mysql", {"connectionName": "c", "dbtable": "t"}', "are not asked for"),
        ('"mysql", {"connectionName": "c", "useConnectionProperties": "true"}', "names no table and no query"),
        ('"opensearch", {"opensearch.resource": "i"}', "own Spark connector"),
        (
            '"redshift", {"url": paths, "dbtable": "t", "redshiftTmpDir": paths, "aws_iam_role": options.get("role")}',
            "`aws_iam_role` may be None",
        ),
        (
            '"mysql", {"url": paths, "dbtable": "t", "sampleQuery": options.get("query")}',
            "`sampleQuery` may be None",
        ),
        ('"s3", {"paths": paths, "exclusions": \'["**.tmp"]\'}, "csv"', "pathGlobFilter"),
        ('"s3", {"paths": paths, "boundedFiles": "100"}, "csv"', '.option("cloudFiles.maxFilesPerTrigger", "100")'),
        ('"s3", {"paths": paths, "excludeStorageClasses": ["STANDARD_IA"]}, "csv"', "Spark would read"),
        ('"s3", {"paths": paths}, "json", {"jsonPath": "$.items[*]"}', 'F.explode("items")'),
        ('"s3", {"paths": paths}, "csv", {"skipFirst": True, "withHeader": True}', "skips a line of the rows"),
        ('"s3", {"paths": paths}, "csv", {"withHeader": "true"}', "is reported to ignore"),
        ('"s3", {"paths": paths}, "xml", {"withSchema": options}', "a Spark schema"),
        ('"s3", {"paths": paths}, "ion"', "convert the files to JSON"),
        ('"s3", {"paths": ["a", "b"]}, "delta"', "read from one path"),
        ('"s3", {"paths": paths, "compressionType": "lzo"}, "csv"', "cannot read LZO"),
        ('"mysql", {"url": "jdbc:mysql://h/d?user=a&password=b", "dbtable": "t"}', "a credential is not copied"),
        ('"mysql", {"url": paths, "dbtable": "t", "jobBookmarkKeys": ["id"]}', "would read all of them"),
        ('"mysql", {"url": paths, "dbtable": "t"}, "csv"', "has no files"),
        ('"mongodb", {"uri": paths, "username": flag, "password": flag, "database": "d"}', '.option("database", "d")'),
        ("flag, {'paths': paths}", "known only when the job runs"),
    ],
)
def test_what_cannot_be_read_the_same_way_stays_and_says_what_to_write(
    migrated: Migrated, arguments: str, words: str
) -> None:
    migration = _read(migrated, arguments)

    assert words in _said(migration)
    assert "context.create_dynamic_frame.from_options(" in migration.result.decode()


def test_no_role_of_redshift_is_that_of_the_cluster(migrated: Migrated) -> None:
    given = '{"url": paths, "dbtable": "t", "redshiftTmpDir": paths, "aws_iam_role": None}'

    line = _line(_read(migrated, f'"redshift", {given}'))

    assert '.option("forward_spark_s3_credentials", True)' in line
    assert "aws_iam_role" not in line


def test_a_column_that_names_the_file_brings_what_it_needs(migrated: Migrated) -> None:
    migration = _read(migrated, '"s3", {"paths": paths}, "orc", {"attachFilename": "source"}')

    assert "from pyspark.sql import functions as F" in migration.result.decode()


@pytest.mark.parametrize(
    "reached", ['"className": "x", "url": paths, "dbTable": "t"', '"connectionName": "c", "query": "select 1"']
)
def test_a_type_of_the_database_that_is_mapped_becomes_text(migrated: Migrated, reached: str) -> None:
    migration = _read(migrated, f'"custom.jdbc", {{{reached}, "dataTypeMapping": {{"Float": "STRING"}}}}')

    columns = '[rows[name].cast("string").alias(name) if kind == "double" else name for name, kind in rows.dtypes]'
    assert f".load().transform(lambda rows: rows.select({columns}))" in _line(migration)
    assert "every column that Spark reads as double becomes text" in _said(migration)


def test_bookmark_keys_are_dropped_where_the_workspace_reads_everything(migrated: Migrated) -> None:
    migration = _read(migrated, '"mysql", {"url": paths, "dbtable": "t", "jobBookmarkKeys": ["id"]}', bookmarks="full")

    dropped = {row.argument for row in migration.ledger if row.outcome is Outcome.DROPPED}
    assert "jobBookmarkKeys" in dropped
    assert '.option("dbtable", "t").load()' in _line(migration)


def test_files_that_spark_ignores_anyway_may_be_excluded(migrated: Migrated) -> None:
    migration = _read(migrated, '"s3", {"paths": paths, "exclusions": \'["**/_SUCCESS", "**/.*"]\'}, "parquet"')

    assert _line(migration) == 'return context.read.format("parquet").load(paths)'


def test_options_of_csv_mean_nothing_for_json(migrated: Migrated) -> None:
    migration = _read(migrated, '"s3", {"paths": paths}, "json", {"withHeader": "true"}')

    assert _line(migration) == 'return context.read.format("json").load(paths)'


def test_a_parallel_read_over_one_connection_is_told(migrated: Migrated) -> None:
    migration = _read(migrated, '"mysql", {"url": paths, "dbtable": "t", "hashfield": "id", "hashpartitions": "4"}')

    assert "the rows are read over one connection" in _said(migration)
    assert {"hashfield", "hashpartitions"} <= {row.argument for row in migration.ledger}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ('"redshift", {"dbtable": "t", "preactions": "truncate t"}', "SQL that runs in the target database"),
        ('"redshift", {"dbtable": target, "url": options["url"]}', "no `redshiftTmpDir`"),
        ('"mongodb", {"uri": target, "forceInsert": flag}', "known only when the job runs"),
        ('"mongodb", {"uri": target, "retryWrites": "false"}', "in its address only"),
        ('"dynamodb", {"dynamodb.output.tableName": target}', "write to target with boto3"),
        ('"s3", {"path": target, "compression": "lzo"}, "parquet"', "cannot write LZO"),
        ('"s3", {"path": target}, "csv", {"quoteChar": "-1"}', "without quotes"),
        ('"s3", {"path": target}, "xml"', "Glue cannot write XML either"),
        ('"mysql", {"connectionName": "c", "dbtable": "t"}', "are not asked for"),
        ('"mysql", {"url": target, "dbtable": "t", "mode": "overwrite"}', "`mode` has no counterpart"),
    ],
)
def test_what_cannot_be_written_the_same_way_stays_and_says_what_to_write(
    migrated: Migrated, arguments: str, words: str
) -> None:
    migration = _write(migrated, arguments)

    assert words in _said(migration)
    assert "context.write_dynamic_frame.from_options(" in migration.result.decode()


def test_rows_are_appended_through_a_connection_of_unity_catalog(migrated: Migrated) -> None:
    migration = _write(
        migrated, '"mysql", {"connectionName": "c", "useConnectionProperties": "true", "dbtable": "t", "bulkSize": "9"}'
    )

    assert '.option("databricks.connection", "c").option("dbtable", "t").mode("append").save()' in _line(migration)
    assert "must exist in Unity Catalog" in _said(migration)


def test_no_write_overwrites(migrated: Migrated) -> None:
    for arguments in ('"s3", {"path": target}, "json"', '"mysql", {"url": target, "dbtable": "t"}'):
        assert '.mode("append")' in _line(_write(migrated, arguments))


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (
            '"mongodb", {"uri": target, "database": "d", "collection": "c", "maxBatchSize": 9}',
            '.option("connection.uri", target).option("database", "d").option("collection", "c").mode("append").save()',
        ),
        ('"mongodb", {"uri": target, "forceInsert": "true"}', '.option("operationType", "insert").mode("append")'),
        ('"mongodb", {"uri": target, "replaceDocument": "false"}', '.option("operationType", "update")'),
        (
            '"custom.spark", {"className": "com.acme.X", "table": "t"}',
            '.write.format("com.acme.X").option("table", "t").mode("append").save()',
        ),
        (
            '"custom.jdbc", {"className": "x.Driver", "url": target, "dbTable": "t"}',
            '.option("driver", "x.Driver").option("dbtable", "t").mode("append").save()',
        ),
        (
            '"marketplace.jdbc", {"connectionName": target, "dbTable": "t"}',
            '.format("jdbc").option("databricks.connection", target).option("dbtable", "t").mode("append").save()',
        ),
    ],
)
def test_a_write_keeps_what_its_options_say(migrated: Migrated, arguments: str, code: str) -> None:
    assert code in _line(_write(migrated, arguments))


def test_a_password_in_the_source_becomes_a_secret_and_is_told(migrated: Migrated) -> None:
    migration = _write(
        migrated, '"mongodb", {"uri": "mongodb://h", "username": "reader", "password": "hidden", "collection": "c"}'
    )

    assert "hidden" not in migration.result.decode()
    assert "from databricks.sdk.runtime import dbutils" in migration.result.decode()
    assert "The secret h-uri must exist" in _said(migration)


def test_where_dbutils_means_something_else_nothing_is_written_with_it(migrated: Migrated) -> None:
    migration = _write(migrated, '"mongodb", {"uri": "mongodb://a:b@h"})\ndbutils = object(')

    assert "`dbutils` means something else" in _said(migration)


def test_a_constant_is_known_wherever_else_it_is_used(becomes: Becomes) -> None:
    assert becomes(
        'kind = "s3"\nshow([kind])\nx = gc.create_dynamic_frame.from_options(kind, {"path": "p"}, "orc")\n'
    ) == ('kind = "s3"\nshow([kind])\nx = spark.read.format("orc").load("p")\n')


@pytest.mark.parametrize("options", ["{}", '{"withHeader": False}', '{"skipFirst": True}'])
def test_columns_without_a_header_are_called_as_in_glue(migrated: Migrated, options: str) -> None:
    line = _line(_read(migrated, f'"s3", {{"paths": paths}}, "csv", {options}'))

    assert '.load(paths).transform(lambda rows: rows.toDF(*(f"col{at}" for at in range(len(rows.columns)))))' in line


def test_columns_with_a_header_that_is_known_only_later_are_told(migrated: Migrated) -> None:
    migration = _read(migrated, '"s3", {"paths": paths}, "csv", {"withHeader": flag}')

    assert "without a header Spark calls the columns _c0" in _said(migration)
    assert "toDF" not in migration.result.decode()


@pytest.mark.parametrize(
    ("keys", "call"),
    [
        ("keys", ".partitionBy(*(keys or []))"),
        ("None", ""),
        ('cfg.get("keys")', '.partitionBy(*(cfg.get("keys") or []))'),
        ('["y"] if keys else None', '.partitionBy(*((["y"] if keys else None) or []))'),
        ('["y"] if keys else []', '.partitionBy(*(["y"] if keys else []))'),
    ],
)
def test_partition_keys_that_may_be_none_make_no_folders_then(
    migrated: Callable[..., Migration], keys: str, call: str
) -> None:
    before = "from awsglue.context import GlueContext\ndef f(context: GlueContext, frame, cfg, keys=None):\n"
    options = f'{{"path": "s3://lake", "partitionKeys": {keys}}}'

    result = migrated(f'{before}    context.write_dynamic_frame.from_options(frame, "s3", {options}, "json")\n').result

    assert result.decode().endswith(f'    frame.write.mode("append"){call}.json("s3://lake")\n')


@pytest.mark.parametrize("call", ['"s3", {"path": "s3://lake"}, "csv", None', '"s3", {"path": "s3://lake"}, "csv", {}'])
def test_no_options_are_none(migrated: Callable[..., Migration], call: str) -> None:
    before = "from awsglue.context import GlueContext\ndef f(context: GlueContext, frame):\n"

    result = migrated(f"{before}    context.write_dynamic_frame.from_options(frame, {call})\n").result.decode()

    assert """.option("header", True).option("escape", '"').csv("s3://lake")""" in result
