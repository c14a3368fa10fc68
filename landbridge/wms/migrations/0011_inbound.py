"""Tables of work for people and of goods coming in."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("wms", "0010_master"),)
    operations = (migrations.RunSQL(sql_file("landbridge.wms.migrations", "0011_inbound.sql")),)
