"""Addresses of freight, under ``/freight/``: demands, lots, money, the operator's desk."""

from django.urls import URLPattern

app_name = "freight"

_DEMANDS: list[URLPattern] = []
"""Demands (货盘) and offers, for anyone, shippers and carriers."""

_LOTS: list[URLPattern] = []
"""Lots (货运单), their evidence and papers, and money, for the parties of a trip."""

_CONSOLE: list[URLPattern] = []
"""The operator's desk."""

urlpatterns = [*_DEMANDS, *_LOTS, *_CONSOLE]
