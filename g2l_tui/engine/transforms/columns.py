"""Lists of fields and mappings as columns."""

from __future__ import annotations

import ast
import re

from g2l_tui.engine.rewriting.binding import Argument
from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.text.layout import around_elements
from g2l_tui.engine.transforms.fields import (
    MAPPING,
    Field,
    Path,
    column,
    columns,
    in_sql,
    nest,
    parse_path,
    reference,
)
from g2l_tui.engine.transforms.literals import inside_fstring, quoted, required_string, string, strings
from g2l_tui.engine.transforms.registry import Site, transform
from g2l_tui.ruleset.template import Text

FIELDS = "G2L151"

SPARK_TYPES = {
    "long": "bigint", "bigint": "bigint", "int": "int", "integer": "int", "short": "smallint", "smallint": "smallint",
    "byte": "tinyint", "tinyint": "tinyint", "string": "string", "double": "double", "float": "float",
    "boolean": "boolean", "date": "date", "timestamp": "timestamp", "binary": "binary",
}  # fmt: skip
"""Glue's names of the atomic types (awsglue/gluetypes.py) in Spark SQL."""

_NUMBERS = frozenset({"bigint", "int", "smallint", "tinyint", "double", "float", "decimal"})
_NO_CAST = {
    "date": _NUMBERS | {"boolean", "binary"},
    "timestamp": frozenset({"boolean", "binary"}),
    "binary": _NUMBERS | {"boolean", "date", "timestamp"},
    "boolean": frozenset({"date", "timestamp", "binary"}),
    **dict.fromkeys(_NUMBERS, frozenset({"date", "binary"})),
}
"""From which types Spark casts to a type in no way, with `try_cast` neither: it refuses the whole query."""

_LIMITED_TEXT = re.compile(r"(?:var)?char(?:\s*\(\s*\d+\s*\))?", re.IGNORECASE)
_DECIMAL = re.compile(r"decimal(?:\(\s*(\d+)\s*,\s*(\d+)\s*\))?")


@transform
def mapping_columns(site: Site, mappings: Argument | None) -> tuple[Text, ...]:
    """Return the columns of an ApplyMapping whose tuples are written out, in the author's layout."""
    if mappings is None:
        raise CannotRewriteError("the mappings are missing", code=MAPPING)
    literal = site.literal(mappings.node)
    is_in_call = mappings.text.code.startswith("[")
    if isinstance(mappings.node, ast.ListComp) and is_in_call:
        return (_comprehension(site, mappings.node),)
    rows = literal.elts if isinstance(literal, ast.List) else None
    if rows is None:
        raise CannotRewriteError(
            "the mappings are put together while the job runs",
            code=MAPPING,
            hint="write them out as a list of tuples, or build the columns with DataFrame.select",
        )
    targets = [_mapping(site, row) for row in rows]
    tree = nest(targets)
    if is_in_call and all(len(path) == 1 for path, _ in targets):
        return (Text(_in_layout(site, mappings, [field.called(path[0]) for path, field in targets])),)
    return tuple(Text(code) for code in columns(tree))


def _comprehension(site: Site, node: ast.ListComp) -> Text:
    """Return the columns of mappings that one comprehension makes, as a comprehension over the same values."""
    match node.elt:
        case ast.Tuple(elts=[source, declared, target, wanted]):
            types = string(site, declared), string(site, wanted)
        case _:
            types = None, None
    if types[0] is None or types[1] is None:
        raise CannotRewriteError("the types of the mappings are known only when the job runs", code=MAPPING)
    site.caution(MAPPING, "Names are taken as they are: one with a dot in it is a column here, and was a path in Glue")
    name = inside_fstring(site.text(source).code)
    if types[1].strip().lower() == "string":
        cast = "" if types[0].strip().lower() == "string" else '.cast("string")'
        column_code = f'F.col(f"`{{{name}}}`"){cast}'
    else:
        _refuse_what_spark_refuses(types[0], spark_type(types[1]))
        column_code = f'F.expr(f"try_cast(`{{{name}}}` as {spark_type(types[1])})")'
    code = f"{column_code}.alias({site.text(target).code})"
    loops = " ".join(_loop(site, generator) for generator in node.generators)
    return Text(f"*[{code} {loops}]")


def _loop(site: Site, generator: ast.comprehension) -> str:
    conditions = "".join(f" if {site.text(each).code}" for each in generator.ifs)
    return f"for {site.source(generator.target)} in {site.text(generator.iter).code}{conditions}"


def _mapping(site: Site, row: ast.expr) -> tuple[Path, Field]:
    texts = strings(site, row) if isinstance(row, ast.Tuple) else None
    if texts is None or len(texts) != 4:
        raise CannotRewriteError(f"`{site.source(row)}` is not four literal strings in a tuple", code=MAPPING)
    source, target = parse_path(texts[0]), parse_path(texts[2])
    declared, wanted = (_without_length(site, text) for text in (texts[1], texts[3]))
    return target, _cast(source, declared, wanted, target[-1])


