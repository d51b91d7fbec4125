"""What affairs shares with other members, under names that stay for ever."""

from matou.modules.affairs.rules import handover_messages as messages
from matou.modules.affairs.services import (
    handover_arriving,
    handover_catalogue,
    handover_following,
    joint_parts,
)
from matou.spine.exchange.contracts import Sensitivity, SharedField, SharedService

_PUBLIC, _INTERNAL = Sensitivity.PUBLIC, Sensitivity.INTERNAL


def _field(
    name: str, zh: str, en: str, *, of: Sensitivity = _INTERNAL, kind: str = "string"
) -> SharedField:
    return SharedField(name=name, zh=zh, en=en, sensitivity=of, kind=kind)


_ITEM = (
    _field("code", "事项编号", "Item code", of=_PUBLIC),
    _field("version", "版本", "Version", of=_PUBLIC, kind="integer"),
    _field("name_zh", "事项名称", "Name", of=_PUBLIC),
    _field("name_en", "英文名称", "Name in English", of=_PUBLIC),
    _field("department", "实施主体", "Department", of=_PUBLIC),
    _field("shapes", "通办形式", "Shapes", of=_PUBLIC),
)
_ARRIVED = (
    _field("case", "办件编号", "Case"),
    _field("state", "办件状态", "State of the case"),
)
_STATE = (_field("state", "状态", "State"),)
HANDOVER_SERVICES = (
    SharedService(
        name=messages.CROSS_ITEMS, zh="通办事项目录", en="Items for other regions",
        request=messages.Wanted, fields=_ITEM, handle=handover_catalogue.cross_items,
        is_open=True,
    ),
    SharedService(
        name=messages.CROSS_ITEM, zh="通办事项要素", en="One item for other regions",
        request=messages.ItemAsked,
        fields=(*_ITEM, _field("content", "要素", "Wording", of=_PUBLIC, kind="object")),
        handle=handover_catalogue.cross_item, is_open=True,
    ),
    SharedService(
        name=messages.TAKE_FILE, zh="接收转递材料", en="Take a file of a hand-over",
        request=messages.SentFile, fields=_ARRIVED, handle=handover_arriving.take_file,
    ),
    SharedService(
        name=messages.TAKE_OVER, zh="接收转递办件", en="Take over a hand-over",
        request=messages.Bundle, fields=_ARRIVED, handle=handover_arriving.take_over,
    ),
    SharedService(
        name=messages.HANDED_OUT, zh="代收窗口已交付", en="Handed out at the window",
        request=messages.Step, fields=_ARRIVED, handle=handover_arriving.handed_out,
    ),
    SharedService(
        name=messages.TAKE_BACK, zh="代为撤回申请", en="Withdraw for the applicant",
        request=messages.Step, fields=_ARRIVED, handle=handover_arriving.take_back,
    ),
    SharedService(
        name=messages.CASE_MOVED, zh="受理地办件进展", en="How the owner's case stands",
        request=messages.Moved,
        fields=(_field("applied", "已处理序号", "Applied number", kind="integer"),),
        handle=handover_following.case_moved,
    ),
    SharedService(
        name=messages.PART_ASKED, zh="征求联办意见", en="Ask for an opinion",
        request=messages.PartAsked, fields=_STATE, handle=joint_parts.part_asked,
    ),
    SharedService(
        name=messages.PART_ANSWERED, zh="答复联办意见", en="Answer with an opinion",
        request=messages.PartAnswered, fields=_STATE, handle=joint_parts.part_answered,
    ),
)  # fmt: skip
