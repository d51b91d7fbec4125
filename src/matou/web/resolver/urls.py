"""Addresses of codes (``/c/…``) and documents (``/d/…``): short, for they are printed."""

from django.urls import path

from matou.web.resolver import documents, views

app_name = "resolver"
urlpatterns = [
    path("c/", views.look_up, name="look_up"),
    path("c/<str:text>", views.code_page, name="code"),
    path("c/<str:text>/qr.svg", views.qr_svg, name="qr_svg"),
    path("c/<str:text>/qr.png", views.qr_png, name="qr_png"),
    path("c/<str:text>/label.pdf", views.label_pdf, name="label"),
    path("d/<str:code>", documents.shown, name="document"),
    path("d/<str:code>/original", documents.original, name="document_original"),
    path("d/<str:code>/thumbnail", documents.thumbnail, name="document_thumbnail"),
]
