from django.db import migrations

import timeseries.tables


class Migration(migrations.Migration):

    dependencies = [
        ('timeseries', '0005_give_back_pages'),
    ]

    operations = [
        timeseries.tables.StoreAsIs('Block'),
        timeseries.tables.StoreAsIs('RollupBlock'),
    ]
