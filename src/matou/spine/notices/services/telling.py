"""Tell a party something, once, in both languages."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from matou.spine.jobs import services as jobs
from matou.spine.notices import queries, rules
from matou.spine.notices.contracts import Channel, NoticeCard, Template, UnknownTemplate
from matou.spine.notices.models import Delivery, Notice

DELIVER = "notices.deliver_due"

_TEMPLATES: dict[str, Template] = {}


def register_template(  # noqa: PLR0913 - two languages of two texts, and where they go
    *,
    name: str,
    zh_subject: str,
    zh_body: str,
    en_subject: str,
    en_body: str,
    channels: Collection[Channel] = (),
    url: str = "",
) -> None:
    """Make a notice's text known at start-up; call from the room's wiring.

    ``{fact}`` holes are filled by ``notify``; ``channels`` are those besides the list on the site.
    """
    template = Template(
        name=name,
        zh_subject=zh_subject,
        zh_body=zh_body,
        en_subject=en_subject,
        en_body=en_body,
        channels=frozenset(channels) | rules.CANNOT_BE_OFF,
        url=url,
    )
    rules.check_template(template)
    _TEMPLATES[name] = template


@transaction.atomic
def notify(
    *, party: str, template: str, facts: Mapping[str, object], key: str, now: datetime
) -> NoticeCard:
    """Tell a party something and return the notice; the same ``key`` again tells nothing new.

    The notice stands in the caller's transaction; e-mail and SMS leave after its commit.
    Raises UnknownTemplate and MissingFact.
    """
    form = _TEMPLATES.get(template)
    if form is None:
        raise UnknownTemplate(template=template)
    row = _rendered(form, facts)
    row.party, row.key, row.created_at = party, key, now
    Notice.objects.bulk_create([row], ignore_conflicts=True)
    kept = Notice.objects.select_for_update(of=("self",)).get(
        party=party, template=template, key=key
    )
    _plan_deliveries(kept, form, now)
    return queries.card_of(kept)


def _rendered(form: Template, facts: Mapping[str, object]) -> Notice:
    def filled(text: str) -> str:
        return rules.render(text, template=form.name, facts=facts)

    return Notice(
        template=form.name,
        zh_subject=filled(form.zh_subject)[: rules.MAX_SUBJECT_LENGTH],
        zh_body=filled(form.zh_body)[: rules.MAX_BODY_LENGTH],
        en_subject=filled(form.en_subject)[: rules.MAX_SUBJECT_LENGTH],
        en_body=filled(form.en_body)[: rules.MAX_BODY_LENGTH],
        url=filled(form.url),
        facts={name: str(value) for name, value in facts.items()},
    )


def _plan_deliveries(notice: Notice, form: Template, now: datetime) -> None:
    """Put a delivery in line for each wanted channel; those planned before stay as they are."""
    wish = queries.preference_of(notice.party)
    channels = rules.channels_for(form, off=wish.channels_off) - {Channel.IN_APP}
    if not channels or Delivery.objects.filter(notice=notice).exists():
        return
    due_at = rules.due_at(
        now, quiet_from=wish.quiet_from_minute, quiet_until=wish.quiet_until_minute
    )
    Delivery.objects.bulk_create(
        [Delivery(notice=notice, channel=channel, due_at=due_at) for channel in sorted(channels)]
    )
    jobs.defer(name=DELIVER, arguments={}, at=due_at)
