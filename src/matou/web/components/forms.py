"""Components for forms: fields with label, help and error, and the summary of errors."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from matou.web.components.base import part, register

_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, ""),
    (forms.RadioSelect, ""),
    (forms.CheckboxInput, "form-check-input"),
    (forms.Select, "form-select"),
    (forms.Widget, "form-control"),
)

_ONE_TAG = {
    f"django/forms/widgets/{kind}.html"
    for kind in (
        *("text", "number", "email", "url", "tel", "search", "date", "datetime", "time"),
        "checkbox",
    )
}
"""Django's templates that draw nothing but an input."""
_UNTOUCHED: tuple[Any, ...] = (None, "", [], False)


@register.simple_tag
def error_summary(form: forms.BaseForm) -> SafeString:
    """List every error above the form, each linked to its field; empty while there are none."""
    if not form.errors:
        return SafeString("")
    lines = [
        {"id": bound.id_for_label, "label": bound.label, "text": text}
        for bound in form
        for text in bound.errors
    ]
    return part("error_summary", {"lines": lines, "general": form.non_field_errors()})


@register.simple_tag
def field(bound: BoundField, unit: str = "", prefix: str = "", wide: bool = True) -> SafeString:  # noqa: FBT001, FBT002
    """Show one field: label, help, control with its unit, errors.

    A form may name in ``drawn`` where its untouched fields are kept once they are drawn: a long
    form of which most stays empty is a third of its page's time.
    """
    kept: dict[Any, SafeString] | None = getattr(bound.form, "drawn", None)
    if kept is None or bound.errors or bound.value() not in _UNTOUCHED:
        return _field(bound, unit=unit, prefix=prefix, wide=wide)
    key = (bound.html_name, unit, prefix, wide)
    if key not in kept:
        kept[key] = _field(bound, unit=unit, prefix=prefix, wide=wide)
    return kept[key]


def _field(bound: BoundField, *, unit: str, prefix: str, wide: bool) -> SafeString:
    widget = bound.field.widget
    group = isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple))
    shown = {
        "field": bound,
        "control": _control(bound),
        "unit": unit,
        "prefix": prefix,
        "wide": wide,
        "is_group": group,
        "is_checkbox": isinstance(widget, forms.CheckboxInput),
        "is_file": isinstance(widget, forms.FileInput),
        "optional": not bound.field.required,
    }
    return part("field", shown)


def _control(bound: BoundField) -> str:
    widget = bound.field.widget
    if widget.is_hidden:
        return str(bound.as_widget())
    classes = next(name for kind, name in _CLASSES if isinstance(widget, kind))
    attrs: dict[str, Any] = {}
    if classes:
        own = str(widget.attrs.get("class", ""))
        state = " is-invalid" if bound.errors else ""
        attrs["class"] = f"{classes}{state} {own}".strip()
    if bound.errors:
        named = [f"{bound.auto_id}_error"]
        if bound.help_text:
            named.insert(0, f"{bound.auto_id}_helptext")
        attrs["aria-describedby"] = " ".join(named)
        attrs["aria-invalid"] = "true"
    if type(widget) is forms.Select:
        return _select(bound, attrs)
    if widget.template_name in _ONE_TAG:
        return _input(bound, attrs)
    return str(bound.as_widget(attrs=attrs))


def _input(bound: BoundField, attrs: dict[str, Any]) -> SafeString:
    """Draw an input without Django's two templates for it: a fifth of a page with twenty of them.

    What it looks like is still the widget's business: ``get_context`` decides.
    """
    widget = bound.field.widget
    widget.is_localized = widget.is_localized or bound.field.localize
    own = {} if "id" in widget.attrs else {"id": bound.auto_id}
    built = bound.build_widget_attrs({**own, **attrs}, widget)
    drawn = widget.get_context(bound.html_name, bound.value(), built)["widget"]
    value = "" if drawn["value"] is None else format_html(' value="{}"', drawn["value"])
    shape = '<input type="{}" name="{}"{}{}>'
    return format_html(shape, drawn["type"], drawn["name"], value, flatatt(drawn["attrs"]))


def _select(bound: BoundField, attrs: dict[str, Any]) -> SafeString:
    """Draw a select without Django's template for each option.

    A list of sixty ports cost 20 ms by templates and costs 1 ms so; two stand on the busiest page.
    """
    widget = bound.field.widget
    built = bound.build_widget_attrs({**attrs, "id": bound.auto_id}, widget)
    own = widget.build_attrs(widget.attrs, built)
    chosen = {str(value) for value in widget.format_value(bound.value())}
    options = format_html_join("", "{}", ((_options(item, chosen),) for item in widget.choices))
    return format_html('<select name="{}"{}>{}</select>', bound.html_name, flatatt(own), options)


def _options(item: tuple[Any, Any], chosen: set[str]) -> SafeString:
    """Draw one option, or a group of them where the label is a list."""
    value, label = item
    if isinstance(label, list | tuple):
        inner = format_html_join("", "{}", ((_options(pair, chosen),) for pair in label))
        return format_html('<optgroup label="{}">{}</optgroup>', value, inner)
    key = "" if value is None else str(value)
    mark = mark_safe(" selected") if key in chosen else ""
    return format_html('<option value="{}"{}>{}</option>', key, mark, label)


@register.simple_tag
def upload_field(bound: BoundField, accept: str = "", note: str = "") -> SafeString:
    """Show a file field as a large target that also takes a dropped file or the camera."""
    if accept:
        bound.field.widget.attrs["accept"] = accept
    shown = {"field": bound, "control": _control(bound), "note": note}
    return part("upload_field", {**shown, "optional": not bound.field.required})


@register.simple_tag
def form_fields(form: forms.BaseForm) -> SafeString:
    """Show the summary of errors and all fields of a form, hidden ones included."""
    parts = [error_summary(form)]
    parts.extend(bound.as_hidden() for bound in form.hidden_fields())
    parts.extend(field(bound) for bound in form.visible_fields())
    # Each part is safe already.
    return mark_safe("".join(parts))  # noqa: S308


@register.simple_tag
def submit(
    label: str = "", tone: str = "primary", icon: str = "", cancel_url: str = ""
) -> SafeString:
    """Close a form: one button that cannot be pressed twice, and a way back."""
    facts = {"label": label or _("提交"), "tone": tone, "icon": icon, "cancel_url": cancel_url}
    return part("submit", facts)
