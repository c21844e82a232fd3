"""DynamicFrame and what belongs to it, with the published signatures (`class-page`, `library`).

`transformation_ctx` and `info` name bookmark state and log texts; neither changes a record (documented: `class-page`).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from g2l_tui.prove.oracle import choices, fields, joining, mapping, nesting, rows
from g2l_tui.prove.oracle.awsglue.collection import DynamicFrameCollection
from g2l_tui.prove.oracle.awsglue.frame_access import DynamicFrameReader, DynamicFrameWriter
from g2l_tui.prove.oracle.awsglue.gluetypes import DataType, StructType, glue_struct
from g2l_tui.prove.oracle.awsglue.partitions import map_partitions
from g2l_tui.prove.oracle.bridge import from_dataframe, to_dataframe
from g2l_tui.prove.oracle.frame import Frame, union
from g2l_tui.prove.oracle.paths import parse_path, parse_paths
from g2l_tui.prove.oracle.records import plain
from g2l_tui.prove.oracle.relationalize import relationalize
from g2l_tui.prove.oracle.rows import Failure
from g2l_tui.prove.oracle.run import current
from g2l_tui.prove.oracle.storage import Place
from g2l_tui.prove.oracle.texts import to_text
from g2l_tui.prove.oracle.types import parse_type, tree

Paths = str | list[str]


class ResolveOption:
    """How `toDF` treats one choice: `KeepAsStruct` or `Project` with a type."""

    def __init__(self, path: str, action: str, target: DataType | None = None) -> None:
        self.path, self.action, self.target = path, action, target


class DynamicFrame:
    """A frame of self-describing records. Unlike AWS's it is computed at once: an error shows where it is made."""

    def __init__(self, jdf: Frame, glue_ctx: Any, name: str = "") -> None:
        self._frame = replace(jdf, name=name)
        self.glue_ctx = glue_ctx
        self.name = name
        self._thresholds = (0, 0)

    def _next(self, frame: Frame, stageThreshold: int = 0, totalThreshold: int = 0) -> DynamicFrame:
        made = DynamicFrame(frame, self.glue_ctx, self.name)
        made._thresholds = (stageThreshold, totalThreshold)
        return made

    def _records(self, changed: Iterable[Any], failures: Iterable[Failure] = (), *limits: int) -> DynamicFrame:
        return self._next(self._checked().with_records(changed, failures), *limits)

    def _checked(self) -> Frame:
        return self._frame.checked(*self._thresholds)

    @classmethod
    def fromDF(cls, dataframe: Any, glue_ctx: Any, name: str = "") -> DynamicFrame:
        return cls(replace(from_dataframe(dataframe), generated=frozenset(current().generated)), glue_ctx, name)

    def toDF(self, options: list[ResolveOption] | None = None) -> Any:
        frame = self._checked()
        for option in options or []:
            if option.action == "Project" and option.target is not None:
                spec = (option.path, f"project:{option.target.typeName()}")
                frame = replace(frame, records=choices.resolve_specs(frame.records, [spec]))
            elif option.action != "KeepAsStruct":
                raise ValueError(f"toDF knows the actions KeepAsStruct and Project, not {option.action!r}.")
        return to_dataframe(frame, current().session)

    def with_frame_schema(self, schema: Any) -> DynamicFrame:
        return self._next(self._frame)

    def schema(self) -> StructType:
        return glue_struct(self._checked().schema)

    def printSchema(self) -> None:
        print(tree(self._checked().schema))  # noqa: T201 - what the job asked for

    def show(self, num_rows: int = 20) -> None:
        for record in self._checked().records[:num_rows]:
            print(json.dumps(plain(record), default=to_text))  # noqa: T201 - what the job asked for

    def count(self) -> int:
        return len(self._checked().records)

    def filter(
        self, f: Callable[[Any], object], transformation_ctx: str = "", info: str = "", stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:  # fmt: skip
        return self._records(*rows.filter_records(self._frame.records, f), stageThreshold, totalThreshold)

    def map(
        self, f: Callable[[Any], object], preservesPartitioning: bool = False, transformation_ctx: str = "",
        info: str = "", stageThreshold: int = 0, totalThreshold: int = 0,
    ) -> DynamicFrame:  # fmt: skip
        return self._records(*rows.map_records(self._frame.records, f), stageThreshold, totalThreshold)

    def mapPartitions(
        self, f: Callable[[Any], Any], preservesPartitioning: bool = True, transformation_ctx: str = "",
        info: str = "", stageThreshold: int = 0, totalThreshold: int = 0,
    ) -> DynamicFrame:  # fmt: skip
        return self._records(*map_partitions(self._frame.records, f), stageThreshold, totalThreshold)

    def mapPartitionsWithIndex(
        self, f: Callable[[int, Any], Any], preservesPartitioning: bool = False, transformation_ctx: str = "",
        info: str = "", stageThreshold: int = 0, totalThreshold: int = 0,
    ) -> DynamicFrame:  # fmt: skip
        return self.mapPartitions(
            lambda records: f(0, records), stageThreshold=stageThreshold, totalThreshold=totalThreshold
        )

    def apply_mapping(
        self, mappings: Any, case_sensitive: bool = False, transformation_ctx: str = "", info: str = "",
        stageThreshold: int = 0, totalThreshold: int = 0,
    ) -> DynamicFrame:  # fmt: skip
        parsed = mapping.parse_mappings(mappings)
        mapped = mapping.apply_mapping(self._frame.records, parsed, case_sensitive=case_sensitive)
        return self._records(mapped, (), stageThreshold, totalThreshold)

    def applyMapping(self, *args: Any, **kwargs: Any) -> DynamicFrame:
        return self.apply_mapping(*(args[1:] if args and isinstance(args[0], DynamicFrame) else args), **kwargs)

    def drop_fields(
        self,
        paths: Paths,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        dropped = fields.drop_fields(self._frame.records, parse_paths(paths))
        return self._records(dropped, (), stageThreshold, totalThreshold)

    def select_fields(
        self,
        paths: Paths,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        selected = fields.select_fields(self._frame.records, parse_paths(paths))
        return self._records(selected, (), stageThreshold, totalThreshold)

    def rename_field(
        self, oldName: str, newName: str, transformation_ctx: str = "", info: str = "", stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:  # fmt: skip
        renamed = fields.rename_field(self._frame.records, parse_path(oldName), parse_path(newName))
        return self._records(renamed, (), stageThreshold, totalThreshold)

    def resolveChoice(
        self, specs: list[tuple[str, str]] | None = None, choice: str = "", database: str | None = None,
        table_name: str | None = None, transformation_ctx: str = "", info: str = "", stageThreshold: int = 0,
        totalThreshold: int = 0, catalog_id: str | None = None,
    ) -> DynamicFrame:  # fmt: skip
        if bool(specs) == bool(choice):
            raise ValueError("resolveChoice takes either specs or choice.")
        if specs:
            resolved = choices.resolve_specs(self._frame.records, specs)
        else:
            resolved = choices.resolve_all(self._frame.records, choice, _catalog_types(database, table_name))
        return self._records(resolved, (), stageThreshold, totalThreshold)

    def unnest(
        self, transformation_ctx: str = "", info: str = "", stageThreshold: int = 0, totalThreshold: int = 0
    ) -> DynamicFrame:
        return self._records(nesting.unnest(self._frame.records), (), stageThreshold, totalThreshold)

    def unnest_ddb_json(
        self, transformation_ctx: str = "", info: str = "", stageThreshold: int = 0, totalThreshold: int = 0
    ) -> DynamicFrame:
        return self._records(nesting.unnest_dynamodb(self._frame.records), (), stageThreshold, totalThreshold)

    def simplify_ddb_json(self) -> DynamicFrame:
        return self.unnest_ddb_json()

    def unbox(
        self, path: str, format: str, transformation_ctx: str = "", info: str = "", stageThreshold: int = 0,
        totalThreshold: int = 0, **options: Any,
    ) -> DynamicFrame:  # fmt: skip
        unboxed = self._checked().each(nesting.unboxer(parse_path(path), format, options))
        return self._next(unboxed, stageThreshold, totalThreshold)

    def relationalize(
        self, root_table_name: str, staging_path: str, options: dict[str, Any] | None = None,
        transformation_ctx: str = "", info: str = "", stageThreshold: int = 0, totalThreshold: int = 0,
    ) -> DynamicFrameCollection:  # fmt: skip
        tables = relationalize(self._checked().records, root_table_name)
        keys = {table.removeprefix(f"{root_table_name}_") for table in tables if table != root_table_name}
        current().generated.update(keys, ["id"])
        frames = {
            name: self._table(name, made, keys if name == root_table_name else keys | {"id"})
            for name, made in tables.items()
        }
        return DynamicFrameCollection(frames, self.glue_ctx)

    def _table(self, name: str, records: Iterable[Any], generated: set[str]) -> DynamicFrame:
        frame = replace(self._frame.with_records(records), generated=frozenset(generated))
        return DynamicFrame(frame, self.glue_ctx, name)

    def split_fields(
        self, paths: Paths, name1: str, name2: str, transformation_ctx: str = "", info: str = "",
        stageThreshold: int = 0, totalThreshold: int = 0,
    ) -> DynamicFrameCollection:  # fmt: skip
        return self._two(name1, name2, fields.split_fields(self._checked().records, parse_paths(paths)))

    def split_rows(
        self, comparison_dict: dict[str, dict[str, object]], name1: str, name2: str, transformation_ctx: str = "",
        info: str = "", stageThreshold: int = 0, totalThreshold: int = 0,
    ) -> DynamicFrameCollection:  # fmt: skip
        comparisons = [
            (parse_path(path), sign, constant)
            for path, signs in comparison_dict.items()
            for sign, constant in signs.items()
        ]
        return self._two(name1, name2, rows.split_rows(self._checked().records, comparisons))

    def _two(self, name1: str, name2: str, parts: tuple[Iterable[Any], Iterable[Any]]) -> DynamicFrameCollection:
        frames = {
            name: DynamicFrame(self._frame.with_records(part), self.glue_ctx, name)
            for name, part in zip((name1, name2), parts, strict=True)
        }
        return DynamicFrameCollection(frames, self.glue_ctx)

    def spigot(
        self, path: str, options: dict[str, Any] | None = None, transformation_ctx: str = "", info: str = "",
        stageThreshold: int = 0, totalThreshold: int = 0,
    ) -> DynamicFrame:  # fmt: skip
        place = Place("s3", paths=(path,), format="json", options=options or {}, context=transformation_ctx)
        self.glue_ctx._write_spigot(self, place, int((options or {}).get("topk", 100)))
        return self._next(self._frame)

    def join(
        self, paths1: Paths, paths2: Paths, frame2: DynamicFrame, transformation_ctx: str = "", info: str = "",
        stageThreshold: int = 0, totalThreshold: int = 0,
    ) -> DynamicFrame:  # fmt: skip
        other = frame2._checked()
        joined = joining.join(self._frame.records, other.records, parse_paths(paths1), parse_paths(paths2))
        return self._records(joined, other.failures, stageThreshold, totalThreshold)

    def union(
        self, other_frame: DynamicFrame, transformation_ctx: str = "", info: str = "", stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:  # fmt: skip
        return self._next(union(self._checked(), other_frame._checked()), stageThreshold, totalThreshold)

    def mergeDynamicFrame(
        self, stage_dynamic_frame: DynamicFrame, primary_keys: Paths, transformation_ctx: str = "",
        options: dict[str, Any] | None = None, info: str = "", stageThreshold: int = 0, totalThreshold: int = 0,
    ) -> DynamicFrame:  # fmt: skip
        staged = stage_dynamic_frame._checked()
        merged = joining.merge_frames(self._frame.records, staged.records, parse_paths(primary_keys))
        return self._records(merged, staged.failures, stageThreshold, totalThreshold)

    def drop_nulls(self, transformation_ctx: str = "") -> DynamicFrame:
        """Scala's name for DropNullFields (documented: `scala-page`)."""
        return self._records(fields.drop_nulls(self._frame.records))

    def getNumPartitions(self) -> int:
        return 1

    def repartition(self, num_partitions: int, *_state: Any, **_names: Any) -> DynamicFrame:
        return self._next(self._frame, *self._thresholds)

    def coalesce(self, num_partitions: int, shuffle: bool = False, *_state: Any, **_names: Any) -> DynamicFrame:
        return self._next(self._frame, *self._thresholds)

    def errorsAsDynamicFrame(self) -> DynamicFrame:
        return self._next(self._frame.errors())

    def errorsCount(self) -> int:
        return len(self._frame.failures)

    def stageErrorsCount(self) -> int:
        return self._frame.stage_failures

    def assertErrorThreshold(self) -> None:
        self._checked()

    def write(
        self, connection_type: str, connection_options: dict[str, Any] | None = None, format: str | None = None,
        format_options: dict[str, Any] | None = None, accumulator_size: int = 0,
    ) -> Any:  # fmt: skip
        return self.glue_ctx.write_from_options(self, connection_type, connection_options, format, format_options)


def _catalog_types(database: str | None, table_name: str | None) -> dict[str, Any]:
    if not database or not table_name:
        return {}
    reading = current().storage.read(Place("catalog", database, table_name))
    return {name: parse_type(kind) for name, kind in reading.types.items()}


__all__ = [
    "DynamicFrame",
    "DynamicFrameCollection",
    "DynamicFrameReader",
    "DynamicFrameWriter",
    "ResolveOption",
    "json",
    "sys",
]
