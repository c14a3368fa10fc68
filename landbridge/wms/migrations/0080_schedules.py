"""Counts and replenishments that are asked for by the clock of the site."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("wms", "0075_packing_plan"),)
    operations = (migrations.RunSQL(sql_file("landbridge.wms.migrations", "0080_schedules.sql")),)
