"""Tables of checks and comparisons; an index for lists."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("hub", "0002_tables"),)
    operations = (
        migrations.RunSQL(
            sql_file("landbridge.hub.migrations", "0003_watching.sql"), elidable=False
        ),
    )
