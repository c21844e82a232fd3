import sys
from awsglue.transforms import *
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from awsglue.context import GlueContext
from awsglue.job import Job
from awsgluedq.transforms import EvaluateDataQuality
from awsglue import DynamicFrame

def sparkSqlQuery(glueContext, query, mapping, transformation_ctx) -> DynamicFrame:
    for alias, frame in mapping.items():
        frame.toDF().createOrReplaceTempView(alias)
    result = spark.sql(query)
    return DynamicFrame.fromDF(result, glueContext, transformation_ctx)
## @params: [JOB_NAME]
args = getResolvedOptions(sys.argv, ['JOB_NAME'])
sc = SparkContext()
glueContext = GlueContext(sc)
spark = glueContext.spark_session
job = Job(glueContext)
job.init(args['JOB_NAME'], args)

# Default ruleset used by all target nodes with data quality enabled
DEFAULT_DATA_QUALITY_RULESET = """
    Rules = [
        ColumnCount > 0
    ]
"""

# Script generated for node Returned parcels
Returnedparcels_node1699991234567 = glueContext.create_dynamic_frame.from_options(format_options={"multiLine": "false"}, connection_type="s3", format="json", connection_options={"paths": ["s3://northlane-landing/returns/"], "recurse": True}, transformation_ctx="Returnedparcels_node1699991234567")

# Script generated for node Depots
Depots_node1699991240018 = glueContext.create_dynamic_frame.from_catalog(database="northlane_marts", table_name="dim_depots", transformation_ctx="Depots_node1699991240018")

# Script generated for node Change Schema
ChangeSchema_node1699991311402 = ApplyMapping.apply(frame=Returnedparcels_node1699991234567, mappings=[("parcel_id", "string", "parcel_id", "string"), ("reason.code", "string", "reason_code", "int"), ("reason.text", "string", "reason", "string"), ("depot", "string", "depot_code", "string"), ("returned_at", "string", "returned_at", "timestamp")], transformation_ctx="ChangeSchema_node1699991311402")

# Script generated for node Per depot
SqlQuery0 = '''
select r.depot_code, d.city, r.reason_code, count(*) as parcels
from returns r left join depots d on d.depot_code = r.depot_code
group by r.depot_code, d.city, r.reason_code
'''
Perdepot_node1699991377910 = sparkSqlQuery(glueContext, query = SqlQuery0, mapping = {"returns":ChangeSchema_node1699991311402, "depots":Depots_node1699991240018}, transformation_ctx = "Perdepot_node1699991377910")

# Script generated for node Target table
EvaluateDataQuality().process_rows(frame=Perdepot_node1699991377910, ruleset=DEFAULT_DATA_QUALITY_RULESET, publishing_options={"dataQualityEvaluationContext": "EvaluateDataQuality_node1699991222011", "enableDataQualityResultsPublishing": True}, additional_options={"dataQualityResultsPublishing.strategy": "BEST_EFFORT", "observations.scope": "ALL"})
Targettable_node1699991402375 = glueContext.getSink(path="s3://northlane-marts/returns_per_depot/", connection_type="s3", updateBehavior="UPDATE_IN_DATABASE", partitionKeys=[], enableUpdateCatalog=True, transformation_ctx="Targettable_node1699991402375")
Targettable_node1699991402375.setCatalogInfo(catalogDatabase="northlane_marts",catalogTableName="returns_per_depot")
Targettable_node1699991402375.setFormat("glueparquet", compression="snappy")
Targettable_node1699991402375.writeFrame(Perdepot_node1699991377910)
job.commit()
