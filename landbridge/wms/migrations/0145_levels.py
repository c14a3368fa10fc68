"""Proposals how full pick bins should be, from what was picked, and what became of them."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("wms", "0144_due_waves"),)
    operations = (migrations.RunSQL(sql_file("landbridge.wms.migrations", "0145_levels.sql")),)
