"""Waves whose orders have to be back before their carriers' cut-offs."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("wms", "0161_ready_by"),)
    operations = (migrations.RunSQL(sql_file("landbridge.wms.migrations", "0144_due_waves.sql")),)
