"""Allocation by policy, apart from release."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("wms", "0031_map"),)
    operations = (migrations.RunSQL(sql_file("landbridge.wms.migrations", "0020_allocation.sql")),)
