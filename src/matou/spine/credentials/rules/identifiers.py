"""The identifier of an e-licence (电子证照标识): made, read and checked.

GB/T 36904-2018 as far as known from memory, to be confirmed against its text: root, code of the
kind (21), credit code of the issuer (18), serial, version and one check character, with dots
between. The check character is chosen here: ISO/IEC 7064 MOD 37,36 (GB/T 17710) over all but root
and dots. It catches every single wrong character; of the swaps of neighbours it misses 72 of
45,360 pairs of running remainder and letters, each of two letters that follow one another, and
the credit code's own check (MOD 31) catches those inside it.
"""

from dataclasses import dataclass

from stdnum.cn import uscc
from stdnum.iso7064 import mod_37_36

from matou.kit.errors import DomainError

ROOT = "1.2.156.3005.2"
"""The arc of e-licences; from memory, to be confirmed."""
KIND_LENGTH, ISSUER_LENGTH, SERIAL_LENGTH, VERSION_LENGTH = 21, 18, 9, 3
LAST_SERIAL = 10**SERIAL_LENGTH - 1
LAST_VERSION = 10**VERSION_LENGTH - 1
_LENGTHS = (KIND_LENGTH, ISSUER_LENGTH, SERIAL_LENGTH, VERSION_LENGTH, 1)
_BODY_LENGTH = sum(_LENGTHS)
_MOST_TYPED = 120


class IdentifierMisread(DomainError):
    """The text is no identifier of an e-licence; ``why`` says what does not fit."""

    code = "identifier-misread"
    status = 422
    zh = "这不是电子证照标识：{why_zh}请对照证照逐段核对。"
    en = "This is no e-licence identifier: {why_en} Compare it with the paper part by part."


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """One version of one e-licence."""

    kind: str
    issuer: str
    serial: int
    version: int

    @property
    def body(self) -> str:
        """The letters under the check, without root and dots."""
        return "".join(self._parts())

    @property
    def check(self) -> str:
        """The check character."""
        return str(mod_37_36.calc_check_digit(self.body))

    @property
    def letters(self) -> str:
        """Body and check character in one, as a compact code carries them."""
        return self.body + self.check

    @property
    def text(self) -> str:
        """The identifier as it is printed."""
        return ".".join((ROOT, *self._parts(), self.check))

    @property
    def number(self) -> str:
        """The short number of the paper (证照编号): issuer, serial, version."""
        _kind, issuer, serial, version = self._parts()
        return f"{issuer}-{serial}-{version}"

    def next_version(self) -> "Identifier":
        """Return the identifier of the version that replaces this one."""
        return Identifier(
            kind=self.kind, issuer=self.issuer, serial=self.serial, version=self.version + 1
        )

    def _parts(self) -> tuple[str, str, str, str]:
        assert 0 < self.serial <= LAST_SERIAL, "nine digits hold it"  # noqa: S101
        assert 0 < self.version <= LAST_VERSION, "three digits hold it"  # noqa: S101
        return (
            self.kind,
            self.issuer,
            f"{self.serial:0{SERIAL_LENGTH}}",
            f"{self.version:0{VERSION_LENGTH}}",
        )


def looks_like_identifier(text: str) -> bool:
    """Tell whether someone meant an identifier: it begins with the root."""
    return _letters(text).startswith(f"{ROOT}.")


def parse_identifier(text: str) -> Identifier:
    """Read an identifier as typed or scanned; raises IdentifierMisread."""
    letters = _letters(text)
    if not letters.startswith(f"{ROOT}."):
        raise _misread(f"应以 {ROOT} 开头。", f"it does not begin with {ROOT}.")
    parts = letters.removeprefix(f"{ROOT}.").split(".")
    if tuple(len(part) for part in parts) != _LENGTHS:
        raise _misread(
            "各段长度应为 21、18、9、3、1 位。", "its parts are not 21, 18, 9, 3 and 1 long."
        )
    return parse_letters("".join(parts))


def parse_letters(letters: str) -> Identifier:
    """Read body and check character without root and dots; raises IdentifierMisread."""
    if len(letters) != _BODY_LENGTH or not (letters.isascii() and letters.isalnum()):
        raise _misread("只有数字和大写字母。", "it has only digits and capitals.")
    if letters != letters.upper() or not mod_37_36.is_valid(letters):
        raise _misread(
            "校验位不符，有字符抄错或被改动。",
            "its check character does not fit: a character is wrong or was altered.",
        )
    kind, rest = letters[:KIND_LENGTH], letters[KIND_LENGTH:-1]
    issuer, rest = rest[:ISSUER_LENGTH], rest[ISSUER_LENGTH:]
    serial, version = rest[:SERIAL_LENGTH], rest[SERIAL_LENGTH:]
    if not (uscc.is_valid(issuer) and uscc.is_valid(kind[:ISSUER_LENGTH])):
        raise _misread("其中的统一社会信用代码不成立。", "a credit code in it does not hold.")
    if not (serial.isdigit() and version.isdigit() and int(serial) and int(version)):
        raise _misread("流水号和版本号应为数字。", "serial and version are not numbers.")
    return Identifier(kind=kind, issuer=issuer, serial=int(serial), version=int(version))


def _letters(text: str) -> str:
    return "".join(text[:_MOST_TYPED].split()).upper()


def _misread(why_zh: str, why_en: str) -> IdentifierMisread:
    return IdentifierMisread(why_zh=why_zh, why_en=why_en)
