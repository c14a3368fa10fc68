"""Tables of goods going out."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("wms", "0011_inbound"),)
    operations = (migrations.RunSQL(sql_file("landbridge.wms.migrations", "0012_outbound.sql")),)
