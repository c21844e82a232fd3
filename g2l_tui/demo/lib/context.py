import sys

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext


def get_glue_context() -> GlueContext:
    """Return the context of this process; calling it twice gives the same session."""
    return GlueContext(SparkContext.getOrCreate())


def open_job(*names):
    """Resolve the arguments and start the job: returns (glue_context, job, args)."""
    args = getResolvedOptions(sys.argv, ["JOB_NAME"] + list(names))
    glue_context = get_glue_context()
    job = Job(glue_context)
    job.init(args["JOB_NAME"], args)
    return glue_context, job, args
