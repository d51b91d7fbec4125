"""Items as files: what is in force now, as an import takes it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from matou.kit.errors import NotFound
from matou.modules.affairs.models import ItemVersion
from matou.modules.affairs.queries.items import ItemFilter, in_force
from matou.modules.affairs.rules import fields
from matou.modules.affairs.rules.files_rdf import (
    JSON_LD_TYPE,
    TURTLE_TYPE,
    write_json_ld,
    write_turtle,
)
from matou.modules.affairs.rules.files_xlsx import XLSX_TYPE, write_xlsx
from matou.modules.affairs.rules.files_yaml import write_yaml

Writer = Callable[[Sequence[Mapping[str, Any]], str], bytes]
FORMATS: Mapping[str, tuple[str, Writer]] = {
    "yaml": ("application/yaml", lambda contents, _base: write_yaml(contents)),
    "xlsx": (XLSX_TYPE, lambda contents, _base: write_xlsx(contents)),
    "ttl": (TURTLE_TYPE, lambda contents, base: write_turtle(contents, base_url=base)),
    "jsonld": (JSON_LD_TYPE, lambda contents, base: write_json_ld(contents, base_url=base)),
}


def exported(*, kind: str, wanted: ItemFilter, base_url: str, now: datetime) -> tuple[bytes, str]:
    """Return the items asked for as a file, and its content type; raises NotFound."""
    if kind not in FORMATS:
        raise NotFound(what=kind[:20])
    rows = in_force(wanted, now).order_by("item__is_sample", "item__handling_code")
    content_type, write = FORMATS[kind]
    return write([_whole(one) for one in rows], base_url), content_type


def one_exported(*, code: str, kind: str, base_url: str, now: datetime) -> tuple[bytes, str]:
    """Return one item in force as a file; raises NotFound."""
    row = ItemVersion.objects.at(now).filter(item__code=code).first()
    if row is None or kind not in FORMATS:
        raise NotFound(what=code)
    content_type, write = FORMATS[kind]
    return write([_whole(row)], base_url), content_type


def _whole(row: ItemVersion) -> dict[str, Any]:
    return {**fields.empty_content(), **row.content}
