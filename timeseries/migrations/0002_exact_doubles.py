from django.db import migrations

import timeseries.tables


class Migration(migrations.Migration):

    dependencies = [
        ('timeseries', '0001_initial'),
    ]

    operations = [
        timeseries.tables.ExactDoubles('Reading', 'value'),
    ]
