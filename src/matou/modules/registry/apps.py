"""The registers as a room of the house."""

from matou.web.module import ModuleConfig


class RegistryConfig(ModuleConfig):
    """Registers of vessels, companies, ports and terminals (登记)."""

    name = "matou.modules.registry"
    label = "registry"
    title_zh = "登记"
    title_en = "Registers"
    icon = "ship"
    order = 20
    roles = {"registrar": ("登记员", "Registrar")}
    office_roles = frozenset({"registrar"})
    append_only = ("registry_fieldrecord",)
