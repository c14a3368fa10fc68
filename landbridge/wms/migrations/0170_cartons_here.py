"""Cartons that stand packed and have not left are found without reading those that have."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("wms", "0145_levels"),)
    operations = (
        migrations.RunSQL(sql_file("landbridge.wms.migrations", "0170_cartons_here.sql")),
    )
