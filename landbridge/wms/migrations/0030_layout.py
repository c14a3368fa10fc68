"""Depth of the layout: classes of zones and bins, aisles, cross-aisles, reach of bins."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("wms", "0012_outbound"),)
    operations = (migrations.RunSQL(sql_file("landbridge.wms.migrations", "0030_layout.sql")),)
