"""Makes drafts of demands and a token for ``bench/web.py``; prints the token and their codes."""

import sys
from datetime import timedelta

import django

django.setup()

from django.db import transaction  # noqa: E402  # the models load after set-up

from matou.kit.clock import utc_now  # noqa: E402
from matou.kit.money import Money  # noqa: E402
from matou.kit.period import Period  # noqa: E402
from matou.kit.tonnes import Tonnes  # noqa: E402
from matou.modules.freight.rules.terms import DemandTerms, PriceMode  # noqa: E402
from matou.modules.freight.services import demands  # noqa: E402
from matou.spine.parties import queries, seeds, services  # noqa: E402


def main(count: int) -> None:
    """Draft as many demands as asked for, in the name of the demo shipper."""
    now = utc_now()
    people = seeds.seed(now=now)
    shipper = people["shipper"]
    actor = queries.actor_of_person(person=shipper.person, acts_for=shipper.acts_for)
    user = queries.user_by_name(username=shipper.username)
    scopes = ("freight:read", "freight:write")
    print(
        services.issue_token(user=user, name="bench", scopes=scopes, days=1, actor=actor, now=now)
    )
    terms = DemandTerms(
        origin="P_CHI",
        destination="P_SAN",
        loading=Period(now + timedelta(days=1), now + timedelta(days=5)),
        cargo="sand",
        cargo_name="机制砂",
        quantity=Tonnes.of(1500),
        mode=PriceMode.FIXED,
        price=Money.yuan("27.00"),
        consignee=people["consignee"].acts_for,
    )
    with transaction.atomic():
        for _ in range(count):
            print(demands.draft_demand(terms=terms, actor=actor, now=now))


if __name__ == "__main__":
    main(int(sys.argv[1]))
