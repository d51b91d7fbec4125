"""Addresses of service items and cases, under ``/affairs/``."""

from django.urls import path

from matou.modules.affairs.views import (
    case_acts,
    case_check,
    case_form,
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
    path("cases/<str:code>/receipt", case_check.receipt, name="receipt"),
    path("cases/<str:code>/receipt.pdf", case_check.receipt_pdf, name="receipt_pdf"),
    path("cases/<str:code>/form/", case_form.form_start, name="form_start"),
    path("cases/<str:code>/form/check", case_check.form_check, name="form_check"),
    path("cases/<str:code>/form/preview", case_check.form_preview, name="form_preview"),
    path("cases/<str:code>/form/preview.pdf", case_check.form_preview_pdf, name="form_preview_pdf"),
    path(
        "cases/<str:code>/form/files/<str:document>/remove",
        case_form.file_remove,
        name="form_file_remove",
    ),
    path("cases/<str:code>/form/<str:page>", case_form.form_page, name="form_page"),
    path("cases/<str:code>/form/<str:page>/saved", case_form.form_autosave, name="form_autosave"),
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
