"""Rules that people keep, their tests, and how fast items move."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("wms", "0021_waves"),)
    operations = (migrations.RunSQL(sql_file("landbridge.wms.migrations", "0032_rules.sql")),)
