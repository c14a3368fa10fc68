"""Until when a pick must be done so that its order leaves on its day."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("wms", "0160_rule_counts"),)
    operations = (migrations.RunSQL(sql_file("landbridge.wms.migrations", "0161_ready_by.sql")),)
