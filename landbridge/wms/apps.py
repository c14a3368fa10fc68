"""Django application of this room; it carries only migrations."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "landbridge.wms"
    label = "wms"
