"""Numbers that identify a vessel, and the shapes they must have."""

import re

from stdnum import imo
from stdnum.exceptions import ValidationError

from matou.modules.registry.rules.faults import BadValue

MMSI_SHAPE = r"41[234][0-9]{6}"
"""China's maritime identification digits are 412, 413 and 414 (ITU-R M.585)."""

IDENTIFICATION_NUMBER_SHAPE = r"CN(19|20)[0-9]{2}[0-9]{7}"
"""船舶识别号管理规定 (2010): CN, the year the keel was laid, six random digits, a check digit.

How the check digit is formed was not published, so only the shape is checked.
"""

_PLAIN_SHAPE = r"[A-Z0-9\u4e00-\u9fff][A-Z0-9\u4e00-\u9fff\-/().（）〔〕\[\] ]*"

_SHAPES: dict[str, tuple[str, str, str]] = {
    "mmsi": (
        MMSI_SHAPE,
        "MMSI 为 9 位数字，以 412、413 或 414 开头。",
        "An MMSI has 9 digits and begins with 412, 413 or 414.",
    ),
    "identification_number": (
        IDENTIFICATION_NUMBER_SHAPE,
        "船舶识别号为 CN 加 11 位数字，前 4 位是年份。",
        "A ship identification number is CN and 11 digits, of which 4 are the year.",
    ),
    "call_sign": (
        r"[A-Z0-9]{3,9}",
        "呼号为 3 至 9 位字母或数字。",
        "A call sign has 3 to 9 letters or digits.",
    ),
}


def checked(field: str, text: str) -> str:
    """Return the number in its stored form; raises BadValue when its shape is wrong."""
    if field == "imo_number":
        try:
            return str(imo.validate(text))
        except ValidationError as error:
            raise BadValue(
                "IMO 编号为 7 位数字，末位是校验码；请核对。",
                "An IMO number has 7 digits, the last a check digit; compare it again.",
            ) from error
    shape, zh, en = _SHAPES.get(
        field,
        (_PLAIN_SHAPE, "只能使用字母、数字、汉字和 - / ( )。", "Use letters, digits and - / ( )."),
    )
    if not re.fullmatch(shape, text):
        raise BadValue(zh, en)
    return text
