"""Tables of the durable middle."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file

FILES = ("0002_tables.sql", "0002_history.sql", "0002_days.sql")


class Migration(migrations.Migration):
    dependencies = (("hub", "0001_room"),)
    operations = tuple(
        migrations.RunSQL(sql_file("landbridge.hub.migrations", file), elidable=False)
        for file in FILES
    )
