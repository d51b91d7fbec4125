"""The planner as a room of the house."""

from matou.web.module import ModuleConfig


class PlannerConfig(ModuleConfig):
    """Planner (联运规划): chains over water, road, rail and air, by time, cost and CO2e."""

    name = "matou.modules.planner"
    label = "planner"
    title_zh = "联运规划"
    title_en = "Planner"
    icon = "route-2"
    order = 15
    roles = {"editor": ("路网编辑", "Network editor")}
    office_roles = frozenset({"editor"})
    append_only = ("planner_networkchange", "planner_networkversion", "planner_chainoffer")
