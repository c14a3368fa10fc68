"""Waves that are planned and released without a person."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("wms", "0100_kitting"),)
    operations = (migrations.RunSQL(sql_file("landbridge.wms.migrations", "0130_own_waves.sql")),)
