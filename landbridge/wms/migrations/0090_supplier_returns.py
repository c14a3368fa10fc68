"""Goods that go back to their supplier."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("wms", "0102_slotting"),)
    operations = (
        migrations.RunSQL(sql_file("landbridge.wms.migrations", "0090_supplier_returns.sql")),
    )
