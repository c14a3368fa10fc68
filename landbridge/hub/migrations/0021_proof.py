"""Seals over the history, and the key that proofs are signed with."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("hub", "0020_reconciling"),)
    operations = (
        migrations.RunSQL(sql_file("landbridge.hub.migrations", "0021_proof.sql"), elidable=False),
    )
