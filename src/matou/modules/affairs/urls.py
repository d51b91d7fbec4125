"""Addresses of service items and cases, under ``/affairs/``."""

from django.urls import path

from matou.modules.affairs.views import (
    case_acts,
    cases,
    desk,
    editing,
    exchange,
    guide,
    moving,
    public,
)

urlpatterns = [
    path("", public.item_list, name="list"),
    path("guide/<str:code>/", guide.guide, name="guide"),
    path("regions/<str:basic_code>/", public.regions, name="regions"),
    path("guide/<str:code>/label.pdf", public.label, name="label"),
    path("labels.pdf", public.label_sheets, name="labels"),
    path("cases/", cases.my_cases, name="cases"),
    path("cases/queue", cases.queue_list, name="queue"),
    path("cases/absences", cases.absences, name="absences"),
    path("cases/begin/<str:item>", cases.begin, name="case_begin"),
    path("cases/<str:code>/", cases.case, name="case"),
    path("cases/<str:code>/<str:key>", case_acts.act, name="case_act"),
    path("desk/", desk.desk_list, name="desk"),
    path("desk/new", editing.new, name="new"),
    path("desk/import", exchange.import_file, name="import"),
    path("desk/<str:code>/", desk.version, name="version"),
    path("desk/<str:code>/difference", desk.difference, name="difference"),
    path("desk/<str:code>/begin", editing.begin, name="begin"),
    path("desk/<str:code>/edit/<str:group>", editing.edit, name="edit"),
    path("desk/<str:code>/withdraw", moving.withdraw, name="withdraw"),
    path("desk/<str:code>/<int:number>/publish", moving.publish, name="publish"),
    path("desk/<str:code>/<int:number>/<str:key>", moving.move, name="move"),
]
