"""The one base of every refusal a person can meet."""

from typing import ClassVar


class DomainError(Exception):
    """A refusal with a stable code and a sentence in two languages that says what to do next.

    A subclass stands in the file whose function raises it and is named as a fact
    (``BerthOccupied``). ``zh`` and ``en`` are templates over the keyword facts that the raiser
    passes; ``status`` is the HTTP status under which surfaces answer.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    zh: ClassVar[str] = "该操作被拒绝。"
    en: ClassVar[str] = "This was refused."

    def __init__(self, **facts: object) -> None:
        """Keep the facts that the message templates name."""
        self.facts = facts
        super().__init__(self.message("en"))

    def message(self, language: str) -> str:
        """Return the sentence in Chinese for ``zh…``, else in English."""
        template = self.zh if language.startswith("zh") else self.en
        return template.format(**self.facts)


class NotAllowed(DomainError):
    """The actor lacks the role that the act needs."""

    code = "not-allowed"
    status = 403
    zh = "您没有执行此操作的权限。请切换到有权限的账号或联系管理员。"
    en = "You may not do this. Switch to an account that may, or ask an administrator."


class NotFound(DomainError):
    """The thing does not exist, or may not be known to the actor."""

    code = "not-found"
    status = 404
    zh = "没有找到“{what}”。请核对编号后再试。"
    en = "Nothing was found for “{what}”. Check the code and try again."


class InvalidInput(DomainError):
    """A field's value cannot be accepted; says which field and why."""

    code = "invalid-input"
    status = 422
    zh = "“{field}”填写有误：{reason_zh}"
    en = "“{field}” is not valid: {reason_en}"
