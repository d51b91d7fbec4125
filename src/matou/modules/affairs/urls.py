"""Addresses of service items, under ``/affairs/``."""

urlpatterns: list[object] = []
