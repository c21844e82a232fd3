"""Clients of AWS services: what they ask of Glue has a counterpart on Databricks, what of others needs a credential."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from g2l_tui.engine.codes import hint_of, severity_of
from g2l_tui.engine.text.module import Module
from g2l_tui.model.finding import Finding

GLUE_CALL = "G2L206"
CLIENT = "G2L207"

_MAKES_CLIENT = frozenset({"client", "resource"})
_ADVICE = (
    (r"job_bookmark", "delete the checkpoint of the stream instead; that reads everything again"),
    (r"job", "let the tasks of one Databricks job depend on each other, or call jobs.run_now of databricks-sdk"),
    (r"crawler", "leave it out where the job writes the table; MSCK REPAIR TABLE refreshes an external one"),
    (r"workflow|trigger", "pass values between tasks with dbutils.jobs.taskValues, or as parameters of the job"),
    (r"connection", "read each credential from a secret scope: dbutils.secrets.get(scope, key)"),
    (r"(create|update|delete|import)\w*_partition", "leave it out for Delta; else ALTER TABLE … ADD PARTITION"),
    (r"partition", "list them with SHOW PARTITIONS; one that is missing is no error there"),
    (
        r"delete_(table|database)|batch_delete_table",
        "DROP TABLE deletes the rows of a managed table too: see what it is",
    ),
    (r"(create|update)_(table|database)", "write it as DDL: CREATE TABLE, CREATE SCHEMA, ALTER TABLE"),
    (r"table|database", "ask Unity Catalog: spark.catalog.getTable, DESCRIBE DETAIL, SHOW TABLES IN …"),
)
"""What to write instead of a method of the Glue service, by the first pattern that its name holds."""


def mentions_services(content: bytes) -> bool:
    """Whether a client of the Glue service may be made in the source; False is certain."""
    return b"boto" in content and b"glue" in content


def glue_calls(_before: Module, after: Module) -> Iterator[Finding]:
    """Find the calls of the Glue service, which still reach AWS after the migration."""
    clients = _clients(after)
    if "glue" not in clients.values():
        return
    for node in after.nodes.of(ast.Call):
        match node:
            case ast.Call(func=ast.Attribute(value=owner, attr=method)) if clients.get(_text(owner)) == "glue":
                asked = _paginated(node) or method
                message = f"`{ast.unparse(node.func)}` asks AWS Glue, and goes on doing so on Databricks"
                yield _finding(GLUE_CALL, node, message, _advice(asked))


def clients_of_services(_before: Module, after: Module) -> Iterator[Finding]:
    """Find the clients of other services, once each: Databricks gives a job no credentials of its own."""
    seen = {"glue"}
    for node in after.nodes.calls_of(_MAKES_CLIENT):
        if (service := _service(node)) and service not in seen:
            seen.add(service)
            message = f"The client of `{service}` needs a service credential: there is no role of the job's own"
            yield _finding(CLIENT, node, message, hint_of(CLIENT))


def _clients(module: Module) -> dict[str, str]:
    """The services by what holds their client, as written, and by the calls that make one."""
    found: dict[str, str] = {}
    for call in module.nodes.calls_of(_MAKES_CLIENT):
        if service := _service(call):
            found[_text(call)] = service
            match module.nodes.parents.get(call):
                case ast.Assign(targets=[target], value=value) | ast.AnnAssign(target=target, value=value) if (
                    value is call
                ):
                    found[_text(target)] = service
    return found


def _service(call: ast.Call) -> str | None:
    """The service that `boto3.client("glue")`, or the same of a session, makes a client of."""
    named = [keyword.value for keyword in call.keywords if keyword.arg == "service_name"]
    match [*call.args[:1], *named]:
        case [ast.Constant(value=str(service))]:
            return service
        case _:
            return None


def _paginated(call: ast.Call) -> str | None:
    match call:
        case ast.Call(func=ast.Attribute(attr="get_paginator"), args=[ast.Constant(value=str(method))]):
            return method
        case _:
            return None


def _advice(method: str) -> str:
    return next((advice for pattern, advice in _ADVICE if re.search(pattern, method)), hint_of(GLUE_CALL))


def _text(node: ast.expr) -> str:
    return ast.unparse(node)


def _finding(code: str, node: ast.Call, message: str, hint: str) -> Finding:
    return Finding(code, severity_of(code), node.lineno, node.col_offset + 1, message, hint, target_line=node.lineno)
