"""Connectors that a connection of Glue says all of: its class, its options and its credentials become one secret."""

from __future__ import annotations

from g2l_tui.engine.rewriting.binding import Argument
from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transforms.connectors import OWN_SOURCES, given_options
from g2l_tui.engine.transforms.entries import CONNECTION, Chain, entries_of, known
from g2l_tui.engine.transforms.inherited import importable
from g2l_tui.engine.transforms.options import check_no_format, connection_kind
from g2l_tui.engine.transforms.registry import transform
from g2l_tui.engine.transforms.secrets import SCOPE, is_name, secret
from g2l_tui.engine.transforms.seeing import Surroundings
from g2l_tui.ruleset.template import Text

_JSON = "import json"
_NEEDED = (
    "The secret {name} must exist in the scope {scope}: a JSON object with the `className` of the connector and the "
    "options and credentials that its connection of Glue holds. The connector must be a library of the cluster, which "
    "serverless compute does not allow."
)


@transform
def connected_source(
    site: Surroundings,
    connection_type: Argument | None,
    connection_options: Argument | None,
    format_: Argument | None,
    connection: Text,
) -> Text:
    """Return the format and the options of a connector whose class a secret holds, behind `read` or `write`.

    `connection` is the variable that holds what the secret says.
    """
    name = _connection(site, connection_type, connection_options, format_)
    options = entries_of(site, connection_options, "connection_options")
    calls = given_options(site, {key: value for key, value in options.items() if key != "connectionName"})
    site.caution(CONNECTION, _NEEDED.format(name=name, scope=SCOPE))
    code = options["className"][1].code if "className" in options else f'{connection.code}["className"]'
    return Chain((f"format({code})", f"options(**{connection.code})", *calls)).text


@transform
def connected_lines(
    site: Surroundings,
    connection_type: Argument | None,
    connection_options: Argument | None,
    format_: Argument | None,
    connection: Text,
) -> tuple[Text, ...]:
    """Return the line that reads what was said of the connector in a connection of Glue."""
    name = _connection(site, connection_type, connection_options, format_)
    importable(site, _JSON)
    site.constant(_JSON)
    return (Text(f"{connection.code} = json.loads({secret(site, name)})"),)


def _connection(
    site: Surroundings, connection_type: Argument | None, connection_options: Argument | None, format_: Argument | None
) -> str:
    kind = connection_kind(site, connection_type)
    options = entries_of(site, connection_options, "connection_options")
    name = known(site, options, "connectionName")
    if kind not in OWN_SOURCES or "secretId" in options or name is None or not is_name(name):
        raise CannotRewriteError("no connection says what the connector is", code=CONNECTION)
    check_no_format(site, kind, format_)
    return name
