"""Addresses of freight, under ``/freight/``: demands, lots, money, the operator's desk."""

from django.urls import URLPattern, path

from matou.modules.freight.views import (
    console,
    demands,
    disputes,
    evidence,
    lots,
    money,
    offers,
    papers,
    payees,
    payouts,
    plan_beside,
    posting,
    precedents,
    receivables,
    refund_requests,
    refunds,
    rulings,
)

app_name = "freight"

_DEMANDS: list[URLPattern] = [
    path("", demands.demand_list, name="demands"),
    path("fitting/", demands.fitting_list, name="fitting"),
    path("demands/mine/", posting.my_demands, name="my_demands"),
    path("demands/new/", posting.demand_new, name="demand_new"),
    path("demands/plan/", plan_beside.demand_plan, name="demand_plan"),
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

_LOTS: list[URLPattern] = [
    path("lots/", lots.lot_list, name="lots"),
    path("lots/<str:code>/", lots.lot, name="lot"),
    path("lots/<str:code>/act/<str:act>/", evidence.lot_act, name="lot_act"),
    path("lots/<str:code>/evidence/<str:kind>/", evidence.lot_evidence, name="lot_evidence"),
    path("lots/<str:code>/sign/", lots.lot_sign, name="lot_sign"),
    path("lots/<str:code>/code/send/", evidence.lot_code_send, name="lot_code_send"),
    path("lots/<str:code>/code/", evidence.lot_code_enter, name="lot_code_enter"),
    path("lots/<str:code>/eta", lots.lot_eta, name="lot_eta"),
    path("lots/<str:code>/track.geojson", lots.lot_track, name="lot_track"),
    path("lots/<str:code>/contract.pdf", papers.lot_contract_pdf, name="lot_contract_pdf"),
    path("lots/<str:code>/statement/", money.lot_statement, name="lot_statement"),
    path("lots/<str:code>/statement.pdf", papers.lot_statement_pdf, name="lot_statement_pdf"),
    path("lots/<str:code>/statement/accept/", money.statement_accept, name="statement_accept"),
    path("lots/<str:code>/statement/top-up/", money.statement_top_up, name="statement_top_up"),
    path("money/", money.money, name="money"),
    path("money/owed/", refunds.money_repay, name="money_owed"),
    path("money/in/", money.money_in, name="money_in"),
    path("money/out/", payouts.money_out, name="money_out"),
    path("money/out/<uuid:order>/", payouts.payout, name="payout"),
    path("money/out/<uuid:order>/withdraw/", payouts.payout_withdraw, name="payout_withdraw"),
    path("money/payees/", payees.payees, name="payees"),
    path("money/payees/new/", payees.payee_new, name="payee_new"),
    path("money/payees/<uuid:payee>/change/", payees.payee_change, name="payee_change"),
    path("money/payees/<uuid:payee>/end/", payees.payee_end, name="payee_end"),
]
"""Lots (货运单), their evidence and papers, and money, for the parties of a trip."""

_DISPUTE = "lots/<str:code>/disputes/<uuid:dispute>/"
_DISPUTES: list[URLPattern] = [
    path("precedents/", precedents.precedent_list, name="precedents"),
    path("lots/<str:code>/disputes/new/", disputes.dispute_open, name="dispute_open"),
    path(_DISPUTE, disputes.dispute, name="dispute"),
    path(f"{_DISPUTE}reply/", disputes.dispute_reply, name="dispute_reply"),
    path(f"{_DISPUTE}withdraw/", disputes.dispute_withdraw, name="dispute_withdraw"),
    path(f"{_DISPUTE}accept/", disputes.dispute_accept, name="dispute_accept"),
    path(f"{_DISPUTE}appeal/", disputes.dispute_appeal, name="dispute_appeal"),
    path(f"{_DISPUTE}evidence.pdf", disputes.dispute_bundle, {"form": "pdf"}, name="dispute_paper"),
    path(
        f"{_DISPUTE}evidence.zip", disputes.dispute_bundle, {"form": "zip"}, name="dispute_bundle"
    ),
]
"""Disputes, for the two sides of a trip, and what was ruled before."""

_RECEIVABLE = "console/receivables/<uuid:receivable>/"
_CONSOLE: list[URLPattern] = [
    path("console/", console.board, name="board"),
    path("console/disputes/", rulings.dispute_list, name="disputes"),
    path("console/disputes/<uuid:dispute>/", rulings.dispute_rule, name="dispute_rule"),
    path("console/lots/<str:code>/flags/<str:act>/", console.lot_flag, name="lot_flag"),
    path("console/lots/<str:code>/stop/", console.lot_stop, name="lot_stop"),
    path("console/lots/<str:code>/refund/", refunds.lot_refund, name="lot_refund"),
    path("console/refunds/", refund_requests.refund_requests, name="refund_requests"),
    path("console/refunds/<uuid:refund>/", refund_requests.refund_request, name="refund_request"),
    path(
        "console/refunds/<uuid:refund>/<str:act>/",
        refund_requests.refund_decide,
        name="refund_decide",
    ),
    path("console/receivables/", receivables.receivables, name="receivables"),
    path("console/receivables/guarantee/", receivables.guarantee, name="guarantee"),
    path(_RECEIVABLE, receivables.receivable, name="receivable"),
    path(f"{_RECEIVABLE}write-off/", receivables.write_off, name="write_off"),
    path(
        f"{_RECEIVABLE}write-off/<str:act>/", receivables.write_off_decide, name="write_off_decide"
    ),
    path("console/proposals/", console.proposals, name="proposals"),
    path("console/feeds/", console.feeds, name="feeds"),
]
"""The operator's desk."""

urlpatterns = [*_DEMANDS, *_LOTS, *_DISPUTES, *_CONSOLE]
