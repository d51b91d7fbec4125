"""Classes and divisions of dangerous goods (危险货物类项), as GB 6944-2012 names them."""

DANGEROUS_CLASSES = (
    ("1", "1 爆炸品", "1 Explosives"),
    ("2.1", "2.1 易燃气体", "2.1 Flammable gases"),
    ("2.2", "2.2 非易燃无毒气体", "2.2 Non-flammable, non-toxic gases"),
    ("2.3", "2.3 毒性气体", "2.3 Toxic gases"),
    ("3", "3 易燃液体", "3 Flammable liquids"),
    ("4.1", "4.1 易燃固体", "4.1 Flammable solids"),
    ("4.2", "4.2 易于自燃的物质", "4.2 Liable to spontaneous combustion"),
    ("4.3", "4.3 遇水放出易燃气体", "4.3 Dangerous when wet"),
    ("5.1", "5.1 氧化性物质", "5.1 Oxidizing substances"),
    ("5.2", "5.2 有机过氧化物", "5.2 Organic peroxides"),
    ("6.1", "6.1 毒性物质", "6.1 Toxic substances"),
    ("6.2", "6.2 感染性物质", "6.2 Infectious substances"),
    ("7", "7 放射性物质", "7 Radioactive material"),
    ("8", "8 腐蚀性物质", "8 Corrosive substances"),
    ("9", "9 杂项危险物质", "9 Miscellaneous"),
)
