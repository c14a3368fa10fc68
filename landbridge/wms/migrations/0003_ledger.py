"""Tables of the ledger: balances, moves, reservations, lots, journal."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("wms", "0002_layout"),)
    operations = (migrations.RunSQL(sql_file("landbridge.wms.migrations", "0003_ledger.sql")),)
