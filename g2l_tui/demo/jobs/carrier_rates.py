# Price lists of the carriers: CSV in, Postgres out.
#   mk 2021-03  first version
#   mk 2022-11  one carrier only, for reloads
#   iv 2023-06  fuel surcharge
import sys
from awsglue.transforms import ApplyMapping, DropFields, RenameField
from awsglue.utils import getResolvedOptions
from awsglue.context import GlueContext
from awsglue.job import Job
from pyspark.context import SparkContext

if '--carrier' in sys.argv:
    args = getResolvedOptions(sys.argv, ['JOB_NAME', 'valid_from', 'carrier'])
else:
    args = getResolvedOptions(sys.argv, ['JOB_NAME', 'valid_from'])

LANDING = 's3://northlane-landing/carriers/'
CONNECTION = 'dwh-postgres'


def source_path(carrier):
    # every carrier has its own folder
    if carrier:
        return LANDING + carrier + '/'
    return LANDING


def main():
    glue_context = GlueContext(SparkContext.getOrCreate())
    logger = glue_context.get_logger()
    job = Job(glue_context)
    job.init(args['JOB_NAME'], args)

    path = source_path(args.get('carrier'))
    logger.info('reading ' + path)

    rates = glue_context.create_dynamic_frame.from_options(
        connection_type='s3',
        connection_options={'paths': [path], 'recurse': True},
        format='csv',
        format_options={'withHeader': True, 'separator': ';', 'quoteChar': '"'},
    )

    # the carriers never agreed on a name for it
    rates = RenameField.apply(rates, 'Zone code', 'zone')
    rates = DropFields.apply(frame=rates, paths=['Remark', 'Contact'])

    typed = ApplyMapping.apply(rates, [
        ('Carrier',    'string', 'carrier',      'string'),
        ('zone',       'string', 'zone',         'int'),
        # weight classes are inclusive
        ('From kg',    'string', 'from_kg',      'double'),
        ('To kg',      'string', 'to_kg',        'double'),
        # money
        ('Price',      'string', 'price_eur',    'decimal(10,2)'),
        ('Fuel',       'string', 'fuel_percent', 'decimal(5,2)'),
        # ('Toll',     'string', 'toll_eur',     'decimal(10,2)'),   not before 2024
        ('Valid from', 'string', 'valid_from',   'date'),
    ])

    if typed.count() == 0:
        logger.warn('no prices found in %s' % path)
        return

    glue_context.write_dynamic_frame.from_jdbc_conf(
        frame=typed,
        catalog_connection=CONNECTION,
        connection_options={'dbtable': 'pricing.carrier_rates', 'database': 'dwh'},
    )
    job.commit()


if __name__ == '__main__':
    main()
