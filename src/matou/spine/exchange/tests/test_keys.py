"""Keys: rotation with overlap, second signatures by SM2, fingerprints as people type them."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as st

from matou.kit.errors import InvalidInput
from matou.spine.exchange import queries, services
from matou.spine.exchange.contracts import NewKey
from matou.spine.exchange.contracts.refusals import AlreadyThere
from matou.spine.exchange.rules import keys, sm2
from matou.spine.exchange.rules.signing import sign_request
from matou.spine.exchange.tests.world import (
    FIRST,
    NOW,
    SECOND,
    Neighbour,
    is_signed_by_us,
    received,
    registered,
    told,
)

needs_sm2 = pytest.mark.skipif(
    not sm2.is_installed(), reason="NOT CHECKED: the extra `sm` (gmssl-pyx) is not installed"
)


@pytest.fixture
def own_folder(settings: LazySettings, tmp_path: Path) -> Path:
    settings.EXCHANGE_KEYS = tmp_path
    (tmp_path / "00000000T000000Z.pem").write_bytes(keys.new_pem())
    return tmp_path


def test_a_new_key_takes_over_at_its_instant_and_the_old_one_stays_known(own_folder: Path) -> None:
    old = queries.own_signers(now=NOW)[0].key_id
    takes_over = NOW + timedelta(days=14)

    new = services.new_own_key(from_at=takes_over, now=NOW)

    just_before = takes_over - timedelta(seconds=1)
    assert queries.own_signers(now=just_before)[0].key_id == old
    assert queries.own_signers(now=takes_over)[0].key_id == new
    assert [key.key_id for key in queries.own_keys()] == [old, new]


def test_a_key_file_is_never_overwritten(own_folder: Path) -> None:
    services.new_own_key(from_at=NOW, now=NOW)

    with pytest.raises(AlreadyThere):
        services.new_own_key(from_at=NOW, now=NOW)


@pytest.mark.parametrize("off", [timedelta(seconds=-1), timedelta(days=367)])
def test_a_key_for_the_past_or_far_ahead_is_refused(own_folder: Path, off: timedelta) -> None:
    with pytest.raises(InvalidInput):
        services.new_own_key(from_at=NOW + off, now=NOW)


def test_our_member_id_stays_when_the_key_changes(own_folder: Path) -> None:
    before = queries.own_member()

    services.new_own_key(from_at=NOW, now=NOW)

    assert queries.own_member() == before


@given(st.text("0123456789abcdef", min_size=32, max_size=32), st.sampled_from(" -:"))
def test_a_fingerprint_is_read_however_it_is_grouped(name: str, between: str) -> None:
    assert keys.typed(keys.spoken(name).replace(" ", between).upper()) == name


@needs_sm2
@pytest.mark.django_db
def test_a_member_with_an_sm2_key_signs_twice_or_is_refused() -> None:
    neighbour = registered(Neighbour())
    private, public = sm2.new_pair()
    name = services.propose_key(
        member=neighbour.code,
        key=NewKey(
            public=public, algorithm=keys.SM2, from_at=NOW, until_at=NOW + timedelta(days=9)
        ),
        actor=FIRST,
        now=NOW,
    )
    services.confirm_key(fingerprint=name, typed=name, actor=SECOND, now=NOW)
    second = sm2.Sm2Signer(private=private, public=public, key_id=name)
    once = neighbour.request("listClients", arguments={})
    twice = neighbour.request("listClients", arguments={})
    sign_request(twice, signers=[second], created_at=NOW, nonce="n")

    assert told(received(once))["code"] == "exchange-key-not-in-force"
    assert received(twice).status_code == 200


@needs_sm2
@pytest.mark.django_db
def test_we_sign_twice_once_we_have_an_sm2_key(own_folder: Path) -> None:
    services.new_sm2_key()
    neighbour = registered(Neighbour())

    response = received(neighbour.request("listClients", arguments={}))

    assert is_signed_by_us(response)
    assert ', sm2=("@status"' in response.headers["signature-input"]


@needs_sm2
def test_an_sm2_signature_holds_for_its_bytes_alone() -> None:
    private, public = sm2.new_pair()
    signature = sm2.Sm2Signer(private=private, public=public, key_id="k").sign(b"ferry")
    verifier = keys.verifier_of(algorithm=keys.SM2, public=public)

    assert verifier.holds(signature, b"ferry")
    assert not verifier.holds(signature, b"fairy")
    assert not verifier.holds(b"no signature", b"ferry")
