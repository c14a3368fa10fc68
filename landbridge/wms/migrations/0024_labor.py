"""Work of the day, found by site and day; how many people there are."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("wms", "0023_packing"),)
    operations = (migrations.RunSQL(sql_file("landbridge.wms.migrations", "0024_labor.sql")),)
