"""What the map of a site asks for: picks by day, goods on their way, sizes of a piece."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("wms", "0060_answers"),)
    operations = (migrations.RunSQL(sql_file("landbridge.wms.migrations", "0031_map.sql")),)
