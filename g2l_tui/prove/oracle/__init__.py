"""What AWS documents of `awsglue`, as plain Python: the left side of a proof.

A DynamicFrame is a list of typed record trees here, and every operation on it is interpreted record by record, so
that choice types, missing fields, explicit nulls, per-record schemas and error records come out as documented.
Nothing is shared with the code that the rules emit: no import from the engine or the rules, and Spark only where a
job itself crosses over (`toDF`, `fromDF`, `create_data_frame`).

How a runner uses it, once in each worker process, before the job starts::

    from g2l_tui.prove.oracle import Run, install

    run = Run(storage, session=spark)      # storage: your Storage; session: a SparkSession (Sail, Connect, classic), or
    install(run)                           # None when the job stays with DynamicFrames
    runpy.run_path("job.py", run_name="__main__")
    run.doubts                             # names of the undocumented or contradictory behaviours the job relied on
    run.messages                           # what went to the Glue logger: (level, text)

`install` puts the modules `awsglue`, `awsglue.context`, `awsglue.transforms`, … and `awsgluedq.transforms` into
`sys.modules`; no file of the stand-in has to be on `sys.path`. It leaves `pyspark` alone: a GlueContext takes anything
as its `sparkContext`, and the runner provides `pyspark.context.SparkContext` where the engine has none.

Sources and sinks go through `Storage` (see `storage`): the runner reads a table or a path into plain Python
records, and keeps what is written in its journal. `formats.read` turns the bytes of a CSV or JSON file into
records as Glue does. `DOUBTS` says of each doubt what is unclear, and `SOURCES` names the pages that the rest was
written from.
"""

from g2l_tui.prove.oracle.doubts import DOUBTS, Doubt
from g2l_tui.prove.oracle.run import Run, begin, current, install
from g2l_tui.prove.oracle.sources import SOURCES, Source
from g2l_tui.prove.oracle.storage import Place, Reading, Storage, Upkeep, Writing

__all__ = [
    "DOUBTS",
    "SOURCES",
    "Doubt",
    "Place",
    "Reading",
    "Run",
    "Source",
    "Storage",
    "Upkeep",
    "Writing",
    "begin",
    "current",
    "install",
]
