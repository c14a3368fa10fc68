"""Pairs of endpoints under continuous reconciliation, incidents, and who is told of them."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("hub", "0003_watching"),)
    operations = (
        migrations.RunSQL(
            sql_file("landbridge.hub.migrations", "0020_reconciling.sql"), elidable=False
        ),
    )
