"""Forms of the console."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DecisionForm(forms.Form):
    """On what grounds an officer decides about a licence; the holder reads them too."""

    note = forms.CharField(
        label=_("核验依据"),
        max_length=100,
        help_text=_("写明比对了什么、结论是什么；持证人看得到，不能再改。"),
    )


class NoteForm(forms.Form):
    """Why an officer does something; kept with the act."""

    def __init__(self, *args: Any, label: str, help_text: str, longest: int, **kwargs: Any) -> None:
        """Say what the reason is for, and how long it may be."""
        super().__init__(*args, **kwargs)
        field = forms.CharField(
            label=label,
            help_text=help_text,
            max_length=longest,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        self.fields["note"] = field


class HandOverForm(forms.Form):
    """To which colleague a break goes."""

    colleague = forms.ChoiceField(label=_("转交给"), help_text=_("平台运营和平台管理员。"))

    def __init__(self, *args: Any, officers: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the officers who may get it."""
        super().__init__(*args, **kwargs)
        chooser = self.fields["colleague"]
        assert isinstance(chooser, forms.ChoiceField)  # noqa: S101  # declared above
        chooser.choices = [("", _("请选择")), *officers]


class CorrectionForm(forms.Form):
    """Whose account follows the custodian, and why."""

    bearer = forms.ChoiceField(
        label=_("差额由谁承担"),
        choices=[("party", _("户主：其钱包跟从实际金额")), ("house", _("平台：计入平台收支"))],
        initial="party",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("原因"),
        help_text=_("写明查了哪些凭证、为何应当更正；核准人据此决定。"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
