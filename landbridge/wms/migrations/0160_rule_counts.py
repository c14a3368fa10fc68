"""How often policies, templates and cut-offs decided."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("wms", "0143_open_lines"),)
    operations = (migrations.RunSQL(sql_file("landbridge.wms.migrations", "0160_rule_counts.sql")),)
