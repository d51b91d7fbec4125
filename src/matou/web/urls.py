"""Addresses of the surface kit itself; the front page stands at the root."""

from django.urls import path

from matou.web import views
from matou.web.language import switch_language

app_name = "web"
urlpatterns = [
    path("", views.front, name="front"),
    path("find", views.find, name="find"),
    path("help", views.help_page, name="help"),
    path("language/", switch_language, name="language"),
    path("map", views.map_page, name="map"),
    path("map/<str:name>.geojson", views.map_layer, name="map_layer"),
    path("styleguide", views.styleguide_page, name="styleguide"),
    path("styleguide/confirm", views.styleguide_confirm, name="styleguide_confirm"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
