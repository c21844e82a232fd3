"""Connectors that a team brought along, or bought in the marketplace: their own class, driver and options."""

from __future__ import annotations

import ast
import re

from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transforms.entries import (
    CONNECTION,
    OPTIONS,
    Chain,
    Entries,
    account,
    check_no_secret,
    known,
    option,
    shown,
    without_place,
)
from g2l_tui.engine.transforms.inherited import importable
from g2l_tui.engine.transforms.registry import Site
from g2l_tui.engine.transforms.secrets import SCOPE, is_name, secret
from g2l_tui.engine.transforms.seeing import Surroundings
from g2l_tui.engine.transforms.stepwise import check_certain

OWN_SOURCES = frozenset({"custom.spark", "marketplace.spark"})
OWN_DRIVERS = frozenset({"custom.jdbc", "marketplace.jdbc"})

_NEEDED = "{name} must be a library of the cluster, which serverless compute does not allow."
_JSON = "import json"
_SPLIT = ("partitionColumn", "lowerBound", "upperBound", "numPartitions")
_TYPES = {
    "BIGINT": "bigint",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "DOUBLE": "double",
    "FLOAT": "double",
    "INTEGER": "int",
    "TIMESTAMP": "timestamp",
}
"""What Spark makes of a type of JDBC where the database has no say of its own."""

_TEXTS = (
    "`dataTypeMapping` names the type {origin}: every column that Spark reads as {found} becomes text, those of other "
    "types of the database too, and in Spark's words, where Glue takes the driver's"
)
_CREDENTIAL = re.compile(r"password|pwd|secret|token|user", re.IGNORECASE)


def own_source(site: Surroundings, options: Entries) -> Chain:
    """Return the format and the options of a connector for Spark, behind `read` or `write`."""
    calls = given_options(site, options)
    if "className" not in options or "connectionName" in options:
        raise _hidden(site, options)
    name = options["className"][1].code
    site.caution(CONNECTION, _NEEDED.format(name=name))
    return Chain((f"format({name})", *_secret_options(site, options), *calls))


def given_options(site: Surroundings, options: Entries) -> list[str]:
    """Return the options that a connector is given by the code. Raises CannotRewriteError for a credential."""
    check_certain(options)
    given = {key: value for key, value in options.items() if key not in ("className", "secretId")}
    check_no_secret(site, given, (key for key in given if _CREDENTIAL.search(key)), given)
    for key, (node, _) in given.items():
        if isinstance(site.literal(node), ast.Dict | ast.List | ast.Tuple):
            raise CannotRewriteError(
                f"`{key}` holds more than one value, an option of Spark holds a text", code=OPTIONS
            )
    return [option(key, text.code) for key, (_, text) in given.items()]


def _hidden(site: Surroundings, options: Entries) -> CannotRewriteError:
    """Return the refusal of a connector that a connection of Glue knows more of than the code does."""
    given = "".join(
        f".{option(key, shown(site, options, key, '…'))}"
        for key in options
        if key not in ("className", "connectionName")
    )
    name = shown(site, options, "connectionName", "of Glue")
    return CannotRewriteError(
        "the class of the connector, or what it is given, stands in a connection of Glue",
        code=CONNECTION,
        hint=f"write .format({shown(site, options, 'className', '<class>')}){given} behind spark.read or frame.write, "
        f'and what the connection {name} holds, credentials with dbutils.secrets.get("scope", "key"), '
        "on a cluster that has the connector",
    )


def _secret_options(site: Surroundings, options: Entries) -> list[str]:
    """Glue gives a connector all that its secret holds, as options."""
    if "secretId" not in options:
        return []
    name = _held(site, options)
    importable(site, _JSON)
    site.constant(_JSON)
    site.caution(CONNECTION, f"The secret {name} must exist in the scope {SCOPE}: the same JSON object as in Glue.")
    return [f"options(**json.loads({secret(site, name)}))"]


def _held(site: Surroundings, options: Entries) -> str:
    name = known(site, options, "secretId")
    if name is None or not is_name(name):
        raise CannotRewriteError("the name of the secret is known only when the job runs", code=CONNECTION)
    return name


def own_driver(site: Surroundings, options: Entries) -> list[str]:
    """Return the options of a connector for JDBC, behind `format("jdbc")`."""
    named = ("dbTable", "dbtable", "query", "user", "password")
    account(site, options, {"url", "className", "secretId", *named, *_SPLIT}, {})
    if "query" in options and any(key in options for key in ("dbTable", "dbtable", "partitionColumn")):
        raise CannotRewriteError("Spark splits a table, and no query, or takes one of both", code=CONNECTION)
    if "url" not in options or "className" not in options:
        raise CannotRewriteError("connection_options names no `url` or no `className`", code=CONNECTION)
    driver = options["className"][1].code
    site.caution(CONNECTION, _NEEDED.format(name=driver))
    given = [option(key.lower() if key == "dbTable" else key, options[key][1].code) for key in named if key in options]
    split = [option(key, options[key][1].code) for key in _SPLIT if key in options]
    return [option("url", _address(site, options)), option("driver", driver), *given, *split]


def mapped_types(site: Site, options: Entries) -> list[str]:
    """Return the call on the frame that was read which makes texts of the columns that `dataTypeMapping` names."""
    if "dataTypeMapping" not in options:
        return []
    node, text = options["dataTypeMapping"]
    match site.literal(node):
        case ast.Dict(keys=[ast.Constant(value=str(origin))], values=[ast.Constant(value=str(target))]) if (
            origin.upper() in _TYPES and target.upper() == "STRING"
        ):
            found = _TYPES[origin.upper()]
        case _:
            raise without_place("dataTypeMapping", text)
    site.caution(OPTIONS, _TEXTS.format(origin=origin, found=found))
    column = f'rows[name].cast("string").alias(name) if kind == "{found}" else name'
    return [f"transform(lambda rows: rows.select([{column} for name, kind in rows.dtypes]))"]


def _address(site: Surroundings, options: Entries) -> str:
    """The address as given; a secret where Glue fills it in from one of its own."""
    if "secretId" not in options:
        check_no_secret(site, options)
        return options["url"][1].code
    site.drop("secretId", "the address is a secret as a whole")
    name = f"{_held(site, options)}-url"
    site.caution(CONNECTION, f"The secret {name} must exist in the scope {SCOPE}: the whole address, filled in.")
    return secret(site, name)
