"""Addresses of finance, under ``/finance/``."""

from django.urls import path

from matou.modules.finance.views import corrections, desk, files, income, statements, withheld

urlpatterns = [
    path("", statements.statement_list, name="statements"),
    path("statements/<str:code>/", statements.statement, name="statement"),
    path("statements/<str:code>/answer", statements.statement_answer, name="statement_answer"),
    path("statements/<str:code>/sign", statements.statement_sign, name="statement_sign"),
    path("statements/<str:code>/statement.pdf", files.statement_pdf, name="statement_pdf"),
    path("statements/<str:code>/lines.<str:kind>", files.statement_file, name="statement_file"),
    path("statements/<str:code>/xlsx", files.file_progress, name="file_progress"),
    path(
        "statements/<str:code>/lines/<int:number>/confirm",
        statements.line_confirm,
        name="line_confirm",
    ),
    path(
        "statements/<str:code>/lines/<int:number>/object",
        statements.line_object,
        name="line_object",
    ),
    path("console/", desk.desk, name="desk"),
    path("console/issue", desk.issue, name="issue"),
    path(
        "console/statements/<str:code>/lines/<int:number>",
        desk.objection,
        name="objection",
    ),
    path(
        "console/statements/<str:code>/lines/<int:number>/correction",
        corrections.correction,
        name="correction",
    ),
    path("console/withheld/", withheld.withheld, name="withheld"),
    path("console/income/", income.report_list, name="reports"),
    path("console/income/<uuid:report>/", income.report, name="report"),
    path("console/income/<uuid:report>/release", income.release, name="report_release"),
    path("console/income/<uuid:report>/send", income.send, name="report_send"),
    path("console/income/<uuid:report>/report.<str:kind>", income.report_file, name="report_file"),
]
