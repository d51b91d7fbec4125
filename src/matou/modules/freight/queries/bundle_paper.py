"""What stands on the sealed paper (证据材料) of a dispute, ready to be set."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from matou.kit.money import Money
from matou.modules.freight.models import Dispute
from matou.modules.freight.queries.bundle import BundleFacts
from matou.modules.freight.queries.disputes import DisputeRow
from matou.modules.freight.queries.papers import sides_of, voyage_rows
from matou.modules.freight.rules.bundle import BundleFile, masked, sums_of
from matou.modules.freight.rules.disputes import DISPUTE_STATE_NAMES, other_side
from matou.modules.freight.rules.papers import PaperHead, paper_instant
from matou.modules.freight.rules.states import RELATION_NAMES, Relation
from matou.web.vocabulary import VOCABULARIES

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NOTE = {
    "zh": "本件由平台自动汇编并加盖平台章，证明所列文件与平台记录一致、出具后未被改动。"
    "平台章由平台自有密钥签署，不是法定的可靠电子签名。手机号、证件号已打码。"
    "清单与各文件同在证据包内，查验方法见包内 README.txt。",
    "en": "Compiled by the platform and sealed by it: the files listed agree with its records and "
    "were not changed since. The seal is made with the platform's own key; it is not a legally "
    "accredited electronic seal. Personal numbers are masked. README.txt in the bundle tells how "
    "to check.",
}


def head(
    *, facts: BundleFacts, files: Sequence[BundleFile], base_url: str, now: datetime
) -> PaperHead:
    """Return the paper's head; its hash is over the list of all files."""
    return PaperHead(
        code=facts.lot,
        url=f"{base_url.rstrip('/')}/c/{facts.lot}",
        issued_at=now,
        text_sha256=sha256(sums_of(files)).hexdigest(),
    )


def facts(*, dispute: Dispute, facts: BundleFacts, files: Sequence[BundleFile]) -> dict[str, Any]:
    """Return parties, carriage, the dispute's story, the journal and the list of files."""
    return {
        "parties": [
            {"role": _both(RELATION_NAMES[side]), "name": name, "code": code}
            for side, code, name in sides_of(dispute.lot)
        ],
        "facts": [
            {"label": {"zh": row.label.zh, "en": row.label.en}, "value": row.value}
            for row in voyage_rows(dispute.lot)
        ],
        "story": list(_story(facts.dispute)),
        "events": list(_events(facts.journal)),
        "files": [
            {"path": file.path, "zh": file.zh, "en": file.en, "sha256": file.digest}
            for file in files
        ],
        "note": _NOTE,
    }


def _story(row: DisputeRow) -> Iterator[dict[str, Any]]:
    claimant, other = RELATION_NAMES[row.claimant], RELATION_NAMES[other_side(row.claimant)]
    yield _part(("状态", "State"), " ".join(DISPUTE_STATE_NAMES[row.state]), None)
    yield _part(("争议金额", "Amount contested"), str(row.amount), None)
    yield _part(_by("理由", "Reason", claimant), row.reason, row.opened_at)
    if row.replied_at:
        yield _part(_by("答复", "Reply", other), row.reply, row.replied_at)
    if row.ruled_at:
        yield _part(("裁决", "Ruling"), _ruled(row.ruling, row.to_claimant, row), row.ruled_at)
    if row.appealed_at:
        appellant = RELATION_NAMES[row.appellant or Relation.SHIPPER]
        yield _part(_by("申诉", "Appeal", appellant), row.appeal_reason, row.appealed_at)
    if row.appeal_ruled_at:
        text = _ruled(row.appeal_ruling, row.appeal_to_claimant, row)
        yield _part(("终局裁决", "Final ruling"), text, row.appeal_ruled_at)


def _ruled(text: str, won: Money | None, row: DisputeRow) -> str:
    rest = row.amount - (won or Money(0))
    return f"{text}\n判给提出方 to the claimant {won}；对方 to the other side {rest}"


def _by(zh: str, en: str, side: tuple[str, str]) -> tuple[str, str]:
    return f"{zh}（{side[0]}）", f"{en} ({side[1]})"


def _part(label: tuple[str, str], value: str, at: datetime | None) -> dict[str, Any]:
    when = "" if at is None else paper_instant(at)
    return {"label": _both(label), "value": masked(value), "at": when}


def _events(journal: str) -> Iterator[dict[str, Any]]:
    for line in journal.splitlines():
        entry = json.loads(line)
        at = _EPOCH + timedelta(microseconds=entry["occurred_at_us"])
        yield {
            "at": paper_instant(at),
            "label": _both(_event_words(str(entry["event"]))),
            "seq": str(entry["seq"]),
        }


def _event_words(event: str) -> tuple[str, str]:
    room, _dot, name = event.partition(".")
    vocabulary = VOCABULARIES.get(room)
    return vocabulary.events.get(name, (name, name)) if vocabulary else (name, name)


def _both(pair: tuple[str, str]) -> dict[str, str]:
    return {"zh": pair[0], "en": pair[1]}
