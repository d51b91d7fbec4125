"""What an individual without a company may operate."""

from collections.abc import Sequence

from matou.kit.errors import DomainError

INDIVIDUAL_LIMIT_GT = 600
"""国内水路运输管理规定, art. 6: an individual may run inland general cargo of 600 GT in total."""


class IndividualOwnerLimitExceeded(DomainError):
    """An individual's vessels are larger than the law lets one person run."""

    code = "individual-owner-limit"
    zh = (
        "个人经营的内河普通货船合计不得超过 {limit_gt} 总吨，现为 {total_gt} 总吨。"
        "请以企业名义经营。"
    )
    en = (
        "An individual may run inland general cargo vessels of {limit_gt} GT in total; these are "
        "{total_gt} GT. Operate them through a company."
    )


def is_within_individual_limit(gross_tonnages: Sequence[int]) -> bool:
    """Tell whether one person may run vessels of these gross tonnages together."""
    return sum(gross_tonnages) <= INDIVIDUAL_LIMIT_GT


def check_individual_limit(gross_tonnages: Sequence[int]) -> None:
    """Refuse a fleet too large for an individual; raises IndividualOwnerLimitExceeded."""
    if not is_within_individual_limit(gross_tonnages):
        raise IndividualOwnerLimitExceeded(
            limit_gt=INDIVIDUAL_LIMIT_GT, total_gt=sum(gross_tonnages)
        )
