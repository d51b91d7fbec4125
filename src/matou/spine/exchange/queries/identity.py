"""Who this installation is: its member id, its names and the keys in its home."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from matou.spine.exchange.rules import sm2
from matou.spine.exchange.rules.keys import SM2, Ed25519Signer, Signer, fingerprint, signer_of

NAME_FORM = "%Y%m%dT%H%M%SZ"
_EVER = "00000000T000000Z"
SM2_FILE = "sm2.key"


class KeysUnreadable(RuntimeError):
    """The key folder has no key that signs now: nothing can be signed until it is back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnKey:
    """One of our own keys, as it is told to other members."""

    key_id: str
    algorithm: str
    public: str
    signs_from: datetime | None
    """None: since ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCard:
    """This installation as a member."""

    code: str
    name_zh: str
    name_en: str
    region: str
    base_url: str


def own_member() -> str:
    """Return our member id: as set, else made of the first key."""
    named = settings.EXCHANGE.get("member")
    return str(named or f"matou-{_keys()[0][1].key_id[:8]}")


def own_card() -> OwnCard:
    """Return our names as members know them."""
    told = settings.EXCHANGE
    return OwnCard(
        code=own_member(),
        name_zh=str(told.get("name_zh", "码头")),
        name_en=str(told.get("name_en", "matou")),
        region=str(told.get("region", "450400")),
        base_url=base_url(),
    )


def base_url() -> str:
    """Return the address at which members reach us; they sign it."""
    return str(settings.EXCHANGE.get("base_url") or settings.BASE_URL).rstrip("/")


def own_signers(*, now: datetime) -> tuple[Signer, ...]:
    """Return what signs now: the newest Ed25519 key that is due, and SM2 where set up.

    Raises KeysUnreadable.
    """
    due = [signer for since, signer in _keys() if since is None or since <= now]
    if not due:
        raise KeysUnreadable(str(settings.EXCHANGE_KEYS))
    second = _sm2_pair(settings.EXCHANGE_KEYS / SM2_FILE)
    if second is None or not sm2.is_installed():
        return (due[-1],)
    private, public = second
    name = fingerprint(algorithm=SM2, public=public)
    return (due[-1], sm2.Sm2Signer(private=private, public=public, key_id=name))


def own_keys() -> tuple[OwnKey, ...]:
    """Return all our public keys, past and coming ones too, the oldest first."""
    found = [
        OwnKey(
            key_id=signer.key_id,
            algorithm=signer.algorithm,
            public=signer.public,
            signs_from=since,
        )
        for since, signer in _keys()
    ]
    second = _sm2_pair(settings.EXCHANGE_KEYS / SM2_FILE)
    if second is not None:
        public = second[1]
        name = fingerprint(algorithm=SM2, public=public)
        found.append(OwnKey(key_id=name, algorithm=SM2, public=public, signs_from=None))
    return tuple(found)


def _keys() -> tuple[tuple[datetime | None, Ed25519Signer], ...]:
    folder: Path = settings.EXCHANGE_KEYS
    try:
        names = tuple(sorted(path.name for path in folder.glob("*.pem")))
        return tuple((_since(name), _signer(folder / name)) for name in names)
    except (OSError, ValueError) as error:
        raise KeysUnreadable(str(error)) from error


def _since(name: str) -> datetime | None:
    stem = name.removesuffix(".pem")
    return None if stem == _EVER else datetime.strptime(stem, NAME_FORM).replace(tzinfo=UTC)


@lru_cache(maxsize=32)
def _signer(path: Path) -> Ed25519Signer:
    # A key file is written once and never changed, so what was read stays true.
    return signer_of(path.read_bytes())


def _sm2_pair(path: Path) -> tuple[str, str] | None:
    try:
        private, public = path.read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return None
    return private, public
