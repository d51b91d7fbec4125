"""The first stock of items, so that a fresh start has guides to show."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from matou.kit.actor import SYSTEM
from matou.kit.codes import new_code
from matou.modules.affairs.contracts import CODE_KIND, ItemsImported
from matou.modules.affairs.models import CatalogueEntry, Item, ItemChange, ItemVersion
from matou.modules.affairs.queries.surroundings import surroundings
from matou.modules.affairs.rules import samples, states
from matou.modules.affairs.rules.lint import check_clean, lint
from matou.modules.affairs.services.writing import put_content
from matou.spine.codes import services as codes
from matou.spine.codes.contracts import Subject
from matou.spine.journal import services as journal

AUTHOR, SECOND = "system:catalogue", "system:start"
"""Who wrote the first stock and who let it in: the project's file, and whoever starts it."""
_SOURCE = "平台自带目录，待核 the platform's own catalogue, to be confirmed"


@transaction.atomic
def ensure_first_stock(*, now: datetime) -> int:
    """Publish the port items and the samples that are missing; returns how many were."""
    stock = [
        *((content, False) for content in samples.port_items()),
        *((content, True) for content in samples.samples()),
    ]
    known = set(Item.objects.values_list("handling_code", flat=True))
    missing = [(one, mark) for one, mark in stock if one["task_handle_item"] not in known]
    if not missing:
        return 0
    ensure_catalogue([content for content, _is in missing], is_sample=False, now=now)
    _publish(missing, now=now)
    journal.publish(
        ItemsImported(
            aggregate="items", actor=SYSTEM.code, occurred_at=now, added=len(missing), changed=0
        )
    )
    return len(missing)


def ensure_catalogue(
    contents: Sequence[Mapping[str, Any]], *, is_sample: bool, now: datetime
) -> None:
    """Let the catalogue hold the basic codes of these items."""
    CatalogueEntry.objects.bulk_create(
        (
            CatalogueEntry(
                code=content["catalog_code"],
                name_zh=content["task_name"],
                name_en=content["task_name_en"],
                item_type=content["task_type"],
                is_sample=is_sample or content["confidence_note"] == samples.NOTE,
                source=_SOURCE,
                recorded_at=now,
            )
            for content in contents
        ),
        ignore_conflicts=True,
    )


def _publish(missing: Sequence[tuple[Mapping[str, Any], bool]], *, now: datetime) -> None:
    items = [
        Item(
            code=new_code(),
            handling_code=content["task_handle_item"],
            basic_id=content["catalog_code"],
            region=content["region_code"],
            is_sample=is_sample,
            created_at=now,
        )
        for content, is_sample in missing
    ]
    Item.objects.bulk_create(items)
    around = surroundings(now=now)
    versions = []
    for item, (content, _is_sample) in zip(items, missing, strict=True):
        version = ItemVersion(
            item=item, number=1, state=states.PUBLISHED, authors=[AUTHOR], legal_by=SECOND,
            approved_by=SECOND, valid_from=now, published_at=now, created_at=now,
        )  # fmt: skip
        put_content(version, content, around=around)
        check_clean(lint(version.content, around))
        versions.append(version)
    ItemVersion.objects.bulk_create(versions)
    ItemChange.objects.bulk_create(
        ItemChange(version=one, act="publish", actor=SYSTEM.code, recorded_at=now)
        for one in versions
    )
    subjects = [
        Subject(subject=one.item.code, title_zh=one.name_zh, title_en=one.name_en or one.name_zh)
        for one in versions
    ]
    codes.ensure_codes(kind=CODE_KIND, subjects=subjects, now=now)
