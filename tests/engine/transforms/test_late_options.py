"""Formats and options that are known only when the job runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from g2l_tui.model.migration import Migration, Status

Migrated = Callable[..., Migration]
Run = Callable[..., "Recorded"]

READ = """\
from awsglue.context import GlueContext


def step(context: GlueContext, kind=None, options=None, more=None):
    return context.create_dynamic_frame.from_options({arguments})
"""

WRITE = """\
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame


def step(frame: DynamicFrame, context: GlueContext = None, kind=None, options=None, more=None):
    context.write_dynamic_frame.from_options(frame, {arguments})
"""


class Recorded:
    """A reader, writer or frame that remembers what it is told, options apart from the other calls."""

    def __init__(self) -> None:
        self.given: dict[str, Any] = {}
        self.calls: list[tuple[str, tuple[Any, ...]]] = []
        self.read = self.write = self

    def option(self, name: str, value: object) -> Recorded:
        self.given[name] = value
        return self

    def options(self, **given: object) -> Recorded:
        self.given |= given
        return self

    def __getattr__(self, method: str) -> Callable[..., Recorded]:
        def told(*arguments: object) -> Recorded:
            self.calls.append((method, arguments))
            return self

        return told


@pytest.fixture(scope="session")
def run(migrated: Migrated) -> Run:
    """Migrates a function, calls it with something that records, and returns that."""

    def told(code: str, **arguments: object) -> Recorded:
        migration = migrated(code)
        assert migration.status is Status.MIGRATED
        names: dict[str, Any] = {}
        exec(compile(migration.result, "job.py", "exec"), names)
        recorded = Recorded()
        names["step"](recorded, **arguments)
        return recorded

    return told


SOURCES: list[tuple[str, dict[str, object], dict[str, object]]] = [
    ("csv", {"paths": ["p"]}, {"withHeader": True}),
    ("csv", {"paths": ["p"], "recurse": True}, {"withHeader": True, "separator": ";", "quoteChar": "'"}),
    ("csv", {"paths": ["p"], "groupFiles": "none"}, {"withHeader": True, "multiLine": True}),
    ("json", {"paths": ["p"]}, {"multiLine": True}),
    ("parquet", {"paths": ["p"], "recurse": True}, {}),
    ("xml", {"paths": ["p"]}, {"rowTag": "row"}),
]
_READ_DEFAULTS = {
    "header": False,
    "sep": ",",
    "quote": '"',
    "escape": '"',
    "multiLine": False,
    "recursiveFileLookup": False,
}


@pytest.mark.parametrize(("kind", "options", "more"), SOURCES)
def test_options_are_read_as_if_they_had_been_written_out(
    run: Run, kind: str, options: dict[str, object], more: dict[str, object]
) -> None:
    late = run(READ.format(arguments=f'"s3", options, "{kind}", more or {{}}'), options=options, more=more)

    written = run(READ.format(arguments=f'"s3", {options}, "{kind}", {more}'))
    assert late.calls == written.calls
    assert {**_READ_DEFAULTS, **late.given} == {**_READ_DEFAULTS, **written.given}


TARGETS: list[tuple[str, dict[str, object], dict[str, object]]] = [
    ("csv", {"path": "p"}, {}),
    ("csv", {"path": "p", "compression": "gzip"}, {"writeHeader": False, "separator": ";", "quoteChar": "'"}),
    ("json", {"path": "p", "partitionKeys": ["a", "b"]}, {}),
    ("parquet", {"path": "p"}, {"compression": "gzip", "useGlueParquetWriter": True}),
]
_WRITE_DEFAULTS = {"sep": ",", "quote": '"'}


@pytest.mark.parametrize(("kind", "options", "more"), TARGETS)
def test_options_are_written_with_as_if_they_had_been_written_out(
    run: Run, kind: str, options: dict[str, object], more: dict[str, object]
) -> None:
    late = run(WRITE.format(arguments=f'"s3", options, "{kind}", more or {{}}'), options=options, more=more)

    written = run(WRITE.format(arguments=f'"s3", {options}, "{kind}", {more}'))
    assert [call for call in late.calls if call != ("partitionBy", ())] == written.calls
    assert {**_WRITE_DEFAULTS, **late.given} == {**_WRITE_DEFAULTS, **written.given}


@pytest.mark.parametrize(
    ("code", "kind", "options", "more"),
    [
        (READ, "csv", {"paths": ["p"], "exclusions": "x"}, {}),
        (READ, "csv", {"paths": ["p"], "jobBookmarkKeys": ["id"]}, {}),
        (READ, "csv", {"paths": ["p"]}, {"escaper": "\\"}),
        (READ, "json", {"paths": ["p"]}, {"jsonPath": "$.rows"}),
        (READ, "parquet", {"paths": ["p"]}, {"withSchema": "x"}),
        (WRITE, "csv", {"path": "p", "mode": "overwrite"}, {}),
        (WRITE, "json", {"path": "p"}, {"separator": ";"}),
    ],
)
def test_an_option_without_a_counterpart_stops_the_job(
    run: Run, code: str, kind: str, options: dict[str, object], more: dict[str, object]
) -> None:
    with pytest.raises(ValueError, match="no counterpart"):
        run(code.format(arguments=f'"s3", options, "{kind}", more'), options=options, more=more)


@pytest.mark.parametrize(("code", "needed"), [(READ, "paths"), (WRITE, "path")])
def test_a_path_that_is_missing_stops_the_job(run: Run, code: str, needed: str) -> None:
    with pytest.raises(KeyError, match=needed):
        run(code.format(arguments='"s3", options, "json"'), options={})


@pytest.mark.parametrize("code", [READ, WRITE])
@pytest.mark.parametrize("kind", ["mysql", "postgresql", "oracle", "sqlserver"])
def test_a_database_is_reached_as_the_options_say(run: Run, code: str, kind: str) -> None:
    options = {"url": "jdbc:x", "dbtable": "t", "user": "u", "password": "p"}

    recorded = run(code.format(arguments=f'"{kind}", options'), options=options)

    assert recorded.given == options
    assert ("format", ("jdbc",)) in recorded.calls


DOCUMENTS: dict[str, object] = {"uri": "mongodb://h", "database": "d", "collection": "c"}
WAREHOUSE: dict[str, object] = {
    "url": "jdbc:r",
    "user": "u",
    "password": "p",
    "dbtable": "t",
    "redshiftTmpDir": "s3://t",
}
ROLE = {**WAREHOUSE, "aws_iam_role": "arn"}


@pytest.mark.parametrize(
    ("code", "kind", "options", "given"),
    [
        (READ, "mongodb", DOCUMENTS, {"connection.uri": "mongodb://h"}),
        (READ, "mongodb", {**DOCUMENTS, "connection.uri": "mongodb://i"}, {"connection.uri": "mongodb://i"}),
        (READ, "documentdb", DOCUMENTS, {"connection.uri": "mongodb://h"}),
        (WRITE, "mongodb", {**DOCUMENTS, "maxBatchSize": "9"}, {"collection": "c"}),
        (WRITE, "documentdb", DOCUMENTS, {"database": "d"}),
        (READ, "redshift", WAREHOUSE, {"tempdir": "s3://t", "forward_spark_s3_credentials": True}),
        (READ, "redshift", ROLE, {"aws_iam_role": "arn", "forward_spark_s3_credentials": False}),
        (WRITE, "redshift", {**ROLE, "extracopyoptions": "X"}, {"extracopyoptions": "X", "tempdir": "s3://t"}),
    ],
)
def test_documents_and_a_warehouse_are_reached_as_the_options_say(
    run: Run, code: str, kind: str, options: dict[str, object], given: dict[str, object]
) -> None:
    recorded = run(code.format(arguments=f'"{kind}", options'), options=options)

    assert given.items() <= recorded.given.items()
    assert ("mode", ("append",)) in recorded.calls or code is READ
    assert not {"maxBatchSize", "uri", "redshiftTmpDir"} & recorded.given.keys()


@pytest.mark.parametrize(
    ("code", "kind", "options"),
    [
        (READ, "mongodb", {**DOCUMENTS, "username": "u"}),
        (READ, "mongodb", {**DOCUMENTS, "connectionName": "c"}),
        (READ, "documentdb", {**DOCUMENTS, "ssl": "true"}),
        (WRITE, "mongodb", {**DOCUMENTS, "replaceDocument": "false"}),
        (WRITE, "documentdb", {**DOCUMENTS, "retryWrites": "false"}),
        (READ, "redshift", {"connectionName": "c", "useConnectionProperties": "true", "dbtable": "t"}),
        (WRITE, "redshift", {**WAREHOUSE, "preactions": "truncate t"}),
    ],
)
def test_what_another_connector_would_not_be_told_stops_the_job(
    run: Run, code: str, kind: str, options: dict[str, object]
) -> None:
    with pytest.raises(ValueError, match="no counterpart"):
        run(code.format(arguments=f'"{kind}", options'), options=options)


def test_no_partitions_are_asked_for_by_none(run: Run) -> None:
    recorded = run(WRITE.format(arguments='"s3", options, "json"'), options={"path": "p", "partitionKeys": None})

    assert ("partitionBy", ()) in recorded.calls


@pytest.mark.parametrize(
    ("code", "arguments", "words"),
    [
        (WRITE, '"s3", options, "xml", more or {}', "Glue cannot write XML either"),
        (READ, '"dynamodb", options', "AWSDynamoDB"),
        (READ, '"kafka", options', "the columns must be named"),
    ],
)
def test_what_no_options_would_help_is_said_before_that_they_are_not_known(
    migrated: Migrated, code: str, arguments: str, words: str
) -> None:
    findings = migrated(code.format(arguments=arguments)).findings

    assert any(words in finding.message + finding.hint for finding in findings)
    assert not any("keys of connection_options" in finding.message for finding in findings)


def test_options_that_name_a_connection_of_glue_stop_the_job_and_are_not_shown(run: Run) -> None:
    options = {"useConnectionProperties": "true", "connectionName": "c", "dbtable": "t", "password": "hunter2"}

    with pytest.raises(ValueError, match="connectionName") as stopped:
        run(READ.format(arguments='"mysql", options'), options=options)

    assert "hunter2" not in str(stopped.value)


def test_a_format_that_is_not_known_is_handed_on(run: Run) -> None:
    read = run(READ.format(arguments='"s3", {"paths": ["p"]}, kind'), kind="parquet")
    written = run(WRITE.format(arguments='"s3", {"path": "p"}, kind'), kind="parquet")

    assert read.calls == [("format", ("parquet",)), ("load", (["p"],))]
    assert written.calls == [("mode", ("append",)), ("format", ("parquet",)), ("save", ("p",))]


def test_a_format_that_is_not_known_is_read_with_the_options_of_csv(run: Run) -> None:
    code = READ.format(arguments='"s3", {"paths": ["p"]}, kind, {"withHeader": True, "separator": ";"}')

    assert run(code, kind="csv").given == {"header": True, "sep": ";", "escape": '"'}


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (READ.format(arguments='"s3", {"paths": ["p"]}, kind'), "_c0, _c1"),
        (READ.format(arguments='"s3", {"paths": ["p"]}, kind'), "one that only Glue has"),
        (READ.format(arguments='"s3", options, "csv"'), "any other one stops the job"),
        (WRITE.format(arguments='"s3", {"path": "p"}, kind'), "`glueparquet`"),
        (WRITE.format(arguments='"s3", options, "csv"'), "any other one stops the job"),
    ],
)
def test_a_reviewer_hears_what_is_not_known(migrated: Migrated, code: str, words: str) -> None:
    findings = migrated(code).findings

    assert any(words in finding.message for finding in findings)


@pytest.mark.parametrize(
    "arguments",
    [
        '"snowflake", options',
        '"kafka", options',
        '"s3", options',
        '"s3", options, "ion"',
        '"mysql", options, "csv"',
        "kind, options",
        "kind, options, None",
        'kind(), options, "csv"',
        '"s3", options, None',
        'kind, options, "ion"',
        '"s3", options, "csv", {"nonsense": 1}',
        '"s3", {"paths": [kind], "exclusions": kind, **more}, "csv"',
        '"mongodb", {"uri": "mongodb://me:secret@host", **options}',
    ],
)
def test_what_cannot_be_read_whatever_the_options_are_is_refused(migrated: Migrated, arguments: str) -> None:
    migration = migrated(READ.format(arguments=arguments))

    assert f"from_options({arguments})" in migration.result.decode()


def test_a_predicate_beside_options_that_are_not_known_is_applied(run: Run) -> None:
    code = READ.format(arguments='"s3", options, "csv", push_down_predicate="a > 1"')

    assert run(code, options={"paths": ["p"]}).calls[-1] == ("where", ("a > 1",))


@pytest.mark.parametrize(("code", "options"), [(READ, {"paths": ["p"]}), (WRITE, {"path": "p"})])
def test_a_connection_type_that_is_not_known_must_be_that_of_files(
    run: Run, migrated: Migrated, code: str, options: dict[str, object]
) -> None:
    code = code.format(arguments='kind, options, "parquet"')

    assert run(code, kind="s3", options=options).calls
    assert any("any other than `s3` stops the job" in finding.message for finding in migrated(code).findings)
    with pytest.raises(ValueError, match="connection type"):
        run(code, kind="mysql", options=options)


_TABLE = '{"url": options["url"], "dbtable": "t", "user": options["user"], "password": options["password"]}'
_CONNECTED = '{"connectionName": "c", "useConnectionProperties": "true", "dbtable": "t"}'


@pytest.mark.parametrize("code", [READ, WRITE])
@pytest.mark.parametrize("table", [_TABLE, _CONNECTED])
def test_a_connection_type_that_is_not_known_must_be_that_of_a_database_for_a_table(
    run: Run, migrated: Migrated, code: str, table: str
) -> None:
    code = code.format(arguments=f"kind, {table}")

    assert run(code, kind="oracle", options=DOCUMENTS | WAREHOUSE).given["dbtable"] == "t"
    assert any("`sqlserver` stops the job" in finding.message for finding in migrated(code).findings)
    for other in ("s3", "redshift", "dynamodb"):
        with pytest.raises(ValueError, match="connection type"):
            run(code, kind=other, options=WAREHOUSE)


@pytest.mark.parametrize("options", ["options", '{"dynamodb.input.tableName": "t"}', "{}"])
def test_a_connection_type_that_is_not_known_is_refused_where_nothing_says_that_it_is_a_table(
    migrated: Migrated, options: str
) -> None:
    migration = migrated(READ.format(arguments=f"kind, {options}"))

    assert f"from_options(kind, {options})" in migration.result.decode()


@pytest.mark.parametrize(
    ("kind", "given", "key"),
    [
        ("redshift", '{"url": more, "dbtable": "t", "redshiftTmpDir": more}', "aws_iam_role"),
        ("mongodb", '{"uri": more, "collection": "c"}', "database"),
        ("custom.spark", '{"className": "com.acme.X"}', "database"),
    ],
)
def test_a_key_that_is_there_only_sometimes_is_no_option_of_spark(
    migrated: Migrated, kind: str, given: str, key: str
) -> None:
    *head, call = READ.format(arguments=f'"{kind}", given').splitlines()

    migration = migrated(
        "\n".join([*head, f"    given = {given}", "    if kind:", f'        given["{key}"] = kind', call])
    )

    assert f"holds `{key}` only sometimes" in migration.findings[0].message
