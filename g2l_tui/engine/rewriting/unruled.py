"""What is done without a rule, under a name of its own where a rule's id would stand."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

UNRULED: Mapping[str, str] = MappingProxyType(
    {
        "imports-unused": "Imports that nothing uses any more go: awsglue is not installed on Databricks.",
        "spark-context-unused": "A SparkContext that nothing uses any more goes: serverless compute has none.",
        "job-name-unused": "The job's name goes with the last that read it: Databricks knows its jobs by itself.",
        "notebook": "The first line of a notebook in source format: Databricks imports the file as one.",
        "notebook-arguments": "A notebook's parameters come by name: this puts them where the job looks for them.",
        "notebook-cell": "A new cell of the notebook begins.",
        "patched-method": "A method that a module gave to DynamicFrame becomes a call of its function.",
        "context-class": "A class that was a GlueContext keeps a session instead, as nothing can be derived from one.",
        "query-over-views": "A query is given its frames where a view's name is used again: views are looked up late.",
        "path-scheme": "A path of `s3n://` is written with `s3://`: the old scheme is gone, the object is the same.",
        "path-moved": "A path of S3 lies elsewhere now: the longest prefix in [paths] that fits says where.",
    }
)
"""What each does and why, in a sentence."""
