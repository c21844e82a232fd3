"""Move a repository of AWS Glue PySpark jobs to Databricks, change by change."""

__version__ = "0.1.0"
