"""Frames that come from elsewhere than a catalog or a path, and what is done to them around a read or write."""

from __future__ import annotations

import ast
import re

from g2l_tui.engine.kinds.kind import Either, Instance
from g2l_tui.engine.rewriting.binding import Argument
from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transforms.entries import Chain
from g2l_tui.engine.transforms.literals import inside_fstring, quoted, string
from g2l_tui.engine.transforms.registry import Site, transform
from g2l_tui.engine.transforms.secrets import SCOPE, SECRETS, is_name, secret_called
from g2l_tui.engine.transforms.seeing import Surroundings, assigned_name, is_statement
from g2l_tui.ruleset.template import Place, Text

ROWS = "G2L147"
QUALITY = "G2L183"

_GRANULARITIES = {"day": 3, "hour": 4, "minute": 5}
_TIME_COLUMNS = (("year", "yyyy"), ("month", "MM"), ("day", "dd"), ("hour", "HH"), ("minute", "mm"))
_HELD = ("url", "user", "password")
_NEEDED = "The secrets {keys} must exist in the scope {scope}; a Unity Catalog connection would need none of them."
_ONLY_HELD = (
    "Glue's dictionary has more keys, such as `vendor` and `fullUrl`: whoever asks for one of those finds it missing"
)


@transform
def single_frame(site: Site, frame: Argument | None) -> Text:
    """Allow one frame; a collection of frames is written frame by frame, each under a name that Glue chooses."""
    kind = site.kind(frame.node) if frame else None
    if frame is None or kind not in (Instance("DynamicFrame"), Instance("DataFrame")):
        code = "G2L107" if isinstance(kind, Either) else "G2L106"
        written = frame.text.code if frame else "frame"
        raise CannotRewriteError(
            f"`{written}` may be a collection, of which Glue writes each frame under a name of its own",
            code=code,
            hint=f"for name, each in {written}.items(): write each to a path or table of that name",
        )
    return frame.text


@transform
def no_collection(site: Site, frame: Argument | None) -> Text:
    """Allow what is not known to be a collection of frames; a frame that nothing is known of is one."""
    kind = site.kind(frame.node) if frame else None
    kinds = kind.kinds if isinstance(kind, Either) else {kind}
    if frame is None or Instance("DynamicFrameCollection") in kinds:
        return single_frame(site, frame)
    return frame.text


@transform
def listed_rows(site: Site, rows: Argument | None) -> Text:
    """Return the list behind `sc.parallelize(list)`: compute without a SparkContext has no RDDs."""
    match rows.node if rows else None:
        case ast.Call(func=ast.Attribute(attr="parallelize"), args=[listed, *slices], keywords=[]) as call if site.kind(
            call
        ) == Instance("RDD"):
            if slices:
                site.drop("numSlices", "Spark chooses partitions itself")
            return site.text(listed)
        case _:
            raise CannotRewriteError(
                f"`{rows.text.code if rows else 'data'}` is an RDD, which shared and serverless compute do not have",
                code=ROWS,
                hint="pass the list itself to spark.createDataFrame, or read the files with spark.read",
            )


@transform
def ingestion_columns(site: Site, granularity: Argument | None) -> Text:
    """Return the calls that add the columns of the time of ingestion, behind a frame."""
    name = string(site, granularity.node) if granularity else None
    if name is None or name.lower() not in _GRANULARITIES:
        raise CannotRewriteError("the granularity is not one of day, hour and minute, or known only when the job runs")
    columns = _TIME_COLUMNS[: _GRANULARITIES[name.lower()]]
    return Chain(
        tuple(
            f'withColumn("ingest_{part}", F.date_format(F.current_timestamp(), "{pattern}"))'
            for part, pattern in columns
        )
    ).text


@transform
def default_ruleset(site: Surroundings, frame: Argument | None, ruleset: Argument | None) -> Text:
    """Return the frame that is evaluated with Glue Studio's default ruleset, and whose result nobody takes."""
    rules = string(site, ruleset.node) if ruleset else None
    is_default = re.sub(r"\s", "", rules or "") == "Rules=[ColumnCount>0]"
    if frame is None or not is_default or not is_statement(site) or not isinstance(frame.node, ast.Name):
        shown = frame.text.code if frame else "the frame"
        raise CannotRewriteError(
            "the rules are evaluated by Glue Data Quality, which Databricks does not have",
            code=QUALITY,
            hint=f"check {shown} with Databricks Labs DQX, CHECK constraints, or expectations of a pipeline",
        )
    return frame.text


@transform
def connection_secrets(site: Surroundings, connection: Argument | None) -> Text:
    """Return a dictionary of secrets for what is read of a Glue connection: `url`, `user` and `password`."""
    name = string(site, connection.node) if connection else None
    other = site.keys_read(site.call) - set(_HELD)
    if connection is None or other or (name is not None and not is_name(name)):
        raise CannotRewriteError(
            f"Databricks gives no credentials of a connection out, and `{min(other, default=name)}` is no secret",
            code=SECRETS,
            hint="read through a Unity Catalog connection, or put url, user and password into a secret scope",
        )
    shown = name if name is not None else site.source(connection.node)
    read = _keys_read(site)
    wanted = read or _HELD
    site.caution(SECRETS, _NEEDED.format(keys=", ".join(f"{shown}-{key}" for key in wanted), scope=SCOPE))
    if not read:
        site.caution(SECRETS, _ONLY_HELD)
    items = [f'"{key}": {secret_called(site, _secret_name(name, connection, key))}' for key in wanted]
    if len(items) == 1:
        return Text(f"{{{items[0]}}}")
    indent = site.view.module.indent_of(site.call)
    lines = "".join(f"{indent}    {item},\n" for item in items)
    return Text(f"{{\n{lines}{indent}}}")


def _secret_name(connection: str | None, argument: Argument, key: str) -> str:
    """The code of a secret's name: a literal, or an f-string where the connection is not known yet."""
    if connection is not None:
        return quoted(f"{connection}-{key}")
    return f'f"{{{inside_fstring(argument.text.at(Place.OPERAND))}}}-{key}"'


def _keys_read(site: Surroundings) -> list[str]:
    """The keys that are read of the dictionary, in the order of a connection; none when others may be."""
    name = assigned_name(site)
    loads = [load for scope in site.view.scopes.every for load in site.view.scopes.loads(scope, name or "")]
    for load in loads:
        match site.view.parents.get(load):
            case ast.Subscript(value=value, slice=ast.Constant(value=str(key)), ctx=ast.Load()) if (
                value is load and key in _HELD
            ):
                continue
            case _:
                return []
    found = site.keys_read(site.call)
    return [key for key in _HELD if key in found]
