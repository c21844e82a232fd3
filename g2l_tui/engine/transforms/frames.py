"""Collections of frames as dicts, and what is done with whole frames."""

from __future__ import annotations

import ast

from g2l_tui.engine.kinds.kind import Instance
from g2l_tui.engine.rewriting.binding import Argument
from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transforms.columns import mapping_columns
from g2l_tui.engine.transforms.fields import MAPPING, parse_path
from g2l_tui.engine.transforms.literals import quoted, strings, truth
from g2l_tui.engine.transforms.registry import Site, transform
from g2l_tui.engine.transforms.seeing import Surroundings, assigned_name, is_statement, only_assigned
from g2l_tui.ruleset.template import Place, Text

COLLECTION = "G2L170"
MERGE = "G2L172"

_LOOP_NAMES = frozenset({"name", "frame"})


@transform
def named_frames(site: Surroundings, frames: Argument | None) -> Text:
    """Return the dict that a collection is made of; a list is keyed by names that DataFrames do not have."""
    if frames is None:
        raise CannotRewriteError("the frames are missing", code=COLLECTION)
    node = frames.node
    match (only_assigned(site, node) if isinstance(node, ast.Name) else None) or node:
        case ast.Dict() | ast.DictComp() | ast.Call(func=ast.Name(id="dict")):
            return frames.text
        case ast.List() | ast.ListComp():
            reason = "the frames are given as a list, which Glue keys by the frames' own names"
        case _:
            reason = f"`{site.source(frames.node)}` is not known to be a dict from names to frames"
    raise CannotRewriteError(reason, code=COLLECTION, hint='write a dict: {"name": frame}')


@transform
def frame_function(site: Site, function: Argument | None) -> Text:
    """Return the function that is called for each frame of a collection: one with a name."""
    node = function.node if function else None
    if function is None or not isinstance(node, ast.Name | ast.Attribute):
        raise CannotRewriteError(
            "the function for each frame is not written out under a name",
            code=COLLECTION,
            hint="write a dict comprehension: {name: frame.drop(...) for name, frame in frames.items()}",
        )
    if any(isinstance(each, ast.Name) and each.id in _LOOP_NAMES for each in ast.walk(node)):
        raise CannotRewriteError(f"`{site.source(node)}` would be hidden by the names of the loop", code=COLLECTION)
    return function.text


@transform
def is_true(site: Site, argument: Argument | None) -> Text:
    """Allow only an argument that is surely True."""
    if argument is None or truth(site, argument.node) is not True:
        name = argument.name if argument else "the argument"
        raise CannotRewriteError(f"`{name}` is known only when the job runs")
    return Text("True")


@transform
def one_frame(site: Site, frame: Argument | None) -> Text:
    """Return the frame that is written, which must not be a collection of them."""
    if frame is None or site.kind(frame.node) not in (Instance("DynamicFrame"), Instance("DataFrame")):
        raise CannotRewriteError("what is written may be a collection of frames", code=COLLECTION)
    return frame.text


@transform
def merge_keys(site: Site, keys: Argument | None) -> Text:
    """Return the names of the columns that two frames are merged by."""
    found = strings(site, keys.node) if keys else None
    if not found:
        raise CannotRewriteError("the keys are known only when the job runs", code=MERGE)
    for key in found:
        path = parse_path(key)
        if len(path) > 1 or set(path[0]) & set(".`"):
            raise CannotRewriteError(
                f"the key `{key}` is nested or needs quotes, which a join by name cannot", code=MERGE
            )
    return Text(f"[{', '.join(quoted(parse_path(key)[0]) for key in found)}]")


@transform
def mapping_arguments(site: Site, given: Argument | None, mappings: Argument | None) -> tuple[Text, ...]:
    """Return the columns of `applyMapping`, which takes what `apply_mapping` takes, by position or by name."""
    if len(site.call.args) > 1 or (given and mappings):
        raise CannotRewriteError("only the mappings may be given by position", code=MAPPING)
    return mapping_columns(site, mappings or given)


@transform
def flattening(_site: Site, fields: Text) -> tuple[Text, ...]:
    """Return the loop that replaces structs by their fields until none is left."""
    name = fields.code
    return (
        Text(f'while any(hasattr(kind, "fields") for _, kind in {name}):'),
        Text(f"    {name} = ["),
        Text("        ([*path, inner.name], inner.dataType) if inner else (path, kind)"),
        Text(f"        for path, kind in {name}"),
        Text('        for inner in getattr(kind, "fields", [None])'),
        Text("    ]"),
    )


@transform
def sampled(site: Site, options: Argument | None) -> Text:
    """Return the calls that take what a spigot writes, behind the frame: 100 rows unless told otherwise."""
    entries = site.entries(options.node) if options else {}
    if entries is None:
        raise CannotRewriteError("the options of the sample are known only when the job runs", code="G2L171")
    if unknown := entries.keys() - {"topk", "prob"}:
        raise CannotRewriteError(f"the option `{min(unknown)}` has no counterpart", code="G2L171")
    share = f".sample({_number(site, *entries['prob'])})" if "prob" in entries else ""
    rows = _number(site, *entries["topk"]) if "topk" in entries else "100"
    return Text(f"{share}.limit({rows})")


def _number(site: Site, node: ast.expr, text: Text) -> str:
    if not isinstance(site.literal(node), ast.Constant):
        return text.at(Place.ALONE)
    match site.literal(node):
        case ast.Constant(value=int() | float()):
            return text.code
        case _:
            raise CannotRewriteError(f"`{text.code}` is not a number", code="G2L171")


@transform
def own_statement(site: Surroundings) -> Text:
    """Allow only a call whose value nobody looks at."""
    if not is_statement(site):
        raise CannotRewriteError("its value is used")
    return Text("None")


@transform
def kept_name(site: Surroundings, frame: Argument | None = None) -> Text:
    """Refuse `x = Spigot.apply(x, …)`: as `x = x` the statement would go, and the sample with it."""
    receiver = site.call.func.value if isinstance(site.call.func, ast.Attribute) else None
    node = frame.node if frame else receiver
    if isinstance(node, ast.Name) and node.id == assigned_name(site):
        raise CannotRewriteError(
            f"`{node.id}` is assigned to itself: write the sample in a statement of its own", code="G2L171"
        )
    return Text("None")
