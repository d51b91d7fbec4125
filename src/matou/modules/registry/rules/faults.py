"""How wrong particulars are told: one sentence a fault, in two languages."""

from dataclasses import dataclass

from matou.kit.errors import DomainError
from matou.modules.registry.rules.fields import FIELD_BY_NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong with one field, said in two languages."""

    field: str
    zh: str
    en: str

    def message(self, language: str) -> str:
        """Return the sentence in Chinese for ``zh…``, else in English."""
        return self.zh if language.startswith("zh") else self.en


class ParticularsRefused(DomainError):
    """Particulars that cannot stand in the register; ``faults`` names each field and why."""

    code = "registry.particulars-refused"
    status = 422
    zh = "登记资料有 {count} 处问题：{summary_zh}"
    en = "The particulars have {count} fault(s): {summary_en}"

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        """Keep the faults and make the two summaries."""
        self.faults = faults
        super().__init__(
            count=len(faults),
            summary_zh="；".join(f"{_label(fault, 'zh')}：{fault.zh}" for fault in faults),
            summary_en="; ".join(f"{_label(fault, 'en')}: {fault.en}" for fault in faults),
        )


def _label(fault: Fault, language: str) -> str:
    field = FIELD_BY_NAME.get(fault.field)
    return field.label(language) if field else fault.field


class BadValue(ValueError):
    """A text that is no value of the field; carries both sentences."""

    def __init__(self, zh: str, en: str) -> None:
        """Keep the sentences."""
        super().__init__(en)
        self.zh = zh
        self.en = en
