"""The evidence bundle: who may take it, what lies in it, and that no altered byte goes unseen."""

import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner

from matou.kit.actor import ADMIN, OPERATOR, Actor
from matou.kit.errors import NotFound
from matou.kit.money import Money
from matou.modules.freight.commands import commands
from matou.modules.freight.contracts import CARRIER_ROLE
from matou.modules.freight.models import Dispute, Lot
from matou.modules.freight.rules import bundle as rules
from matou.modules.freight.rules import evidence as proof
from matou.modules.freight.rules.states import LotState, Relation
from matou.modules.freight.services import bundle, disputes
from matou.modules.freight.services.dispute_clock import advance_due_disputes
from matou.modules.freight.services.proof import write_evidence
from matou.modules.freight.tests import world
from matou.modules.freight.tests.trip import trip_to
from matou.spine.documents import queries as document_queries
from matou.spine.documents import services as documents
from matou.spine.journal import queries as journal

AT = world.NOW + timedelta(days=2)
SITE = "https://wharf.example"
REASON = "少货两吨，联系 13812345678，身份证 450403199001011234。"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _river() -> None:
    world.build()


@pytest.fixture
def dispute() -> UUID:
    code = trip_to(LotState.STATED)
    lot = Lot.objects.get(code=code)
    card = documents.store(
        owner="CARRIER",
        about=code,
        file=io.BytesIO("过磅 2398.5 吨\n".encode()),
        declared_name="磅单.txt",
        declared_type="text/plain",
        readers=("SHIPPER",),
        actor=world.CARRIER,
        now=AT,
    )
    note = world.item(proof.Photo(), AT, card.code)
    write_evidence(lot=lot, item=note, actor=world.CARRIER, side=Relation.CARRIER, now=AT)
    return disputes.open_dispute(
        lot_code=code, amount=Money.yuan(100), reason=REASON, actor=world.SHIPPER, now=AT
    )


def _taken(dispute: UUID, actor: Actor = world.SHIPPER) -> bundle.Bundle:
    code = Dispute.objects.get(pk=dispute).lot.code
    return bundle.take_bundle(lot_code=code, dispute_id=dispute, actor=actor, base_url=SITE, now=AT)


def _files(pack: bytes) -> dict[str, bytes]:
    files, findings = rules.unpacked(pack)
    assert not findings
    return files


def test_a_fresh_bundle_is_whole(dispute: UUID) -> None:
    check = bundle.check_bundle(pack=_taken(dispute).pack)

    assert check.findings == ()
    assert check.is_own_seal
    assert check.sealed_entries == len(journal.entries_of(Dispute.objects.get().lot.code)) - 1


def test_a_bundle_holds_everything_with_numbers_masked(dispute: UUID) -> None:
    files = _files(_taken(dispute).pack)

    document = next(path for path in files if path.startswith("documents/"))
    assert files[document] == "过磅 2398.5 吨\n".encode()
    assert {"contract.pdf", "statement.pdf", "bundle.pdf", "track.csv", "README.txt"} <= set(files)
    said = files["disputes.json"].decode()
    assert "138****5678" in said
    assert "450****1234" in said
    assert "13812345678" not in files["disputes.json"].decode() + files["journal.jsonl"].decode()
    assert json.loads(files["manifest.json"])["lot"] == Dispute.objects.get().lot.code


