from django.db import migrations

import timeseries.tables


class Migration(migrations.Migration):

    # SQLite's VACUUM is no part of a transaction.
    atomic = False

    dependencies = [
        ('timeseries', '0004_retention'),
    ]

    operations = [
        timeseries.tables.GiveBackPages(),
    ]
