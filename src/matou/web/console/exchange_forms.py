"""Forms of the exchange's pages: a member, a key, a typed fingerprint, a grant."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from matou.kit.clock import CHINA
from matou.spine.exchange.contracts import NewGrant, NewKey, NewMember, SharedField, SharedService
from matou.spine.exchange.rules.keys import ED25519, SM2
from matou.spine.exchange.rules.purposes import PURPOSES
from matou.web.console import exchange_words as words
from matou.web.console.words import said
from matou.web.language import in_language

_FIRST, _LAST = date(2020, 1, 1), date(2099, 12, 31)


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[MinValueValidator(_FIRST), MaxValueValidator(_LAST)],
    )


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time.min, tzinfo=CHINA)


class KeyForm(forms.Form):
    """A public key as the member handed it over."""

    algorithm = forms.ChoiceField(
        label=_("算法"), choices=[(ED25519, "Ed25519"), (SM2, _("SM2（国密，第二签名）"))]
    )
    public = forms.CharField(
        label=_("公钥"),
        max_length=200,
        help_text=_("十六进制。对方运行 matou exchange whoami 即可看到公钥和指纹。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    from_on = _day(_("启用日"), _("北京时间当日零时起有效。"))
    until_on = _day(_("最后一日"), _("当日结束后失效。新旧密钥的有效期应有重叠。"))

    def new_key(self) -> NewKey:
        """Return the key that was told."""
        told = self.cleaned_data
        return NewKey(
            algorithm=told["algorithm"],
            public=told["public"].strip().lower(),
            from_at=_midnight(told["from_on"]),
            until_at=_midnight(told["until_on"] + timedelta(days=1)),
        )


class MemberForm(KeyForm):
    """A member with its first key."""

    code = forms.CharField(
        label=_("成员编号"),
        max_length=32,
        help_text=_("对方自己的编号，例如 foshan；小写字母、数字和连字符。"),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    name_zh = forms.CharField(label=_("名称"), max_length=60)
    name_en = forms.CharField(label=_("英文名称"), max_length=60)
    region = forms.CharField(
        label=_("行政区划代码"), max_length=6, help_text=_("6 位数字，例如 440600。")
    )
    base_url = forms.CharField(
        label=_("服务地址"),
        max_length=200,
        help_text=_("对方数据共享服务的网址，不含路径，例如 https://data.foshan.example。"),
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("code", "name_zh", "name_en", "region", "base_url")

    def new_member(self) -> NewMember:
        """Return the member that was told."""
        told = self.cleaned_data
        return NewMember(
            code=told["code"],
            name_zh=told["name_zh"],
            name_en=told["name_en"],
            region=told["region"],
            base_url=told["base_url"].rstrip("/"),
        )


class FingerprintForm(forms.Form):
    """What the member read out on the telephone."""

    typed = forms.CharField(
        label=_("密钥指纹"),
        max_length=80,
        help_text=_("请对方念出 32 位指纹并逐位输入；不要从本页或邮件复制。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


def _level(field: SharedField) -> str:
    return said(words.SENSITIVITY, field.sensitivity.value)


class GrantForm(forms.Form):
    """The terms of a grant on one service."""

    consumer = forms.ChoiceField(label=_("哪个成员"))
    fields_wanted = forms.MultipleChoiceField(
        label=_("可以读取的字段"),
        help_text=_("只选办事必需的；没选的字段永远不会给出。"),
        widget=forms.CheckboxSelectMultiple,
    )
    purpose = forms.ChoiceField(label=_("用途"))
    basis = forms.CharField(
        label=_("法律依据"),
        max_length=300,
        help_text=_("写明文件和条款；调用时必须原样给出，当事人看得到。"),
    )
    case = forms.CharField(
        label=_("办件号"),
        max_length=64,
        required=False,
        help_text=_("填写后只能用于这一件；不填则不限。"),
    )
    from_on = _day(_("生效日"))
    until_on = _day(_("最后一日"), _("最长三年。"))
    max_per_day = forms.IntegerField(
        label=_("每日最多次数"), min_value=1, max_value=1_000_000, initial=200
    )

    def __init__(
        self, *args: Any, service: SharedService, members: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        """Offer the service's fields and the members."""
        super().__init__(*args, **kwargs)
        self.service = service
        self._choices("consumer").choices = [("", _("请选择")), *members]
        self._choices("purpose").choices = [
            ("", _("请选择")),
            *((code, in_language(zh=zh, en=en)) for code, (zh, en) in PURPOSES.items()),
        ]
        self._choices("fields_wanted").choices = [
            (one.name, f"{in_language(zh=one.zh, en=one.en)} · {_level(one)}")
            for one in service.fields
        ]

    def new_grant(self) -> NewGrant:
        """Return the terms that were told."""
        told = self.cleaned_data
        return NewGrant(
            consumer=told["consumer"],
            service=self.service.name,
            fields=tuple(told["fields_wanted"]),
            purpose=told["purpose"],
            basis=told["basis"],
            case=told["case"],
            from_at=_midnight(told["from_on"]),
            until_at=_midnight(told["until_on"] + timedelta(days=1)),
            max_per_day=told["max_per_day"],
        )

    def _choices(self, name: str) -> forms.ChoiceField:
        chooser = self.fields[name]
        assert isinstance(chooser, forms.ChoiceField)  # noqa: S101  # declared above
        return chooser
