"""Schema and role of the room."""

from django.db import migrations

from landbridge.kit.pg.schema import create_room


class Migration(migrations.Migration):
    initial = True
    operations = (migrations.RunSQL(create_room("wms", "landbridge_wms"), elidable=False),)
