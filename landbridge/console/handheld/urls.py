"""Addresses of the handheld, below /floor/."""

from django.urls import path

from landbridge.console.handheld import views

prefix = "floor/"

urlpatterns = [
    path("", views.home, name="floor"),
    path("site/", views.choose_site, name="floor-site"),
    path("<slug:name>/", views.run, name="floor-flow"),
]
