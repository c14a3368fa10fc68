"""Prices, notices and transfers."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("wms", "0061_returns"),)
    operations = (migrations.RunSQL(sql_file("landbridge.wms.migrations", "0062_exchanges.sql")),)
