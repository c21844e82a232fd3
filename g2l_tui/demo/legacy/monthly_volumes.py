# -*- coding: utf-8 -*-
# Glue 0.9, switched off in 2021
import sys
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from awsglue.context import GlueContext

args = getResolvedOptions(sys.argv, ['JOB_NAME', 'month'])
glueContext = GlueContext(SparkContext.getOrCreate())

volumes = glueContext.create_dynamic_frame.from_catalog(database='northlane_raw', table_name='volumes')
print 'month', args['month'], volumes.count()

for country, factor in {'DE': 1.0, 'AT': 1.1}.iteritems():
    subset = volumes.filter(lambda r: r['country'] == country)
    print country, subset.count() * factor
