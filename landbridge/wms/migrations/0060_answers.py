"""Answers to changes of orders, and goods that go back."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("wms", "0030_layout"),)
    operations = (migrations.RunSQL(sql_file("landbridge.wms.migrations", "0060_answers.sql")),)
