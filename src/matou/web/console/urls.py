"""Addresses of the operator's console, all below ``/console/``."""

from django.urls import path

from matou.web.console import views

app_name = "console"
urlpatterns = [
    path("console/", views.home, name="home"),
]
