"""The specimens on ``/styleguide``: invented values, enough to show every state of a component."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from matou.kit.clock import utc_now
from matou.web import texts
from matou.web.components.drawings import Chart, Series
from matou.web.components.layout import Step, Tab
from matou.web.components.records import KeysetPage, TimelineItem

CODE = "7K3M9QXP4"
"""An example code; it belongs to nothing."""


class SpecimenForm(forms.Form):
    """Every kind of field once."""

    goods = forms.CharField(label=lazy("货名"), max_length=60, help_text=lazy("例如：机制砂"))
    mass = forms.DecimalField(label=lazy("重量"), min_value=1, max_value=9999)
    mode = forms.ChoiceField(
        label=lazy("成交方式"),
        choices=[("fixed", lazy("一口价抢单")), ("sealed", lazy("密封报价"))],
        widget=forms.RadioSelect,
    )
    port = forms.ChoiceField(
        label=lazy("装货码头"),
        choices=[
            ("", lazy("请选择")),
            ("P_CHI", lazy("赤水圩作业区")),
            ("P_LJZ", lazy("李家庄码头")),
        ],
    )
    on = forms.DateField(label=lazy("装货日"), widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(label=lazy("备注"), required=False, widget=forms.Textarea({"rows": 3}))
    agreed = forms.BooleanField(label=lazy("我已核对以上内容"))


class UploadForm(forms.Form):
    """The file field."""

    paper = forms.FileField(
        label=lazy("水尺报告"), help_text=lazy("PDF 或照片，不超过 10 MB"), required=False
    )


def specimens() -> dict[str, Any]:
    """Return every value that the page shows."""
    now = utc_now()
    wrong = SpecimenForm({"goods": "", "mass": "0", "mode": "", "port": "", "on": "2026-13-40"})
    return {
        "code": CODE,
        "now": now,
        "earlier": now - timedelta(hours=3),
        "later": now + timedelta(days=2),
        "tones": _tones(),
        "chosen": [_("已中标"), "2026-11-22"],
        "steps": _steps(),
        "tabs": (
            Tab(title=_("概况"), url="/styleguide"),
            Tab(title=_("收到的报价"), url="/styleguide?tab=2", count=3),
            Tab(title=_("单证"), url="/styleguide?tab=3", count=0),
        ),
        "events": _events(now),
        "keyset": KeysetPage(rows=(), next_key="120"),
        "form": SpecimenForm(auto_id="id_ok_%s"),
        "wrong": wrong,
        "upload": UploadForm(auto_id="id_up_%s"),
        "bars": _bars(),
        "lines": _lines(),
    }


def _tones() -> list[tuple[str, str]]:
    names = (_("草稿"), _("进行中"), _("已到款"), _("将逾期"), _("有争议"), _("已完结"))
    return list(zip(texts.TONES, names, strict=True))


def _steps() -> tuple[Step, ...]:
    return (
        Step(title=_("发布货盘"), state="done", note=_("韦先生")),
        Step(title=_("签约"), state="done"),
        Step(title=_("装货"), state="current", note=_("还差水尺报告")),
        Step(title=_("航行")),
        Step(title=_("交货结算")),
    )


def _events(now: datetime) -> tuple[TimelineItem, ...]:
    return (
        TimelineItem(
            title=_("抵达赤水圩作业区"),
            at=now - timedelta(hours=5),
            actor=_("桂梧货 1688"),
            note=_("距泊位 240 m"),
            tone=texts.GOOD,
        ),
        TimelineItem(
            title=_("装货中"),
            at=now - timedelta(hours=3),
            actor=_("演示船长"),
            note=_("已装 1,200 t"),
            tone=texts.INFO,
        ),
        TimelineItem(title=_("预计过长洲船闸"), note=_("约等 6 小时")),
    )


def _bars() -> Chart:
    return Chart(
        title=_("长洲船闸上下行平均载货"),
        categories=[_("下行"), _("上行")],
        series=[Series(name=_("每艘"), values=[2828, 924])],
        unit="t",
    )


def _lines() -> Chart:
    return Chart(
        title=_("机制砂运价"),
        categories=["06", "07", "08", "09", "10", "11"],
        series=[
            Series(name=_("梧州—佛山"), values=[21.5, 22.0, 21.8, 23.1, 24.0, 23.6]),
            Series(name=_("梧州—广州"), values=[24.0, 24.2, 24.9, 25.5, 26.3, 26.1]),
        ],
        unit=_("元/t"),
        kind="line",
    )
