"""Tables of the layout: sites, zones, bins."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("wms", "0001_room"),)
    operations = (migrations.RunSQL(sql_file("landbridge.wms.migrations", "0002_layout.sql")),)
