"""Addresses of the planner, under ``/planner/``."""

from django.urls import path

from matou.modules.planner.views import (
    bookings,
    chain_offers,
    editing,
    files,
    home,
    network,
    notices,
    timetable,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("map/", home.network_map, name="map"),
    path("map/<str:name>.geojson", home.map_layer, name="layer"),
    path("timetable/", timetable.terminals, name="terminals"),
    path("timetable/<str:code>/", timetable.terminal, name="terminal"),
    path("locks/", timetable.locks, name="locks"),
    path("locks/<str:code>/", timetable.lock, name="lock"),
    path("notices/", notices.notice_list, name="notices"),
    path("notices/new", notices.notice_new, name="notice_new"),
    path("notices/<str:code>/", notices.notice_page, name="notice"),
    path("notices/<str:code>/amend", notices.notice_amend, name="notice_amend"),
    path("notices/<str:code>/withdraw", notices.notice_withdraw, name="notice_withdraw"),
    path("offers/", chain_offers.offers, name="offers"),
    path("offers/<uuid:offer_id>/", chain_offers.offer, name="offer"),
    path("bookings/", bookings.booking_list, name="bookings"),
    path("bookings/<str:code>/", bookings.booking_page, name="booking"),
    path("bookings/<str:code>/confirm", bookings.booking_confirm, name="booking_confirm"),
    path("bookings/<str:code>/release", bookings.booking_release, name="booking_release"),
    path("bookings/<str:code>/waybill/", bookings.booking_waybill, name="waybill"),
    path("bookings/<str:code>/waybill.pdf", bookings.booking_waybill_pdf, name="waybill_pdf"),
    path("bookings/<str:code>/waybill.json", bookings.booking_waybill_json, name="waybill_json"),
    path("network/import", files.import_files, name="import"),
    path("network/export.zip", files.export_files, name="export"),
    path("network/<str:kind>/", network.row_list, name="rows"),
    path("network/<str:kind>/new", editing.row_new, name="row_new"),
    path("network/<str:kind>/<str:code>/", network.row_page, name="row"),
    path("network/<str:kind>/<str:code>/change", editing.row_change, name="row_change"),
    path("network/<str:kind>/<str:code>/end", editing.row_end, name="row_end"),
]