def _without_length(site: Site, kind: str) -> str:
    """Return `string` for a text that Hive limits to a length, which no column of a frame can be."""
    if not _LIMITED_TEXT.fullmatch(kind.strip()):
        return kind
    site.caution(MAPPING, f"A column of a frame is no `{kind}` in Spark: it is a string, neither cut nor padded")
    return "string"


def _cast(source: Path, declared: str, wanted: str, name: str) -> Field:
    if wanted.strip().lower() == "string":
        if declared.strip().lower() == "string":
            return Field(column(source), named=source == (name,))
        return Field(f'{column(source)}.cast("string")', named=False)
    kind = spark_type(wanted)
    _refuse_what_spark_refuses(declared, kind)
    return Field(f"F.expr({quoted(f'try_cast({in_sql(source)} as {kind})')})", named=False)


def _refuse_what_spark_refuses(declared: str, kind: str) -> None:
    known = SPARK_TYPES.get(declared.strip().lower()) or ("decimal" if _DECIMAL.fullmatch(declared.strip()) else "")
    if known in _NO_CAST.get(kind.partition("(")[0], ()):
        raise CannotRewriteError(
            f"Spark does not cast {known} to {kind}",
            code=MAPPING,
            hint="say what the values mean: F.date_from_unix_date, F.unix_date, F.timestamp_seconds, …",
        )


def spark_type(glue_type: str) -> str:
    """Return the Spark SQL name of an atomic Glue type; decimals keep their precision, Glue's default is (10, 2).

    Raises CannotRewriteError for a nested type.
    """
    word = glue_type.strip().lower()
    if known := SPARK_TYPES.get(word):
        return known
    if decimal := _DECIMAL.fullmatch(word):
        return f"decimal({decimal[1] or 10},{decimal[2] or 2})"
    raise CannotRewriteError(
        f"`{glue_type}` is not an atomic type",
        code=MAPPING,
        hint='write the whole type as Spark does: .cast("array<…>")',
    )


def _in_layout(site: Site, listed: Argument, replacements: list[str]) -> str:
    """Return the elements of a list replaced one by one: line breaks, commas and comments stay."""
    is_as_written = listed.text.code == site.source(listed.node)
    opening, *gaps = around_elements(listed.text.code, listed.node if is_as_written else None)
    code = opening + "".join(new + gap for new, gap in zip(replacements, gaps, strict=True))
    return _shifted(code, site.indent)


def _shifted(code: str, indent: str) -> str:
    """Move the lines left so that the last one, the closing bracket's, stands at `indent`."""
    newline, last = code.rpartition("\n")[1:]
    extra = len(last) - len(indent)
    if not newline or last.strip() or extra <= 0:
        return code
    return re.sub(rf"\n[ \t]{{{extra}}}", "\n", code)


@transform
def without_fields(site: Site, paths: Argument | None) -> Text:
    """Return the calls that drop fields: nested ones inside their struct, back-quotes taken off."""
    top: list[str] = []
    nested: list[Path] = []
    for path in _paths(site, paths):
        if len(path) == 1:
            top.append(quoted(path[0]))
        else:
            nested.append(path)
    calls = [f".drop({', '.join(top)})"] if top else []
    for first, *rest in nested:
        inner = quoted(reference(tuple(rest)))
        calls.append(f".withColumn({quoted(first)}, {column((first,))}.dropFields({inner}))")
    return Text("".join(calls))


@transform
def selected_fields(site: Site, paths: Argument | None) -> tuple[Text, ...]:
    """Return what to select: names, and structs with only the listed fields in them."""
    found = _paths(site, paths)
    if all(len(path) == 1 for path in found):
        return tuple(Text(quoted(reference(path))) for path in found)
    tree = nest([(path, Field(column(path), named=len(path) == 1)) for path in found])
    return tuple(Text(code) for code in columns(tree))


@transform
def renamed_field(site: Site, old: Argument | None, new: Argument | None) -> Text:
    """Return the call that renames a field, in its struct where it is nested."""
    source = parse_path(required_string(site, old, "the old name"))
    target = parse_path(required_string(site, new, "the new name"))
    if len(source) == len(target) == 1:
        return Text(f".withColumnRenamed({quoted(source[0])}, {quoted(target[0])})")
    if len(source) == len(target) == 2 and source[0] == target[0]:
        parent = column(source[:1])
        moved = f"{parent}.withField({quoted(target[1])}, {column(source)}).dropFields({quoted(source[1])})"
        return Text(f".withColumn({quoted(source[0])}, {moved})")
    if len(source) == 2 and len(target) == 1:
        parent, kept = column(source[:1]), f".withColumn({quoted(target[0])}, {column(source)})"
        hint = f"write {kept}.withColumn({quoted(source[0])}, {parent}.dropFields({quoted(source[1])}))"
    else:
        hint = "build both structs anew, with withField and dropFields"
    raise CannotRewriteError("the field would move from one struct to another", code=FIELDS, hint=hint)


def _paths(site: Site, argument: Argument | None) -> tuple[Path, ...]:
    found = strings(site, argument.node) if argument else None
    if not found:
        raise CannotRewriteError(
            "the names of the fields are known only when the job runs",
            code=FIELDS,
            hint="write them out: a nested name in a list of them would be ignored without a word",
        )
    return tuple(parse_path(text) for text in found)
