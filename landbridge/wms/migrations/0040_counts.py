"""Cycle counts: planned, counted blind, reviewed, posted."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("wms", "0035_classes"),)
    operations = (migrations.RunSQL(sql_file("landbridge.wms.migrations", "0040_counts.sql")),)
