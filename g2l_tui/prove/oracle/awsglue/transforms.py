"""The transform classes, each a call of the method with the same work (`transform-page` and the page of each class)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from g2l_tui.prove.oracle.awsglue.collection import DynamicFrameCollection
from g2l_tui.prove.oracle.awsglue.dynamicframe import DynamicFrame
from g2l_tui.prove.oracle.doubts import touch
from g2l_tui.prove.oracle.fields import null_paths
from g2l_tui.prove.oracle.run import current

Names = str | list[str]


class GlueTransform:
    """`X.apply(...)` is `X()(...)`."""

    @classmethod
    def apply(cls, *args: Any, **kwargs: Any) -> Any:
        return cls()(*args, **kwargs)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError(f"{self.name()} is not callable.")

    @classmethod
    def name(cls) -> str:
        return cls.__name__

    @classmethod
    def describe(cls) -> dict[str, Any]:
        return {"transform": {"name": cls.name(), "args": [], "returns": {}, "raises": [], "location": "internal"}}


class ApplyMapping(GlueTransform):
    def __call__(
        self, frame: DynamicFrame, mappings: Any, case_sensitive: bool = False, transformation_ctx: str = "",
        info: str = "", stageThreshold: int = 0, totalThreshold: int = 0,
    ) -> DynamicFrame:  # fmt: skip
        return frame.apply_mapping(mappings, case_sensitive, transformation_ctx, info, stageThreshold, totalThreshold)


class Coalesce(GlueTransform):
    def __call__(
        self, frame: DynamicFrame, num_partitions: int, shuffle: bool = False, transformation_ctx: str = "",
        info: str = "", stageThreshold: int = 0, totalThreshold: int = 0,
    ) -> DynamicFrame:  # fmt: skip
        return frame.coalesce(num_partitions, shuffle)


class DropFields(GlueTransform):
    def __call__(
        self, frame: DynamicFrame, paths: Names, transformation_ctx: str = "", info: str = "",
        stageThreshold: int = 0, totalThreshold: int = 0,
    ) -> DynamicFrame:  # fmt: skip
        return frame.drop_fields(paths, transformation_ctx, info, stageThreshold, totalThreshold)


class DropNullFields(GlueTransform):
    def __call__(
        self, frame: DynamicFrame, transformation_ctx: str = "", info: str = "", stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:  # fmt: skip
        dropped = [".".join(path) for path in null_paths(frame._checked().schema)]
        print("null_fields", dropped)  # noqa: T201 - as the library does
        return frame.drop_nulls(transformation_ctx)


class ErrorsAsDynamicFrame(GlueTransform):
    def __call__(self, frame: DynamicFrame) -> DynamicFrame:
        return frame.errorsAsDynamicFrame()


class Filter(GlueTransform):
    def __call__(
        self, frame: DynamicFrame, f: Callable[[Any], object], transformation_ctx: str = "", info: str = "",
        stageThreshold: int = 0, totalThreshold: int = 0,
    ) -> DynamicFrame:  # fmt: skip
        return frame.filter(f, transformation_ctx, info, stageThreshold, totalThreshold)


class FlatMap(GlueTransform):
    def __call__(
        self, dfc: DynamicFrameCollection, BaseTransform: type[GlueTransform], frame_name: str,
        transformation_ctx: str = "", **base_kwargs: Any,
    ) -> DynamicFrameCollection:  # fmt: skip
        def transformed(frame: DynamicFrame, _context: str) -> Any:
            return BaseTransform.apply(**{**base_kwargs, frame_name: frame})

        return dfc.flatmap(transformed, transformation_ctx)


class Join(GlueTransform):
    def __call__(
        self, frame1: DynamicFrame, frame2: DynamicFrame, keys1: Names, keys2: Names, transformation_ctx: str = ""
    ) -> DynamicFrame:
        return frame1.join(keys1, keys2, frame2, transformation_ctx)


class Map(GlueTransform):
    def __call__(
        self, frame: DynamicFrame, f: Callable[[Any], object], preservesPartitioning: bool = False,
        transformation_ctx: str = "", info: str = "", stageThreshold: int = 0, totalThreshold: int = 0,
    ) -> DynamicFrame:  # fmt: skip
        return frame.map(f, preservesPartitioning, transformation_ctx, info, stageThreshold, totalThreshold)


class MapToCollection(GlueTransform):
    def __call__(
        self,
        dfc: DynamicFrameCollection,
        callable: Callable[..., Any],
        transformation_ctx: str = "",
    ) -> DynamicFrameCollection:
        return dfc.map(callable, transformation_ctx)


class Relationalize(GlueTransform):
    def __call__(
        self, frame: DynamicFrame, staging_path: str | None = None, name: str = "roottable", options: Any = None,
        transformation_ctx: str = "", info: str = "", stageThreshold: int = 0, totalThreshold: int = 0,
    ) -> DynamicFrameCollection:  # fmt: skip
        staging = staging_path if staging_path is not None else current().arguments["TempDir"]
        if not staging:
            raise RuntimeError("Relationalize needs a staging path or the job's TempDir.")
        return frame.relationalize(name, staging, options, transformation_ctx, info, stageThreshold, totalThreshold)


class RenameField(GlueTransform):
    def __call__(
        self, frame: DynamicFrame, old_name: str, new_name: str, transformation_ctx: str = "", info: str = "",
        stageThreshold: int = 0, totalThreshold: int = 0,
    ) -> DynamicFrame:  # fmt: skip
        return frame.rename_field(old_name, new_name, transformation_ctx, info, stageThreshold, totalThreshold)


class Repartition(GlueTransform):
    def __call__(
        self, frame: DynamicFrame, num_partitions: int, transformation_ctx: str = "", info: str = "",
        stageThreshold: int = 0, totalThreshold: int = 0,
    ) -> DynamicFrame:  # fmt: skip
        return frame.repartition(num_partitions)


class ResolveChoice(GlueTransform):
    def __call__(
        self, frame: DynamicFrame, specs: list[tuple[str, str]] | None = None, choice: str = "",
        database: str | None = None, table_name: str | None = None, transformation_ctx: str = "", info: str = "",
        stageThreshold: int = 0, totalThreshold: int = 0, catalog_id: str | None = None,
    ) -> DynamicFrame:  # fmt: skip
        return frame.resolveChoice(
            specs, choice, database, table_name, transformation_ctx, info, stageThreshold, totalThreshold, catalog_id
        )


class SelectFields(GlueTransform):
    def __call__(
        self, frame: DynamicFrame, paths: Names, transformation_ctx: str = "", info: str = "",
        stageThreshold: int = 0, totalThreshold: int = 0,
    ) -> DynamicFrame:  # fmt: skip
        return frame.select_fields(paths, transformation_ctx, info, stageThreshold, totalThreshold)


class SelectFromCollection(GlueTransform):
    def __call__(self, dfc: DynamicFrameCollection, key: str, transformation_ctx: str = "") -> DynamicFrame:
        return dfc.select(key, transformation_ctx)


class Spigot(GlueTransform):
    def __call__(
        self, frame: DynamicFrame, path: str, options: dict[str, Any], transformation_ctx: str = ""
    ) -> DynamicFrame:
        return frame.spigot(path, options, transformation_ctx)


class SplitFields(GlueTransform):
    def __call__(
        self, frame: DynamicFrame, paths: Names, name1: str | None = None, name2: str | None = None,
        transformation_ctx: str = "", info: str = "", stageThreshold: int = 0, totalThreshold: int = 0,
    ) -> DynamicFrameCollection:  # fmt: skip
        base = frame.name or "frame"
        return frame.split_fields(paths, name1 or f"{base}1", name2 or f"{base}2", transformation_ctx)


class SplitRows(GlueTransform):
    def __call__(
        self, frame: DynamicFrame, comparison_dict: dict[str, dict[str, object]], name1: str = "frame1",
        name2: str = "frame2", transformation_ctx: str = "", info: str | None = None, stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrameCollection:  # fmt: skip
        return frame.split_rows(comparison_dict, name1, name2, transformation_ctx)


class Unbox(GlueTransform):
    def __call__(
        self, frame: DynamicFrame, path: str, format: str, transformation_ctx: str = "", info: str = "",
        stageThreshold: int = 0, totalThreshold: int = 0, **options: Any,
    ) -> DynamicFrame:  # fmt: skip
        return frame.unbox(path, format, transformation_ctx, info, stageThreshold, totalThreshold, **options)


class Union(GlueTransform):
    def __call__(
        self, frame1: DynamicFrame, frame2: DynamicFrame, transformation_ctx: str = "", info: str = "",
        stageThreshold: int = 0, totalThreshold: int = 0,
    ) -> DynamicFrame:  # fmt: skip
        touch("union-broken")
        return frame1.union(frame2, transformation_ctx, info, stageThreshold, totalThreshold)


class UnnestFrame(GlueTransform):
    def __call__(
        self, frame: DynamicFrame, transformation_ctx: str = "", info: str = "", stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:  # fmt: skip
        return frame.unnest(transformation_ctx, info, stageThreshold, totalThreshold)


ALL_TRANSFORMS = {transform.__name__: transform for transform in GlueTransform.__subclasses__()}


def get_transforms() -> set[type[GlueTransform]]:
    return set(ALL_TRANSFORMS.values())


def get_transform(transformation_name: str) -> type[GlueTransform]:
    return ALL_TRANSFORMS[transformation_name]


def describe_transform(transformation_name: str) -> dict[str, Any]:
    return get_transform(transformation_name).describe()


__all__ = [
    "ApplyMapping", "Coalesce", "DropFields", "DropNullFields", "ErrorsAsDynamicFrame", "Filter", "FlatMap", "Join",
    "Map", "MapToCollection", "Relationalize", "RenameField", "Repartition", "ResolveChoice", "SelectFields",
    "SelectFromCollection", "Spigot", "SplitFields", "SplitRows", "Unbox", "Union", "UnnestFrame",
]  # fmt: skip
