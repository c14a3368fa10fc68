"""Addresses of the handheld, below /floor/."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from landbridge.console.areas import Door
from landbridge.console.handheld import offline, views
from landbridge.console.screen import Menu

prefix = "floor/"
door = Door(
    title=_("Handheld"),
    name="floor",
    permission="work_floor",
    menu=Menu("floor", 30, key="f"),
)

urlpatterns = [
    path("", views.home, name="floor"),
    path("site/", views.choose_site, name="floor-site"),
    path("language/", views.choose_language, name="floor-language"),
    path("offline.js", offline.script, name="floor-offline"),
    path("empty/", offline.empty, name="floor-empty"),
    path("<slug:name>/", views.run, name="floor-flow"),
]
