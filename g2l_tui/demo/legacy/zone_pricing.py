import sys
from awsglue.utils import getResolvedOptions
from awsglue.context import GlueContext
from pyspark.context import SparkContext

glueContext = GlueContext(SparkContext.getOrCreate())

<<<<<<< HEAD
zones = glueContext.create_dynamic_frame.from_catalog(database="northlane_core", table_name="zones_2021")
SURCHARGE = 0.08
=======
zones = glueContext.create_dynamic_frame.from_catalog(database="northlane_core", table_name="zones")
SURCHARGE = 0.095
>>>>>>> feature/new-zones

zones.toDF().show()
