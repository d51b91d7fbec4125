"""What is typed at a window, by hand or by a card reader."""

from django import forms
from django.utils.translation import gettext_lazy

from matou.modules.affairs.rules.windows import MOST_TEXT
from matou.modules.affairs.services.windows import AtWindow


class WindowForm(forms.Form):
    """Card, name, company, item, queue number and consent, in the order of the talk."""

    card = forms.CharField(
        label=gettext_lazy("刷身份证"), max_length=MOST_TEXT,
        help_text=gettext_lazy("把光标放在这里刷证；读卡器会输入号码和姓名。不保存明文号码。"),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autofocus": "", "data-name": "", "inputmode": "text"}
        ),
    )  # fmt: skip
    name = forms.CharField(
        label=gettext_lazy("姓名"), max_length=60, required=False,
        help_text=gettext_lazy("读卡器没有给出姓名时填写。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-name": ""}),
    )  # fmt: skip
    uscc = forms.CharField(
        label=gettext_lazy("代企业办理：统一社会信用代码"), max_length=18, required=False,
        help_text=gettext_lazy("请核对授权委托书。个人办理不填。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    item = forms.CharField(
        label=gettext_lazy("要办的事项"), max_length=200,
        help_text=gettext_lazy("扫办事指南的码，或输入编号、名称。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-name": ""}),
    )  # fmt: skip
    queue_number = forms.CharField(label=gettext_lazy("排队号"), max_length=12, required=False)
    consents = forms.BooleanField(
        label=gettext_lazy("本人同意由窗口代办，并已看过办事指南"), required=False
    )

    def told(self) -> AtWindow:
        """Return what was told."""
        return AtWindow(**self.cleaned_data)
