"""Topics of Kafka as a target: rows become JSON. The brokers are a secret, as a connection of Glue knows them."""

from __future__ import annotations

from g2l_tui.engine.rewriting.binding import Argument
from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transforms.entries import CONNECTION, OPTIONS, Chain, Entries, account, known, option
from g2l_tui.engine.transforms.late_keys import Keys, Late, late
from g2l_tui.engine.transforms.literals import inside_fstring, quoted
from g2l_tui.engine.transforms.options import check_no_format, connection_kind
from g2l_tui.engine.transforms.registry import transform
from g2l_tui.engine.transforms.secrets import SCOPE, is_name, secret_called
from g2l_tui.engine.transforms.seeing import Surroundings
from g2l_tui.ruleset.template import Place, Text

_KIND = "kafka"
_BROKERS = "-bootstrap-servers"
_KEYS = Keys({"connectionName": None, "topicName": None}, ("typeOfData",), fixed={"classification": "json"})
_WRITTEN = (
    "A field that is null is left out of the JSON, and times stand in it as Spark writes them: compare a record with "
    "one that Glue has written"
)
_LATE = "The options are known only when the job runs: any other than a connection, a topic and JSON stops the job"
_NEEDED = (
    "The secret {name} must exist in the scope {scope}: the brokers as host:port, separated by commas. What the "
    "connection says of TLS and users becomes options of Spark, such as kafka.security.protocol."
)


@transform
def topic_writer(
    site: Surroundings,
    connection_type: Argument | None,
    connection_options: Argument | None,
    format_: Argument | None,
    variable: Text,
) -> Text:
    """Return the calls that write records to a topic, behind `write` of a frame with the column `value`."""
    options = _options(site, connection_type, connection_options, format_, variable)
    given = options.entries
    account(site, given, {"connectionName", "topicName", "classification"}, {"typeOfData": "the type says it"})
    is_json = "classification" not in given or known(site, given, "classification") == "json"
    if "topicName" not in given or not is_json:
        raise CannotRewriteError("the options name no `topicName`, or another format than JSON", code=OPTIONS)
    if options.lines:
        site.caution(OPTIONS, _LATE)
    site.caution(CONNECTION, _WRITTEN)
    topic = option("topic", given["topicName"][1].code)
    return Chain((f'format("{_KIND}")', brokers(site, given), topic, "save()")).text


@transform
def topic_lines(
    site: Surroundings,
    connection_type: Argument | None,
    connection_options: Argument | None,
    format_: Argument | None,
    variable: Text,
) -> tuple[Text, ...]:
    """Return the lines that hold the options and stop the job where one of them has no counterpart."""
    options = _options(site, connection_type, connection_options, format_, variable)
    return tuple(map(Text, options.lines))


def brokers(site: Surroundings, options: Entries) -> str:
    """Return the option that names the brokers: a secret for those that a connection of Glue knows."""
    if "connectionName" not in options:
        raise CannotRewriteError("the options name no brokers, and no connection that knows them", code=CONNECTION)
    name, code = known(site, options, "connectionName"), options["connectionName"][1].at(Place.OPERAND)
    if name is not None and not is_name(name):
        raise CannotRewriteError(f"`{name}` is no name of a secret", code=CONNECTION)
    wanted = quoted(f"{name}{_BROKERS}") if name else f'f"{{{inside_fstring(code)}}}{_BROKERS}"'
    site.caution(CONNECTION, _NEEDED.format(name=f"{name or code}{_BROKERS}", scope=SCOPE))
    return option("kafka.bootstrap.servers", secret_called(site, wanted))


def _options(
    site: Surroundings,
    connection_type: Argument | None,
    connection_options: Argument | None,
    format_: Argument | None,
    variable: Text,
) -> Late:
    if connection_kind(site, connection_type) != _KIND:
        raise CannotRewriteError("the target is no topic", code=CONNECTION)
    check_no_format(site, _KIND, format_)
    return late(site, connection_options, variable, _KEYS)
