"""Service items as a room of the house."""

from matou.web.module import ModuleConfig


class AffairsConfig(ModuleConfig):
    """Affairs (办事): service items under one code, and the guide that is in force."""

    name = "matou.modules.affairs"
    label = "affairs"
    title_zh = "办事"
    title_en = "Services"
    icon = "building-bank"
    order = 40
    roles = {
        "editor": ("事项编辑", "Item editor"),
        "legal": ("法制审核", "Legal checker"),
        "publisher": ("复核发布", "Second person and publisher"),
        "clerk": ("窗口经办", "Case clerk"),
        "decider": ("签发人", "Signer of decisions"),
        "supervisor": ("督办", "Supervisor of cases"),
    }
    office_roles = frozenset(roles)
    append_only = (
        "affairs_itemchange",
        "affairs_caseact",
        "affairs_casemark",
        "affairs_casesubmission",
        "affairs_handoveract",
        "affairs_handovermessage",
        "affairs_arrivedbundle",
        "affairs_arrivedfile",
        "affairs_rating",
        "affairs_ratingterms",
        "affairs_rectificationact",
        "affairs_rectificationmark",
    )
