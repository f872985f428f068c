from django.db import migrations, models

import timeseries.models


def tell_apart(apps, editor):
    """Rows that were there have all got the same one."""
    sources = apps.get_model("timeseries", "MqttSource").objects.using(editor.connection.alias)
    for source in sources.all():
        source.client_id = timeseries.models.new_client_id()
        source.save(update_fields=["client_id"])


class Migration(migrations.Migration):

    dependencies = [
        ('timeseries', '0009_mqtt_sources'),
    ]

    operations = [
        migrations.AddField(
            model_name='mqttsource',
            name='client_id',
            field=models.CharField(default=timeseries.models.new_client_id, editable=False, max_length=23),
        ),
        migrations.RunPython(tell_apart, migrations.RunPython.noop),
    ]
