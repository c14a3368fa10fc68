"""Kinds of cartons, weights that are checked, loads."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("wms", "0022_journal_epoch"),)
    operations = (migrations.RunSQL(sql_file("landbridge.wms.migrations", "0023_packing.sql")),)
