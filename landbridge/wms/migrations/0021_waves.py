"""Waves, clusters, cut-offs; work timed."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("wms", "0062_exchanges"),)
    operations = (migrations.RunSQL(sql_file("landbridge.wms.migrations", "0021_waves.sql")),)
