"""How goods go into a carton, step by step."""

from django.db import migrations

from landbridge.kit.pg.schema import sql_file


class Migration(migrations.Migration):
    dependencies = (("wms", "0041_replenishing"),)
    operations = (
        migrations.RunSQL(sql_file("landbridge.wms.migrations", "0075_packing_plan.sql")),
    )
