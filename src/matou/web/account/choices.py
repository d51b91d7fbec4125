"""Roles and scopes that people can choose, read from the rooms of this installation."""

from django.apps import apps
from django.utils.translation import gettext as _

from matou.kit.actor import ADMIN, AUDITOR, EXCHANGE, OPERATOR, REGISTRAR
from matou.spine.parties.contracts import MANAGER
from matou.web.language import in_language
from matou.web.module import ModuleConfig


def personal_roles() -> list[tuple[str, str]]:
    """Return the modules' roles that anyone may take on, with titles in the reader's language."""
    return [
        (f"{config.label}.{name}", in_language(zh=zh, en=en))
        for config in _modules()
        for name, (zh, en) in config.roles.items()
        if name not in config.office_roles
    ]


def member_roles() -> list[tuple[str, str]]:
    """Return the roles that a company's manager may give."""
    return [(MANAGER, _("企业管理员")), *personal_roles()]


def role_title(role: str) -> str:
    """Return a role's title in the reader's language, the role itself where nobody names it."""
    platform = {
        OPERATOR: _("平台运营"),
        REGISTRAR: _("平台登记员"),
        AUDITOR: _("平台审计员"),
        ADMIN: _("平台管理员"),
        EXCHANGE: _("数据共享专员"),
    }
    return dict(member_roles()).get(role) or platform.get(role) or _office_title(role)


def scopes() -> list[tuple[str, str]]:
    """Return the reading and writing scope of each module and of e-licences."""
    named = [(config.label, config.title_zh, config.title_en) for config in _modules()]
    return [
        (f"{label}:{verb}", f"{in_language(zh=zh, en=en)} · {word}")
        for label, zh, en in (*named, ("credentials", "电子证照", "E-licences"))
        for verb, word in (("read", _("读取")), ("write", _("写入")))
    ]


def _office_title(role: str) -> str:
    """Return the title of a role that an office gives, the role itself where no room has it."""
    for config in _modules():
        for name in config.office_roles:
            if role == f"{config.label}.{name}":
                zh, en = config.roles[name]
                return in_language(zh=zh, en=en)
    return role


def _modules() -> list[ModuleConfig]:
    found = [config for config in apps.get_app_configs() if isinstance(config, ModuleConfig)]
    return sorted(found, key=lambda config: (config.order, config.label))
