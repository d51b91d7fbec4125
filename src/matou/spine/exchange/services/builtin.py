"""What the exchange shares of the rooms below it, and what it tells of itself."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from matou.kit.errors import NotFound
from matou.spine.credentials import queries as credentials
from matou.spine.credentials.contracts import CredentialState
from matou.spine.exchange.contracts.members import MemberCard, MemberState
from matou.spine.exchange.contracts.sharing import (
    Asked,
    Sensitivity,
    Shared,
    SharedField,
    SharedService,
    all_shared,
    shared,
)
from matou.spine.exchange.queries.grants import grants_of
from matou.spine.exchange.queries.identity import OwnCard, base_url, own_card
from matou.spine.exchange.queries.members import members
from matou.spine.exchange.rules import openapi
from matou.spine.parties import queries as parties
from matou.spine.parties.contracts import PartyCard

_STRICT = ConfigDict(extra="forbid")
_PUBLIC, _INTERNAL, _PERSONAL = Sensitivity.PUBLIC, Sensitivity.INTERNAL, Sensitivity.PERSONAL


class ByCreditCode(BaseModel):
    """A company by its unified social credit code (GB 32100-2015)."""

    model_config = _STRICT
    uscc: str = Field(min_length=18, max_length=18, pattern=r"^[0-9A-Z]{18}$")


class Holder(BaseModel):
    """Whose papers: a company by credit code, or anyone by the party code."""

    model_config = _STRICT
    uscc: str = Field(default="", max_length=18, pattern=r"^([0-9A-Z]{18})?$")
    party: str = Field(default="", max_length=9, pattern=r"^([0-9A-Z]{9})?$")
    kind: str = Field(default="", max_length=40, pattern=r"^[a-z_]*$")


class Nothing(BaseModel):
    """No arguments."""

    model_config = _STRICT


class OfService(BaseModel):
    """A shared service by its name."""

    model_config = _STRICT
    service: str = Field(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9_.]+$")


def _field(
    name: str, zh: str, en: str, sensitivity: Sensitivity = _PUBLIC, kind: str = "string"
) -> SharedField:
    form = {"from": "date-time", "until": "date-time"}.get(name, "")
    return SharedField(name=name, zh=zh, en=en, sensitivity=sensitivity, kind=kind, form=form)


def company(asked: Asked) -> Shared:
    """Tell what the company register of this installation says of a credit code."""
    assert isinstance(asked.arguments, ByCreditCode)  # noqa: S101  # the door read it as that
    card = parties.company_by_uscc(asked.arguments.uscc)
    if card is None:
        return Shared()
    record = {
        "code": card.code,
        "uscc": card.uscc,
        "name": card.name,
        "name_en": card.name_en,
        "status": "registered",
    }
    return Shared(records=(record,), subjects=(card.code,))


def papers(asked: Asked) -> Shared:
    """Tell which verified papers a party holds at this instant; numbers as pages show them."""
    assert isinstance(asked.arguments, Holder)  # noqa: S101  # the door read it as that
    holder = _holder(asked.arguments)
    records = tuple(
        {
            "kind": card.kind,
            "title": card.title_zh,
            "number": _masked(card.number),
            "issuer": card.issuer,
            "from": _iso(card.valid.from_at),
            "until": _iso(card.valid.until_at),
        }
        for card in credentials.credentials_of(holder.code)
        if card.state is CredentialState.VERIFIED
        and card.valid.from_at <= asked.now < card.valid.until_at
        and asked.arguments.kind in {"", card.kind}
    )
    return Shared(records=records, subjects=(holder.code,))


def _holder(wanted: Holder) -> PartyCard:
    if wanted.uscc:
        card = parties.company_by_uscc(wanted.uscc)
        if card is None:
            raise NotFound(what=wanted.uscc)
        return card
    return parties.party_card(wanted.party)


def _masked(number: str) -> str:
    """Hide the middle of a paper's number: enough to compare, too little to misuse."""
    shown = 4
    if len(number) <= 2 * shown or "*" in number:
        return number
    return f"{number[:shown]}{'*' * (len(number) - 2 * shown)}{number[-shown:]}"


def list_clients(asked: Asked) -> Shared:  # noqa: ARG001  # every member sees the same list
    """List the active members, this installation first."""
    active = (one for one in members() if one.state is MemberState.ACTIVE)
    return Shared(records=(_client(own_card()), *map(_client, active)))


