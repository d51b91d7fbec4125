"""Addresses of e-licences; the check page is printed on papers, so it never moves."""

from django.urls import path

from matou.web.licences.views import check, officer, own

app_name = "licences"
urlpatterns = [
    path(".well-known/jwks.json", check.keys, name="keys"),
    path("credentials/", own.mine, name="mine"),
    path("credentials/check/", check.check, name="check"),
    path("credentials/check/worker.js", check.worker, name="worker"),
    path("credentials/check/kit.json", check.kit, name="kit"),
    path("credentials/check/<str:code>", check.by_code, name="checked"),
    path("credentials/status/<str:code>", check.status_list, name="status_list"),
    path("credentials/register/", officer.register, name="register"),
    path("credentials/<str:code>/", own.licence, name="licence"),
    path("credentials/<str:code>/paper.pdf", own.paper, name="paper"),
    path("credentials/<str:code>/present", own.present, name="present"),
    path("credentials/<str:code>/<str:act>", officer.act, name="act"),
]
