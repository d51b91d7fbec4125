"""Addresses of the registers, under ``/registry/``."""

from django.urls import path

from matou.modules.registry.views import (
    companies,
    home,
    papers,
    proposals,
    registrar,
    terminals,
    vessels,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("vessels/", vessels.vessel_list, name="vessels"),
    path("vessels/new", registrar.register, name="register"),
    path("vessels/import", registrar.import_vessels, name="import"),
    path("vessels/template.csv", registrar.import_template, name="import_template"),
    path("vessels/<str:code>/", vessels.vessel_page, name="vessel"),
    path("vessels/<str:code>/correct", registrar.correct, name="correct"),
    path("vessels/<str:code>/transfer", registrar.transfer, name="transfer"),
    path("vessels/<str:code>/papers/new", papers.new_paper, name="paper"),
    path("vessels/<str:code>/propose", proposals.propose, name="propose"),
    path("proposals/", proposals.proposal_list, name="proposals"),
    path("proposals/<uuid:proposal>/", proposals.proposal_page, name="proposal"),
    path("proposals/<uuid:proposal>/accept", proposals.accept, name="accept"),
    path("proposals/<uuid:proposal>/refuse", proposals.refuse, name="refuse"),
    path("proposals/<uuid:proposal>/reverse", proposals.reverse_accepted, name="reverse"),
    path("proposals/<uuid:proposal>/withdraw", proposals.withdraw, name="withdraw"),
    path("companies/", companies.company_list, name="companies"),
    path("companies/<str:code>/", companies.company_page, name="company"),
    path("terminals/", terminals.terminal_list, name="terminals"),
    path("terminals/<str:code>/", terminals.terminal_page, name="terminal"),
]