def _client(one: OwnCard | MemberCard) -> dict[str, str]:
    return {"member": one.code, "name": one.name_zh, "name_en": one.name_en, "region": one.region}


def list_methods(asked: Asked) -> Shared:  # noqa: ARG001  # every member sees the same list
    """List all services with their fields."""
    return Shared(records=tuple(_method(one) for one in all_shared()))


def allowed_methods(asked: Asked) -> Shared:
    """List what the caller may call now, on which terms."""
    return Shared(
        records=tuple(
            {
                "service": one.service,
                "fields": list(one.fields),
                "purpose": one.purpose,
                "basis": one.basis,
                "case": one.case,
                "until": _iso(one.until_at),
                "max_per_day": one.max_per_day,
            }
            for one in grants_of(consumer=asked.client)
            if one.is_in_force(asked.now)
        )
    )


def get_openapi(asked: Asked) -> Shared:
    """Give the OpenAPI 3.1 document of one service."""
    assert isinstance(asked.arguments, OfService)  # noqa: S101  # the door read it as that
    found = shared(asked.arguments.service)
    if found is None:
        raise NotFound(what=asked.arguments.service)
    return Shared(records=({"document": openapi.document(found, base_url=base_url())},))


def _method(service: SharedService) -> dict[str, Any]:
    return {
        "service": service.name,
        "title": service.zh,
        "title_en": service.en,
        "is_open": service.is_open,
        "fields": [
            {"name": one.name, "title": one.zh, "sensitivity": one.sensitivity.value}
            for one in service.fields
        ],
    }


def _iso(at: datetime) -> str:
    return at.isoformat()


SERVICES = (
    SharedService(
        name="parties.company",
        zh="企业登记信息",
        en="Company in the register",
        request=ByCreditCode,
        fields=(
            _field("code", "主体编号", "Party code"),
            _field("uscc", "统一社会信用代码", "Credit code"),
            _field("name", "名称", "Name"),
            _field("name_en", "英文名称", "English name"),
            _field("status", "登记状态", "Status"),
        ),
        handle=company,
    ),
    SharedService(
        name="credentials.valid_for",
        zh="有效证照",
        en="Valid papers of a party",
        request=Holder,
        fields=(
            _field("kind", "证照种类代码", "Kind", _INTERNAL),
            _field("title", "证照种类", "Title", _INTERNAL),
            _field("number", "证照编号（部分隐藏）", "Number, partly hidden", _PERSONAL),
            _field("issuer", "发证机关", "Issuer", _INTERNAL),
            _field("from", "有效期起", "Valid from", _INTERNAL),
            _field("until", "有效期止", "Valid until", _INTERNAL),
        ),
        handle=papers,
    ),
    SharedService(
        name="listClients",
        zh="成员名单",
        en="Members",
        request=Nothing,
        fields=(
            _field("member", "成员编号", "Member"),
            _field("name", "名称", "Name"),
            _field("name_en", "英文名称", "English name"),
            _field("region", "行政区划代码", "Region"),
        ),
        handle=list_clients,
        is_open=True,
    ),
    SharedService(
        name="listMethods",
        zh="服务目录",
        en="Services",
        request=Nothing,
        fields=(
            _field("service", "服务", "Service"),
            _field("title", "名称", "Title"),
            _field("title_en", "英文名称", "English title"),
            _field("is_open", "无需授权", "Needs no grant", _PUBLIC, "boolean"),
            _field("fields", "字段", "Fields", _PUBLIC, "array"),
        ),
        handle=list_methods,
        is_open=True,
    ),
    SharedService(
        name="allowedMethods",
        zh="已获授权的服务",
        en="Services granted to the caller",
        request=Nothing,
        fields=(
            _field("service", "服务", "Service"),
            _field("fields", "字段", "Fields", _PUBLIC, "array"),
            _field("purpose", "用途", "Purpose"),
            _field("basis", "依据", "Basis"),
            _field("case", "办件号", "Case"),
            _field("until", "截止", "Until"),
            _field("max_per_day", "每日上限", "Calls a day", _PUBLIC, "integer"),
        ),
        handle=allowed_methods,
        is_open=True,
    ),
    SharedService(
        name="getOpenAPI",
        zh="接口说明",
        en="OpenAPI document",
        request=OfService,
        fields=(_field("document", "OpenAPI 3.1 文档", "OpenAPI 3.1 document", _PUBLIC, "object"),),
        handle=get_openapi,
        is_open=True,
    ),
)
"""Declared here, since the rooms below know nothing of an exchange above them."""
