"""Put a site's money at odds: a statement that tells ¥500 less, and ¥300 in the skipper's wallet.

Prints the break's number.
"""

from datetime import timedelta

import django

django.setup()

from matou.kit.clock import CHINA, utc_now  # noqa: E402  # after setup, as above
from matou.kit.money import Money  # noqa: E402
from matou.project.demo.clock import DemoClock  # noqa: E402
from matou.project.demo.people import cast  # noqa: E402
from matou.project.demo.story import Story  # noqa: E402
from matou.spine.custody.models import CustodyOrder, ReconciliationBreak  # noqa: E402

now = utc_now()
order = CustodyOrder.objects.get(reference="demo-1-shipper")
found = ReconciliationBreak.objects.create(
    provider=order.provider,
    on=now.astimezone(CHINA).date() - timedelta(days=1),
    kind="amount_differs",
    subject="journey",
    order_id=order.pk,
    text=f"入金 deposit {order.party} {Money(order.amount - 50_000)} {order.reference}",
    owner="platform",
    found_at=now,
    line_number=7,
    told_kind="deposit",
    told_party=order.party,
    told_amount=order.amount - 50_000,
    told_reference=order.reference,
)
story = Story(cast=cast(now=now), clock=DemoClock.ending_at(now), number=9)
story.pay_in(who="skipper", amount=Money.yuan(300), at=now)
print(found.pk)
