"""getResolvedOptions as argparse, which it is."""

from __future__ import annotations

import ast
from pathlib import PurePosixPath

from g2l_tui.engine.kinds.kind import Symbol
from g2l_tui.engine.rewriting.binding import Argument
from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transforms.literals import quoted, strings
from g2l_tui.engine.transforms.registry import Site, transform
from g2l_tui.engine.transforms.seeing import Surroundings, assigned_name
from g2l_tui.ruleset.template import Place, Text

ARGUMENT = "G2L130"

ALWAYS_THERE = (
    "TempDir", "RedshiftTempDir", "JOB_ID", "JOB_RUN_ID", "SECURITY_CONFIGURATION", "encryption_type",
    "enable_data_lineage", "job_bookmark_option", "job_bookmark_from", "job_bookmark_to",
)  # fmt: skip
"""Keys that getResolvedOptions gives without being asked (awsglue/utils.py)."""

_NOT_ASKED = {"job-bookmark-option", "job_bookmark_option", "continuation-option", "JOB_ID", "JOB_RUN_ID",
              "SECURITY_CONFIGURATION"}  # fmt: skip


@transform
def command_line(site: Site, args: Argument | None) -> Text:
    """Return what the parser is given: nothing for the arguments of this process, which it finds itself."""
    if args is None:
        raise CannotRewriteError("the arguments are missing", code=ARGUMENT)
    match site.literal(args.node):
        case ast.Attribute(value=ast.Name(id="sys"), attr="argv"):
            return Text("")
        case _:
            return Text(f"{args.text.at(Place.RECEIVER)}[1:]")


@transform
def making(site: Site, parser: Text, raising: Text) -> tuple[Text, ...]:
    """Return the lines that make the parser: one that raises where the error is caught, as Glue's does."""
    if not site.is_guarded:
        return (Text(f"{parser.code} = argparse.ArgumentParser(allow_abbrev=False)"),)
    return (
        Text(f"class {raising.code}(argparse.ArgumentParser):"),
        Text("    def error(self, message):"),
        Text("        raise argparse.ArgumentError(None, message)"),
        Text(f"{parser.code} = {raising.code}(allow_abbrev=False)"),
    )


@transform
def declarations(site: Surroundings, options: Argument | None, parser: Text) -> tuple[Text, ...]:
    """Return one `add_argument` line for each option, and for each key that Glue gives unasked and is read."""
    names = strings(site, options.node) if options else None
    if options is None or names is None or isinstance(site.literal(options.node), ast.Constant):
        raise CannotRewriteError("the names of the job's arguments are put together while it runs", code=ARGUMENT)
    if asked := _NOT_ASKED & set(names):
        raise CannotRewriteError(f"Glue raises when asked for {min(asked)}", code=ARGUMENT)
    names = tuple(dict.fromkeys(names))
    unasked = site.keys_read(site.call) & set(ALWAYS_THERE) - {name.replace("-", "_") for name in names}
    job = PurePosixPath(site.path).stem if _is_what_runs(site) else ""
    lines = [_declaration(parser.code, name, job) for name in names]
    lines += [f'{parser.code}.add_argument("--{name}", default=None)' for name in sorted(unasked)]
    return tuple(Text(line) for line in lines)


@transform
def declaration_loop(site: Surroundings, options: Argument | None, parser: Text, name: Text) -> tuple[Text, ...]:
    """Return the lines that declare options whose names are put together while the job runs."""
    if options is None or strings(site, options.node) is not None:
        declarations(site, options, parser)  # says what is wrong with names that are known
        raise CannotRewriteError("the names are known", code=ARGUMENT)
    unasked = sorted(site.keys_read(site.call) & set(ALWAYS_THERE))
    names = options.text.at(Place.OPERAND)
    if unasked:  # the parser takes no name twice
        names = f"dict.fromkeys([*{names}, {', '.join(map(quoted, unasked))}])"
    optional = ", ".join(quoted(each) for each in dict.fromkeys(("JOB_NAME", "TempDir", *unasked)))
    return (
        Text(f"for {name.code} in {names}:"),
        Text(f'    {parser.code}.add_argument(f"--{{{name.code}}}", required={name.code} not in ({optional}))'),
    )


def _is_what_runs(site: Surroundings) -> bool:
    """False for a module that others take the arguments from, or that only defines what others call."""
    view, scopes = site.view, site.view.scopes
    held = assigned_name(site)
    if held and scopes.module.bindings.get(held) and view.knowledge.is_used_elsewhere(view.module.path, held):
        return False
    statements = [each for each, scope in scopes.of_statement.items() if scope is scopes.module]
    return any(site.call in view.module.nodes.own[each] or _runs_something(site, each) for each in statements)


def _runs_something(site: Surroundings, statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Call()):
            return True
        case ast.Assign(value=ast.Call(func=function)):
            kind = site.kind(function)
            return isinstance(kind, Symbol) and ":" in kind.name and not site.view.knowledge.is_class(kind.name)
        case _:
            return False


def _declaration(parser: str, name: str, job: str) -> str:
    if name == "JOB_NAME" and job:
        return f'{parser}.add_argument("--JOB_NAME", default={quoted(job)})'
    wanted = "default=None" if name in ("TempDir", "RedshiftTempDir") else "required=True"
    return f"{parser}.add_argument({quoted('--' + name)}, {wanted})"
