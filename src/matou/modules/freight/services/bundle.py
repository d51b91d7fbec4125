"""The evidence bundle (证据包) of a dispute: gathered, set as a sealed PDF, packed, and checked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from matou.kit.actor import OPERATOR, Actor
from matou.kit.errors import NotFound
from matou.modules.freight.contracts import EvidenceBundleTaken
from matou.modules.freight.models import Dispute
from matou.modules.freight.queries import bundle as queries
from matou.modules.freight.queries import bundle_paper
from matou.modules.freight.queries.bundle import BundleFacts
from matou.modules.freight.rules import bundle as rules
from matou.modules.freight.rules.bundle import BundleFile, Finding
from matou.modules.freight.rules.journal_proof import check_journal
from matou.modules.freight.services import papers
from matou.modules.freight.services.disputes import common
from matou.spine.documents import services as documents
from matou.spine.documents.services import seal
from matou.spine.journal import services as journal

REASON = "争议证据材料 evidence in a dispute"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A bundle ready to hand over."""

    lot: str
    pack: bytes
    paper: bytes
    sums_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleCheck:
    """What a check of a bundle found; ``fingerprint`` is that of the certificate inside."""

    files: int
    sealed_entries: int
    fingerprint: str
    is_own_seal: bool
    findings: tuple[Finding, ...]


def take_bundle(
    *, lot_code: str, dispute_id: UUID, actor: Actor, base_url: str, now: datetime
) -> Bundle:
    """Gather a dispute's evidence as it stands, seal it, and note who took it.

    For its two sides and operators without interest; raises NotFound for everybody else, and
    BundleTooLarge. Gathering reads the journal's seals, so what waits for one is sealed first.
    """
    dispute = queries.bundled_dispute(code=lot_code, dispute_id=dispute_id, actor=actor)
    journal.seal_due(now=now)
    facts = queries.bundle_facts(dispute=dispute, now=now)
    size = sum(card.size for card in facts.documents)
    if size > rules.MOST_BYTES:
        raise rules.BundleTooLarge(size_mb=size >> 20, most_mb=rules.MOST_BYTES >> 20)
    files = tuple(_files(facts, actor=actor, base_url=base_url, now=now))
    bundle = _sealed(dispute, facts, files=files, base_url=base_url, now=now)
    _note(dispute, bundle, actor=actor, now=now)
    return bundle


def check_bundle(*, pack: bytes) -> BundleCheck:
    """Check a bundle without any database: list, seal, paper, journal, and the pack itself."""
    files, findings = rules.unpacked(pack)
    findings += rules.check_sums(files=files)
    findings += rules.check_manifest(files=files)
    sealed_entries, wrong = check_journal(files=files)
    findings += wrong + _check_seal(files)
    if not findings:
        findings += rules.check_pack(pack=pack, files=files)
    certificate = files.get(rules.CERTIFICATE, b"")
    return BundleCheck(
        files=len(files),
        sealed_entries=sealed_entries,
        fingerprint=_fingerprint(certificate),
        is_own_seal=certificate == seal.certificate_pem(),
        findings=tuple(dict.fromkeys(findings)),
    )


def _files(
    facts: BundleFacts, *, actor: Actor, base_url: str, now: datetime
) -> Iterator[BundleFile]:
    yield _text("README.txt", rules.how_to_check(), "查验方法", "how to check this bundle")
    yield from _papers(facts.lot, actor=actor, base_url=base_url)
    yield _file("disputes.json", rules.as_json(facts.disputes), "争议与裁决", "disputes, rulings")
    yield _file("evidence.json", rules.as_json(facts.evidence), "凭证登记", "evidence as recorded")
    yield _text(rules.JOURNAL, facts.journal, "事件日志", "journal entries")
    yield _text(rules.BLOCKS, facts.blocks, "日志封存区块", "blocks that seal the journal")
    yield _file("track.geojson", rules.as_json(facts.track), "航迹线", "track as a line")
    yield _text("track.csv", facts.track_csv, "逐点船位", "track, every position")
    for card in facts.documents:
        # The bundle is the house's act in the reader's name: it hands over what the house holds,
        # and the documents room logs each reading under the reader.
        opened = documents.open_original(code=card.code, actor=_in_office(actor), now=now)
        path = f"documents/{card.code}-{rules.safe_name(card.name)}"
        yield _file(path, opened.file.read(), "上传的原件", "document as uploaded")
    yield _file(rules.CERTIFICATE, seal.certificate_pem(), "平台章证书", "the seal's certificate")
    yield _file(rules.PUBLIC_KEY, seal.public_key_pem(), "平台章公钥", "the seal's public key")


