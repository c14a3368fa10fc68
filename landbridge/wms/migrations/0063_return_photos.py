"""Pictures of goods that came back."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("wms", "0024_labor"),)
    operations = (
        migrations.RunSQL(sql_file("landbridge.wms.migrations", "0063_return_photos.sql")),
    )
