"""Why data may be asked for: a short list, so that people can read who does what with theirs."""

PURPOSES: dict[str, tuple[str, str]] = {
    "case": ("办理本人申请的事项", "Handle a case that the person applied for"),
    "verification": ("核验证照或资格", "Check a licence or qualification"),
    "hand_over": ("跨省通办转办", "Hand a case over to another region"),
    "supervision": ("依法监督检查", "Supervise and inspect by law"),
    "emergency": ("应急处置", "Deal with an emergency"),
    "statistics": ("统计（不针对个人）", "Statistics, of no single person"),
}
