"""Cross-docking by site, pictures of goods as they came."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("wms", "0033_plates"),)
    operations = (migrations.RunSQL(sql_file("landbridge.wms.migrations", "0034_inbound.sql")),)
