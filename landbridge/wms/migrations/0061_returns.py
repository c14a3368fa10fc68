"""Tables of goods that come back."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("wms", "0020_allocation"),)
    operations = (migrations.RunSQL(sql_file("landbridge.wms.migrations", "0061_returns.sql")),)
