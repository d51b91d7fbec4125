"""Addresses of the planner, under ``/planner/``."""

from django.urls import path

from matou.modules.planner.views import ask, editing, files, home, network, notices, timetable

urlpatterns = [
    path("", home.home, name="home"),
    path("map/", home.network_map, name="map"),
    path("map/<str:name>.geojson", home.map_layer, name="layer"),
    path("ask/", ask.ask, name="ask"),
    path("ask/chain/", ask.ask_chain, name="ask_chain"),
    path("ask/chain.geojson", ask.ask_line, name="ask_line"),
    path("timetable/", timetable.terminals, name="terminals"),
    path("timetable/<str:code>/", timetable.terminal, name="terminal"),
    path("locks/", timetable.locks, name="locks"),
    path("locks/<str:code>/", timetable.lock, name="lock"),
    path("notices/", notices.notice_list, name="notices"),
    path("notices/new", notices.notice_new, name="notice_new"),
    path("notices/<str:code>/", notices.notice_page, name="notice"),
    path("notices/<str:code>/amend", notices.notice_amend, name="notice_amend"),
    path("notices/<str:code>/withdraw", notices.notice_withdraw, name="notice_withdraw"),
    path("network/import", files.import_files, name="import"),
    path("network/export.zip", files.export_files, name="export"),
    path("network/gtfs.zip", files.export_gtfs, name="gtfs"),
    path("network/<str:kind>/", network.row_list, name="rows"),
    path("network/<str:kind>/new", editing.row_new, name="row_new"),
    path("network/<str:kind>/<str:code>/", network.row_page, name="row"),
    path("network/<str:kind>/<str:code>/change", editing.row_change, name="row_change"),
    path("network/<str:kind>/<str:code>/end", editing.row_end, name="row_end"),
]
