"""Addresses of freight, under ``/freight/``: demands, lots, money, the operator's desk."""

from django.urls import URLPattern, path

from matou.modules.freight.views import demands, offers, posting

app_name = "freight"

_DEMANDS: list[URLPattern] = [
    path("", demands.demand_list, name="demands"),
    path("fitting/", demands.fitting_list, name="fitting"),
    path("demands/mine/", posting.my_demands, name="my_demands"),
    path("demands/new/", posting.demand_new, name="demand_new"),
    path("demands/<str:code>/", demands.demand_page, name="demand"),
    path("demands/<str:code>/edit/", posting.demand_edit, name="demand_edit"),
    path("demands/<str:code>/publish/", posting.demand_publish, name="demand_publish"),
    path("demands/<str:code>/withdraw/", posting.demand_withdraw, name="demand_withdraw"),
    path("demands/<str:code>/take/", offers.demand_take, name="demand_take"),
    path("demands/<str:code>/offer/", offers.offer_new, name="offer_new"),
    path("demands/<str:code>/offers/", offers.demand_offers, name="demand_offers"),
    path(
        "demands/<str:code>/offers/<uuid:offer>/withdraw/",
        offers.offer_withdraw,
        name="offer_withdraw",
    ),
    path("demands/<str:code>/offers/<uuid:offer>/award/", offers.offer_award, name="offer_award"),
    path("offers/", offers.my_offers, name="my_offers"),
]
"""Demands (货盘) and offers, for anyone, shippers and carriers."""

_LOTS: list[URLPattern] = []
"""Lots (货运单), their evidence and papers, and money, for the parties of a trip."""

_CONSOLE: list[URLPattern] = []
"""The operator's desk."""

urlpatterns = [*_DEMANDS, *_LOTS, *_CONSOLE]
