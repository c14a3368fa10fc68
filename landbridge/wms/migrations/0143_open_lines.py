"""Waiting lines are found among the open ones."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("wms", "0090_supplier_returns"),)
    operations = (migrations.RunSQL(sql_file("landbridge.wms.migrations", "0143_open_lines.sql")),)
