"""Forms of the account pages."""

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as MfaReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils.translation import gettext_lazy as _

from matou.kit.errors import InvalidInput
from matou.spine.parties.contracts import NewCompany, NewPerson, NewSignIn
from matou.spine.parties.rules.sign_in import LONGEST_PASSWORD
from matou.web.account.choices import personal_roles, scopes


def _password(label: Any, *, autocomplete: str, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


def _code_field() -> forms.CharField:
    return forms.CharField(
        label=_("动态码"),
        help_text=_("身份验证器应用显示的 6 位数字，或一个恢复码。"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
    )


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth ships no types
    """Name, e-mail or phone, and the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("登录名、邮箱或手机号"),
            max_length=254,
            widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
        )
        self.fields["password"] = _password(_("密码"), autocomplete="current-password")
        self.order_fields(["login", "password"])


class ConfirmPasswordForm(ReauthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The password once more, before something delicate."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = _password(_("密码"), autocomplete="current-password")


class PasswordForm(ChangePasswordForm):  # type: ignore[misc]  # allauth ships no types
    """The old password and the new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"] = _password(_("现在的密码"), autocomplete="current-password")
        _new_passwords(self)


class ResetForm(ResetPasswordForm):  # type: ignore[misc]  # allauth ships no types
    """The e-mail address to which a reset link goes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("电子邮箱")
        self.fields["email"].widget.attrs.pop("placeholder", None)


class ResetKeyForm(ResetPasswordKeyForm):  # type: ignore[misc]  # allauth ships no types
    """The new password after following a reset link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _new_passwords(self)


def _new_passwords(form: forms.Form) -> None:
    form.fields["password1"] = _password(
        _("新密码"), autocomplete="new-password", help_text=_("至少 10 个字符，不要用常见密码。")
    )
    form.fields["password2"] = _password(_("再输一次新密码"), autocomplete="new-password")


class CodeForm(AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The one-time code at sign-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code_field()


class ConfirmCodeForm(MfaReauthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The one-time code once more, before something delicate."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code_field()


class ActivateForm(ActivateTOTPForm):  # type: ignore[misc]  # allauth ships no types
    """The first code of a newly set-up authenticator."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code_field()


class RegisterForm(forms.Form):
    """Who the person is and how they will sign in."""

    name = forms.CharField(label=_("姓名"), max_length=100, help_text=_("与证件一致。"))
    name_en = forms.CharField(label=_("英文姓名"), max_length=100, required=False)
    phone = forms.CharField(
        label=_("手机号"),
        max_length=20,
        help_text=_("可用来登录；加密保存，页面不显示中间几位。"),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    id_number = forms.CharField(
        label=_("身份证号码"),
        max_length=18,
        required=False,
        help_text=_("承运和收货时需要；加密保存。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    own_roles = forms.MultipleChoiceField(
        label=_("您以个人身份做什么？"),
        choices=personal_roles,
        required=False,
        help_text=_("代表企业的，请登录后登记企业。"),
        widget=forms.CheckboxSelectMultiple,
    )
    username = forms.CharField(
        label=_("登录名"),
        max_length=40,
        help_text=_("3 至 40 个小写字母、数字或 . _ -，以字母开头。"),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    email = forms.EmailField(
        label=_("电子邮箱"), max_length=254, required=False, help_text=_("忘记密码时用来找回。")
    )
    password = _password(
        _("密码"), autocomplete="new-password", help_text=_("至少 10 个字符，不要用常见密码。")
    )

    def new_person(self) -> NewPerson:
        """Return what was told of the person."""
        told = self.cleaned_data
        return NewPerson(
            name=told["name"],
            name_en=told["name_en"],
            phone=told["phone"],
            id_number=told["id_number"],
        )

    def new_sign_in(self) -> NewSignIn:
        """Return the sign-in chosen."""
        told = self.cleaned_data
        return NewSignIn(username=told["username"], password=told["password"], email=told["email"])


class CompanyForm(forms.Form):
    """A company to register, with oneself as its first manager."""

    name = forms.CharField(label=_("企业名称"), max_length=100, help_text=_("与营业执照一致。"))
    name_en = forms.CharField(label=_("英文名称"), max_length=100, required=False)
    uscc = forms.CharField(
        label=_("统一社会信用代码"),
        max_length=24,
        help_text=_("营业执照上的 18 位代码。"),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
    )
    phone = forms.CharField(label=_("联系电话"), max_length=20, required=False)
    member_roles = forms.MultipleChoiceField(
        label=_("企业做什么？"),
        choices=personal_roles,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def new_company(self) -> NewCompany:
        """Return what was told of the company."""
        told = self.cleaned_data
        return NewCompany(
            name=told["name"], name_en=told["name_en"], uscc=told["uscc"], phone=told["phone"]
        )


class MemberForm(forms.Form):
    """A person to add to the company, by the code on their account page."""

    person = forms.CharField(
        label=_("人员编号"),
        max_length=20,
        help_text=_("请对方打开“我的账号”，把页面上的编号告诉您。"),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("角色"))

    def __init__(self, *args: Any, roles: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles  # type: ignore[attr-defined]  # a ChoiceField


class ContactForm(forms.Form):
    """One's English name and phone number."""

    name_en = forms.CharField(label=_("英文姓名"), max_length=100, required=False)
    phone = forms.CharField(
        label=_("新手机号"), max_length=20, required=False, help_text=_("留空则不变。")
    )


class IdNumberForm(forms.Form):
    """One's identity number, where none is registered yet."""

    id_number = forms.CharField(
        label=_("身份证号码"),
        max_length=18,
        help_text=_("承运和收货时需要；加密保存。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class TokenForm(forms.Form):
    """What a new API token is for, what it may do, and for how long."""

    name = forms.CharField(label=_("用途"), max_length=60, help_text=_("例如：过磅系统。"))
    scopes = forms.MultipleChoiceField(
        label=_("权限范围"), choices=scopes, widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(
        label=_("有效期"),
        coerce=int,
        choices=[(30, _("30 天")), (90, _("90 天")), (365, _("365 天"))],
    )


_FIELD_NAMES = {
    "姓名": "name",
    "名称": "name",
    "英文": "name_en",
    "手机号": "phone",
    "身份证": "id_number",
    "登录名": "username",
    "电子邮箱": "email",
    "密码": "password",
    "统一社会信用代码": "uscc",
    "角色": "role",
}


def field_of(error: InvalidInput, form: forms.Form) -> str | None:
    """Return which field of the form a refusal is about, None for the form as a whole."""
    about = str(error.facts.get("field", ""))
    found = next((name for start, name in _FIELD_NAMES.items() if about.startswith(start)), None)
    return found if found in form.fields else None
