"""What a script would do if it ran, read from its text: nothing of a user runs before this list was seen."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from g2l_tui.engine.text.module import parse_module
from g2l_tui.errors import ParseError
from g2l_tui.model.source import Source


class IntentKind(str, Enum):
    """What a call is about. `blocked` kinds do not happen in a proof: the sandbox refuses them."""

    SUBPROCESS = "starts a process"
    NETWORK = "opens the network"
    DELETE = "deletes"
    CLOUD = "calls AWS"
    CODE = "runs code made at run time"
    FILES = "writes files"
    NATIVE = "loads native code"


@dataclass(frozen=True, slots=True, order=True)
class Intent:
    """One call of a script at `line` (1-based) of `path`; `call` is its text, shortened."""

    path: str
    line: int
    kind: IntentKind
    call: str


def intents(source: Source) -> tuple[Intent, ...]:
    """Return what the calls of a source are about, in their order. A source that does not parse has none."""
    try:
        tree = parse_module(source).tree
    except (ParseError, RecursionError):
        return ()
    names = _imported(tree)
    found = {
        Intent(source.path, node.lineno, kind, _short(node))
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and (kind := _kind(node, names)) is not None
    }
    return tuple(sorted(found, key=lambda intent: (intent.line, intent.call)))


_MODULES = {
    "subprocess": IntentKind.SUBPROCESS, "pexpect": IntentKind.SUBPROCESS, "multiprocessing": IntentKind.SUBPROCESS,
    "socket": IntentKind.NETWORK, "requests": IntentKind.NETWORK, "urllib": IntentKind.NETWORK,
    "urllib3": IntentKind.NETWORK, "http": IntentKind.NETWORK, "httpx": IntentKind.NETWORK,
    "smtplib": IntentKind.NETWORK, "ftplib": IntentKind.NETWORK, "paramiko": IntentKind.NETWORK,
    "psycopg2": IntentKind.NETWORK, "pymysql": IntentKind.NETWORK, "redshift_connector": IntentKind.NETWORK,
    "pg8000": IntentKind.NETWORK, "snowflake": IntentKind.NETWORK, "kafka": IntentKind.NETWORK,
    "boto3": IntentKind.CLOUD, "botocore": IntentKind.CLOUD, "s3fs": IntentKind.CLOUD,
    "awswrangler": IntentKind.CLOUD, "ctypes": IntentKind.NATIVE, "cffi": IntentKind.NATIVE,
}  # fmt: skip
_CALLS = {
    "os.system": IntentKind.SUBPROCESS, "os.popen": IntentKind.SUBPROCESS, "os.fork": IntentKind.SUBPROCESS,
    "os.kill": IntentKind.SUBPROCESS, "os.remove": IntentKind.DELETE, "os.unlink": IntentKind.DELETE,
    "os.rmdir": IntentKind.DELETE, "os.removedirs": IntentKind.DELETE, "shutil.rmtree": IntentKind.DELETE,
    "shutil.move": IntentKind.FILES, "shutil.copy": IntentKind.FILES, "shutil.copyfile": IntentKind.FILES,
    "eval": IntentKind.CODE, "exec": IntentKind.CODE, "compile": IntentKind.CODE, "__import__": IntentKind.CODE,
    "importlib.import_module": IntentKind.CODE,
}  # fmt: skip
_MEMBERS = {
    "purge_s3_path": IntentKind.DELETE, "purge_table": IntentKind.DELETE, "transition_table": IntentKind.DELETE,
    "transition_s3_path": IntentKind.DELETE, "delete_object": IntentKind.DELETE, "delete_objects": IntentKind.DELETE,
    "delete_table": IntentKind.DELETE, "batch_delete_partition": IntentKind.DELETE, "unlink": IntentKind.DELETE,
    "rmtree": IntentKind.DELETE, "write_text": IntentKind.FILES, "write_bytes": IntentKind.FILES,
}  # fmt: skip
_WORDS_THAT_DELETE = ("drop table", "drop schema", "drop database", "truncate", "delete from", "vacuum")


def _kind(call: ast.Call, names: Mapping[str, str]) -> IntentKind | None:
    dotted = _dotted(call.func, names)
    if dotted in _CALLS:
        return _CALLS[dotted]
    if dotted.partition(".")[0] in _MODULES:
        return _MODULES[dotted.partition(".")[0]]
    if dotted == "open" and _opens_for_writing(call):
        return IntentKind.FILES
    match call.func:
        case ast.Attribute(attr=member) if member in _MEMBERS:
            return _MEMBERS[member]
        case ast.Attribute(attr="sql") if any(word in _literal(call).lower() for word in _WORDS_THAT_DELETE):
            return IntentKind.DELETE
        case ast.Attribute(attr="client" | "resource", value=ast.Name(id=owner)) if "session" in owner.lower():
            return IntentKind.CLOUD
        case _:
            return None


def _imported(tree: ast.Module) -> dict[str, str]:
    """What the names that imports bind stand for, as dotted paths."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=aliases):
                for alias in aliases:
                    names[alias.asname or alias.name.partition(".")[0]] = (
                        alias.name if alias.asname else alias.name.partition(".")[0]
                    )
            case ast.ImportFrom(module=str(module), names=aliases, level=0):
                names.update({alias.asname or alias.name: f"{module}.{alias.name}" for alias in aliases})
    return names


def _dotted(node: ast.expr, names: Mapping[str, str]) -> str:
    match node:
        case ast.Name(id=name):
            return names.get(name, name)
        case ast.Attribute(value=value, attr=attr):
            owner = _dotted(value, names)
            return f"{owner}.{attr}" if owner else ""
        case _:
            return ""


def _opens_for_writing(call: ast.Call) -> bool:
    modes = [*call.args[1:2], *(each.value for each in call.keywords if each.arg == "mode")]
    return any(not isinstance(mode, ast.Constant) or set("wax+") & set(str(mode.value)) for mode in modes)


def _literal(call: ast.Call) -> str:
    parts = (node.value for argument in call.args[:1] for node in ast.walk(argument) if isinstance(node, ast.Constant))
    return " ".join(str(part) for part in parts)


def _short(call: ast.Call) -> str:
    text = " ".join(ast.unparse(call).split())
    return text if len(text) <= 80 else text[:79] + "…"
