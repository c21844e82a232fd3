"""What `glueContext.create_dynamic_frame` and `write_dynamic_frame` are (`reader-page`, `writer-page`, `library`)."""

from __future__ import annotations

from typing import Any


class DynamicFrameReader:
    def __init__(self, glue_context: Any) -> None:
        self._glue_context = glue_context

    def from_rdd(self, data: Any, name: str, schema: Any = None, sampleRatio: float | None = None) -> Any:
        return self._glue_context.create_dynamic_frame_from_rdd(data, name, schema, sampleRatio)

    def from_options(
        self, connection_type: str, connection_options: dict[str, Any] | None = None, format: str | None = None,
        format_options: dict[str, Any] | None = None, transformation_ctx: str = "", push_down_predicate: str = "",
        **kwargs: Any,
    ) -> Any:  # fmt: skip
        return self._glue_context.create_dynamic_frame_from_options(
            connection_type,
            connection_options,
            format,
            format_options,
            transformation_ctx,
            push_down_predicate,
            **kwargs,
        )

    def from_catalog(
        self, database: str | None = None, table_name: str | None = None, redshift_tmp_dir: str = "",
        transformation_ctx: str = "", push_down_predicate: str = "", additional_options: dict[str, Any] | None = None,
        catalog_id: str | None = None, **kwargs: Any,
    ) -> Any:  # fmt: skip
        return self._glue_context.create_dynamic_frame_from_catalog(
            database, table_name, redshift_tmp_dir, transformation_ctx, push_down_predicate, additional_options,
            catalog_id, **kwargs,
        )  # fmt: skip


class DynamicFrameWriter:
    def __init__(self, glue_context: Any) -> None:
        self._glue_context = glue_context

    def from_options(
        self, frame: Any, connection_type: str, connection_options: dict[str, Any] | None = None,
        format: str | None = None, format_options: dict[str, Any] | None = None, transformation_ctx: str = "",
    ) -> Any:  # fmt: skip
        return self._glue_context.write_dynamic_frame_from_options(
            frame, connection_type, connection_options, format, format_options, transformation_ctx
        )

    def from_catalog(
        self, frame: Any, database: str | None = None, table_name: str | None = None, redshift_tmp_dir: str = "",
        transformation_ctx: str = "", additional_options: dict[str, Any] | None = None, catalog_id: str | None = None,
        **kwargs: Any,
    ) -> Any:  # fmt: skip
        return self._glue_context.write_dynamic_frame_from_catalog(
            frame, database, table_name, redshift_tmp_dir, transformation_ctx, additional_options, catalog_id, **kwargs
        )

    def from_jdbc_conf(
        self, frame: Any, catalog_connection: str, connection_options: dict[str, Any] | None = None,
        redshift_tmp_dir: str = "", transformation_ctx: str = "",
    ) -> Any:  # fmt: skip
        return self._glue_context.write_dynamic_frame_from_jdbc_conf(
            frame, catalog_connection, connection_options, redshift_tmp_dir, transformation_ctx
        )
