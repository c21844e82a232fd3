#
# Invoices of the billing system: one JSON document per customer and month,
# lines and taxes are arrays inside.  Output: two tables.
#
import sys
import datetime
from awsglue.utils import getResolvedOptions
from awsglue.context import GlueContext
from awsglue.job import Job
import awsglue.transforms as T
from pyspark.context import SparkContext

args = getResolvedOptions(sys.argv,
                          ['JOB_NAME',
                           'TempDir',
                           'month'])
gc = GlueContext(SparkContext.getOrCreate())
log = gc.get_logger()
job = Job(gc)
job.init(args['JOB_NAME'], args)

today = datetime.date.today().isoformat()
invoices = gc.create_dynamic_frame.from_options('s3', {
        'paths': ['s3://northlane-landing/billing/%s/' % args['month']],
        'recurse': True,
        'groupFiles': 'inPartition',
    }, 'json', {'jsonPath': '$[*]'}, 'invoices')
log.info('invoices: %d' % invoices.count())

# header
header = T.SelectFields.apply(frame=invoices, paths=['invoice_no', 'customer_no', 'issued_on', 'total'])
gc.write_dynamic_frame.from_catalog(frame=header, database='northlane_core', table_name='invoices')

# lines: arrays become tables of their own
tables = T.Relationalize.apply(frame=invoices, staging_path=args['TempDir'], name='invoice', transformation_ctx='tables')
for name in tables.keys():
    log.info('table ' + name)
lines = tables.select('invoice_lines')
lines = lines.rename_field('`lines.val.sku`', 'sku').rename_field('`lines.val.amount`', 'amount')
gc.write_dynamic_frame.from_catalog(frame=lines, database='northlane_core', table_name='invoice_lines')

job.commit()