def _altered(pack: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the pack with one byte changed, at places spread over all of it."""
    for place in range(0, len(pack), max(1, len(pack) // 150)):
        changed = bytearray(pack)
        changed[place] ^= 0x01
        yield place, bytes(changed)


def test_no_altered_byte_goes_unseen(dispute: UUID) -> None:
    pack = _taken(dispute).pack

    unseen = [place for place, one in _altered(pack) if not bundle.check_bundle(pack=one).findings]

    assert unseen == []


@pytest.mark.parametrize(
    "path", ["journal.jsonl", "disputes.json", "bundle.pdf", "contract.pdf", "SHA256SUMS"]
)
def test_the_altered_file_is_named(dispute: UUID, path: str) -> None:
    files = _files(_taken(dispute).pack)
    changed = bytearray(files[path])
    changed[len(changed) // 2] ^= 0x01
    files[path] = bytes(changed)

    check = bundle.check_bundle(pack=rules.packed(list(files.items())))

    assert path in {finding.path for finding in check.findings}


def test_a_journal_rewritten_with_its_sums_still_breaks_its_seal(dispute: UUID) -> None:
    files = _files(_taken(dispute).pack)
    files["journal.jsonl"] = files["journal.jsonl"].replace(b"SHIPPER-P", b"CARRIER-P")

    check = bundle.check_bundle(pack=rules.packed(list(files.items())))

    said = {finding.en for finding in check.findings if finding.path == "journal.jsonl"}
    assert any("has another hash" in text for text in said)


def test_files_left_out_or_put_in_are_named(dispute: UUID) -> None:
    files = _files(_taken(dispute).pack)
    del files["contract.pdf"]
    files["new.txt"] = b"x"

    check = bundle.check_bundle(pack=rules.packed(list(files.items())))

    assert {"contract.pdf", "new.txt"} <= {finding.path for finding in check.findings}


def test_what_is_no_bundle_is_refused() -> None:
    assert bundle.check_bundle(pack=b"nonsense").findings


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the openssl command")
def test_the_written_check_works_with_openssl_and_sha256sum(dispute: UUID, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(_taken(dispute).pack)) as pack:
        pack.extractall(tmp_path)

    sums = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, check=False)
    seal = subprocess.run(
        ["openssl", "dgst", "-sha256", "-verify", "seal-public-key.pem", "-signature",
         "SHA256SUMS.sig", "SHA256SUMS"], cwd=tmp_path, check=False,
    )  # fmt: skip

    assert (sums.returncode, seal.returncode) == (0, 0)


@pytest.mark.parametrize("actor", [world.SHIPPER, world.CARRIER, world.OPERATOR_ACTOR])
def test_both_sides_and_the_operator_take_it_and_it_is_noted(dispute: UUID, actor: Actor) -> None:
    taken = _taken(dispute, actor)

    entry = journal.entries_of(taken.lot)[-1]
    document = document_queries.documents_about(taken.lot)[0].code
    assert entry.event.endswith("EvidenceBundleTaken")
    assert (entry.actor, entry.payload["sums_sha256"]) == (actor.code, taken.sums_sha256)
    assert document_queries.readings_of(document)[0].actor == actor.code


@pytest.mark.parametrize(
    "actor",
    [
        world.CONSIGNEE,
        world.STRANGER,
        world.actor("RIVAL", CARRIER_ROLE),
        world.actor("AUDITOR", "platform.auditor"),
        world.actor("CHIEF", ADMIN),
    ],
)
def test_nobody_else_takes_it(dispute: UUID, actor: Actor) -> None:
    with pytest.raises(NotFound):
        _taken(dispute, actor)


def test_an_administrator_takes_it_once_it_escalated(dispute: UUID) -> None:
    advance_due_disputes(now=AT + timedelta(days=9))

    assert _taken(dispute, world.actor("CHIEF", ADMIN)).pack


def test_a_dispute_is_not_found_under_another_lot(dispute: UUID) -> None:
    with pytest.raises(NotFound):
        bundle.take_bundle(
            lot_code="XXXXXXXXX",
            dispute_id=dispute,
            actor=world.actor("OPERATOR", OPERATOR),
            base_url=SITE,
            now=AT,
        )


@pytest.mark.parametrize("is_altered", [False, True])
def test_the_command_says_whether_a_bundle_is_whole(
    dispute: UUID, tmp_path: Path, *, is_altered: bool
) -> None:
    pack = bytearray(_taken(dispute).pack)
    pack[len(pack) // 2] ^= is_altered
    file = tmp_path / "bundle.zip"
    file.write_bytes(bytes(pack))

    run = CliRunner().invoke(commands, ["verify-bundle", str(file)])

    assert run.exit_code == int(is_altered)
    assert ("✗" in run.output) is is_altered
