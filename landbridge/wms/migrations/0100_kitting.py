"""Kits: what they are made of, orders to make them or take them apart, and what was used."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("wms", "0080_schedules"),)
    operations = (migrations.RunSQL(sql_file("landbridge.wms.migrations", "0100_kitting.sql")),)
