"""Bins with a class of their own are found without looking at all of them."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("wms", "0063_return_photos"),)
    operations = (migrations.RunSQL(sql_file("landbridge.wms.migrations", "0035_classes.sql")),)
