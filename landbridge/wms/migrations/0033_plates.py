"""Licence plates: which stands on which, where they are, what became of them."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("wms", "0032_rules"),)
    operations = (migrations.RunSQL(sql_file("landbridge.wms.migrations", "0033_plates.sql")),)
