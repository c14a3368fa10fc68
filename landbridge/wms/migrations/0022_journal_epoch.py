"""Append to the journal without looking at all of it."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("wms", "0034_inbound"),)
    operations = (
        migrations.RunSQL(sql_file("landbridge.wms.migrations", "0022_journal_epoch.sql")),
    )