def _papers(lot: str, *, actor: Actor, base_url: str) -> Iterator[BundleFile]:
    office = _in_office(actor)
    contract = papers.lot_contract(lot_code=lot, actor=office, base_url=base_url)
    yield _file("contract.pdf", contract, "运输合同", "carriage contract")
    try:
        statement = papers.lot_statement(lot_code=lot, actor=office, base_url=base_url)
    except NotFound:
        # Between delivery and statement there is none yet.
        return
    yield _file("statement.pdf", statement, "结算单", "freight statement")


def _sealed(
    dispute: Dispute,
    facts: BundleFacts,
    *,
    files: tuple[BundleFile, ...],
    base_url: str,
    now: datetime,
) -> Bundle:
    paper = papers.set_paper(
        template="bundle.typ",
        head=bundle_paper.head(facts=facts, files=files, base_url=base_url, now=now),
        facts=bundle_paper.facts(dispute=dispute, facts=facts, files=files),
    )
    pdf = seal.seal_pdf(pdf=paper, reason=REASON)
    told = (*files, _file(rules.PAPER, pdf, "证据材料（已盖平台章）", "the sealed paper"))
    manifest = rules.manifest_of(lot=facts.lot, dispute=str(dispute.pk), made_at=now, files=told)
    listed = (*told, _file(rules.MANIFEST, manifest, "清单", "manifest"))
    sums = rules.sums_of(listed)
    packed = [(file.path, file.content) for file in listed]
    packed += [(rules.SUMS, sums), (rules.SIGNATURE, seal.sign(content=sums))]
    return Bundle(
        lot=facts.lot,
        pack=rules.packed(packed),
        paper=pdf,
        sums_sha256=sha256(sums).hexdigest(),
    )


@transaction.atomic
def _note(dispute: Dispute, bundle: Bundle, *, actor: Actor, now: datetime) -> None:
    journal.publish(
        EvidenceBundleTaken(
            **common(dispute, actor, now),
            acts_for=actor.acts_for,
            sums_sha256=bundle.sums_sha256,
        )
    )


def _check_seal(files: dict[str, bytes]) -> list[Finding]:
    certificate = files.get(rules.CERTIFICATE, b"")
    sums, signature = files.get(rules.SUMS, b""), files.get(rules.SIGNATURE, b"")
    findings = []
    if not seal.is_signed(content=sums, signature=signature, certificate=certificate):
        findings.append(
            Finding(path=rules.SUMS, zh="签名不符", en="does not bear the seal's signature")
        )
    if not seal.check_pdf(pdf=files.get(rules.PAPER, b""), certificate=certificate).is_intact:
        findings.append(Finding(path=rules.PAPER, zh="平台章无效", en="bears no valid seal"))
    return findings


def _fingerprint(certificate: bytes) -> str:
    try:
        return seal.fingerprint(certificate=certificate)
    except ValueError:
        return ""


def _in_office(actor: Actor) -> Actor:
    return Actor(
        code=actor.code, name=actor.name, acts_for=actor.acts_for, roles=frozenset({OPERATOR})
    )


def _file(path: str, content: bytes, zh: str, en: str) -> BundleFile:
    return BundleFile(path=path, content=content, zh=zh, en=en)


def _text(path: str, text: str, zh: str, en: str) -> BundleFile:
    return _file(path, text.encode(), zh, en)
