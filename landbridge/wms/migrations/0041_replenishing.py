"""Replenishing pick bins: how full each shall be, and why each task was made."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("wms", "0040_counts"),)
    operations = (
        migrations.RunSQL(sql_file("landbridge.wms.migrations", "0041_replenishing.sql")),
    )
