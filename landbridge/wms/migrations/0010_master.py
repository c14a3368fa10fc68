"""Tables of master data, of answers given once, and of numbers people search by."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("wms", "0003_ledger"),)
    operations = (migrations.RunSQL(sql_file("landbridge.wms.migrations", "0010_master.sql")),)
