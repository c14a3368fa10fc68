"""Proposals which item should lie in which pick bin, and what became of them."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("wms", "0101_needs"),)
    operations = (migrations.RunSQL(sql_file("landbridge.wms.migrations", "0102_slotting.sql")),)
