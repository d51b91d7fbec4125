"""The question to the planner (运输方案) as a form: names in, and back into an address."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matou.kit.clock import CHINA
from matou.kit.errors import DomainError
from matou.modules.planner.forms import MOMENT, MomentField, labels, language
from matou.modules.planner.forms.dangers import DANGEROUS_CLASSES
from matou.modules.planner.queries.answers import minute_at
from matou.modules.planner.queries.gazetteer import Gazetteer
from matou.modules.planner.rules import kinds
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.cargo import MOST_TRANSFERS, Cargo, Load, Wishes
from matou.modules.planner.rules.compile import FLAGS
from matou.modules.planner.rules.network import MINUTES_PER_DAY, Closure, Node
from matou.modules.planner.rules.wishing import cargo_of, with_codes
from matou.web.language import in_language

LOADS = (
    (Load.BULK.value, "散货、件杂货（吨）", "bulk or general cargo (t)"),
    (Load.CONTAINER.value, "集装箱（TEU）", "containers (TEU)"),
    (Load.AIR.value, "空运（吨）", "air freight (t)"),
)
FIELD_OF_RULE = {
    "tonnes": "amount",
    "teu": "amount",
    "air": "load",
    "allow": "planned",
    "close": "closed",
    "lower_water": "lower",
    "max_transfers": "transfers",
    "depart_from": "depart",
    "arrive_by": "by",
    "already-past": "ready",
    "planner.already-past": "ready",
    "same-place": "destination",
}
"""The rules' names of fields and refusals, and the form's."""
_BETWEEN = re.compile(r"[、,，;；\n]+")
_UNSHOWN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MOST_WORDS = 40
_WEEK_DAYS = 7
_READING_TIME = timedelta(minutes=30)
_DRAWN: dict[bool, tuple[Gazetteer, dict[Any, SafeString]]] = {}


class AmountField(forms.DecimalField):
    """A number typed without its unit; the rules judge its size, so that every door says alike."""

    def __init__(self, **options: Any) -> None:
        """Show a plain text control with a number pad on phones."""
        widget = forms.TextInput(attrs={"inputmode": "decimal", "maxlength": 16, "class": "number"})
        super().__init__(max_digits=16, decimal_places=3, widget=widget, **options)


class AskForm(forms.Form):
    """From where to where, what, from when on; wishes below. Sent by GET: a plan is an address."""

    origin = forms.CharField(label=gettext_lazy("从哪里"), max_length=60)
    destination = forms.CharField(label=gettext_lazy("到哪里"), max_length=60)
    load = forms.ChoiceField(label=gettext_lazy("货物"))
    amount = AmountField(label=gettext_lazy("数量"))
    draught = AmountField(
        label=gettext_lazy("满载吃水"),
        required=False,
        help_text=gettext_lazy("散货船的；不填按水深配船。"),
    )
    ready = MomentField(
        label=gettext_lazy("备妥时间"),
        required=False,
        help_text=gettext_lazy("北京时间；不填即下一个整点。"),
    )
    by = MomentField(label=gettext_lazy("最晚到达"), required=False)
    depart = MomentField(label=gettext_lazy("最早出发"), required=False)
    transfers = forms.ChoiceField(
        label=gettext_lazy("至多换装"),
        required=False,
        help_text=gettext_lazy("两端装卸各算一次。"),
    )
    dg = forms.CharField(label=gettext_lazy("危险货物"), max_length=8, required=False)
    weight = AmountField(
        label=gettext_lazy("箱货总重"),
        required=False,
        help_text=gettext_lazy("不填按每 TEU 14 吨计。"),
    )
    must_modes = forms.MultipleChoiceField(
        label=gettext_lazy("必须使用"), required=False, widget=forms.CheckboxSelectMultiple
    )
    no_modes = forms.MultipleChoiceField(
        label=gettext_lazy("不使用"), required=False, widget=forms.CheckboxSelectMultiple
    )
    must = forms.CharField(
        label=gettext_lazy("必须经过"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("码头、船闸写名称，航段、班次写编号；几处用顿号隔开，至多 3 处。"),
    )
    without = forms.CharField(
        label=gettext_lazy("避开"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("码头、船闸、航段或班次，写法同上。"),
    )
    no_dg = forms.BooleanField(
        label=gettext_lazy("不在接收危险货物的码头、货站装卸"), required=False
    )
    lower = forms.IntegerField(
        label=gettext_lazy("假如水位再低"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 6, "class": "number"}),
    )
    closed = forms.CharField(label=gettext_lazy("假如船闸停航"), max_length=60, required=False)
    closed_at = MomentField(
        label=gettext_lazy("停航自"),
        required=False,
        help_text=gettext_lazy("不填即自备妥时间。"),
    )
    closed_days = forms.IntegerField(
        label=gettext_lazy("停航天数"),
        required=False,
        min_value=1,
        max_value=364,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4, "class": "number"}),
        help_text=gettext_lazy("不填按 7 天。"),
    )
    planned = forms.BooleanField(label=gettext_lazy("假定平陆运河已经开通"), required=False)

    def __init__(
        self,
        asked: QueryDict | None = None,
        *,
        names: Gazetteer,
        now: datetime,
        initial: dict[str, Any] | None = None,
    ) -> None:
        """Offer the network's own places and locks, in the reader's language."""
        self.asked = _readable(asked or QueryDict())
        shown = None if asked is None else _with_names(self.asked, names)
        super().__init__(shown, initial=initial)
        self.names = names
        self.drawn = _drawn(names)
        self.now = now
        self.choices: dict[str, list[Node]] = {}
        _choose(self, "load", labels(LOADS))
        most = [("", _("不限")), *((str(one), str(one)) for one in range(MOST_TRANSFERS + 1))]
        _choose(self, "transfers", most)
        for field in ("must_modes", "no_modes"):
            _choose(self, field, labels(kinds.MODES))
        locks = [(lock.code, names.name(lock.code)) for lock in names.locks()]
        self.fields["closed"].widget = forms.Select(choices=[("", _("无")), *locks])
        classes = [(key, in_language(zh=zh, en=en)) for key, zh, en in DANGEROUS_CLASSES]
        self.fields["dg"].widget = forms.Select(choices=[("", _("不是")), *classes])
        for field, is_door in (("origin", True), ("destination", True), ("must", False)):
            listed = "doors" if is_door else "places"
            self.fields[field].widget.attrs |= {"list": listed, "autocomplete": "off"}

    def clean_origin(self) -> str:
        """Return the code of the one place that is meant."""
        return self._door("origin")

    def clean_destination(self) -> str:
        """Return the code of the one place that is meant."""
        return self._door("destination")

    def clean_load(self) -> Load:
        """Return how it is shipped."""
        return Load(self.cleaned_data["load"])

    def clean_must(self) -> tuple[str, ...]:
        """Return codes."""
        return self._codes("must")

    def clean_without(self) -> tuple[str, ...]:
        """Return codes."""
        return self._codes("without")

    def clean(self) -> dict[str, Any]:
        """Refuse parts of containers."""
        told = super().clean() or self.cleaned_data
        amount = told.get("amount")
        is_boxes = told.get("load") is Load.CONTAINER
        if amount is not None and is_boxes and amount != amount.to_integral_value():
            self.add_error("amount", _("箱量须为整数。"))
        return told

    def question(self) -> Question:
        """Return what was asked, once the form is valid; raises what the rules refuse."""
        told = self.cleaned_data
        ready_at = told["ready"] or soon(self.now)
        wishes = Wishes(
            max_transfers=int(told["transfers"]) if told["transfers"] else None,
            depart_from_min=max(0, self._minute(told["depart"])) if told["depart"] else 0,
            arrive_by_min=max(0, self._minute(told["by"])) if told["by"] else None,
            avoids_dangerous_terminals=told["no_dg"],
            lower_water_cm=told["lower"] or 0,
            closures=self._closures(ready_at),
        )
        return Question(
            origin=told["origin"],
            destination=told["destination"],
            ready_min=self._minute(ready_at),
            cargo=self._cargo(),
            wishes=with_codes(
                wishes,
                network=self.names.network,
                must=[*told["must_modes"], *told["must"]],
                without=[*told["no_modes"], *told["without"]],
            ),
        )

    def refuse(self, refusal: DomainError) -> None:
        """Put a refusal beside the field that it names, with names in place of codes."""
        named = str(refusal.facts.get("field", refusal.code))
        field = FIELD_OF_RULE.get(named, named)
        reason = in_language(
            zh=str(refusal.facts.get("reason_zh", "")), en=str(refusal.facts.get("reason_en", ""))
        )
        is_own = field in self.fields
        words = reason if is_own and reason else refusal.message(language())
        self.add_error(field if is_own else None, self.names.told(words))

    def has_more(self) -> bool:
        """Tell whether a field of the folded part is filled or refused."""
        more = list(self.fields)[list(self.fields).index("by") :]
        return any(self[name].value() not in (None, "", [], False) for name in more)

    def _door(self, field: str) -> str:
        typed = self.asked.get(field, "").strip()
        found = self.names.meant(typed, doors_only=True)
        if len(found) == 1:
            return found[0].code
        if not found:
            # A lock or junction is known and refused by the rules in their own words.
            known = self.names.meant(typed, doors_only=False)
            if len(known) == 1:
                return known[0].code
            raise forms.ValidationError(_("没有找到“%s”。请从列表中选择，或换一个写法。") % typed)
        self.choices[field] = found
        raise forms.ValidationError(_("有几处叫“%s”，请选择一处。") % typed)

    def _codes(self, field: str) -> tuple[str, ...]:
        return tuple(self._code(word) for word in _words(self.asked.get(field, "")))

    def _code(self, word: str) -> str:
        if word.upper() in self.names.names:
            return word.upper()
        found = self.names.meant(word, doors_only=False)
        if len(found) == 1:
            return found[0].code
        if not found:
            raise forms.ValidationError(_("没有找到“%s”。请从列表中选择，或换一个写法。") % word)
        listed = in_language(zh="、", en=", ").join(self.names.name(one.code) for one in found[:6])
        raise forms.ValidationError(_("有几处相符：%s。请写全称。") % listed)

    def _cargo(self) -> Cargo:
        told = self.cleaned_data
        load: Load = told["load"]
        is_boxes = load is Load.CONTAINER
        return cargo_of(
            tonnes=told["weight"] if is_boxes else told["amount"],
            teu=int(told["amount"]) if is_boxes else None,
            is_air=load is Load.AIR,
            draught_m=told["draught"] if load is Load.BULK else None,
            dangerous_class=told["dg"],
            flags=frozenset(FLAGS) if told["planned"] else frozenset(),
        )

    def _closures(self, ready_at: datetime) -> tuple[Closure, ...]:
        told = self.cleaned_data
        if not told["closed"]:
            return ()
        from_min = max(0, self._minute(told["closed_at"] or ready_at))
        days = told["closed_days"] or _WEEK_DAYS
        until_min = from_min + days * MINUTES_PER_DAY
        return (Closure(lock=told["closed"], from_min=from_min, until_min=until_min),)

    def _minute(self, moment: datetime) -> int:
        return minute_at(moment, instant=self.now)


def first_question(*, asked: QueryDict, names: Gazetteer, now: datetime) -> dict[str, Any]:
    """Return what the form begins with; an address may give a part of it, such as one end."""
    begun: dict[str, Any] = {"load": Load.BULK.value, "ready": soon(now).strftime(MOMENT)}
    begun |= _with_names(_readable(asked), names).dict()
    return begun


def soon(now: datetime) -> datetime:
    """Return the full hour that is half an hour ahead at least.

    A plan is looked at, linked and printed for a while; of one that is ready this very minute the
    next page would say that it is past.
    """
    later = now.astimezone(CHINA) + _READING_TIME + timedelta(minutes=59, seconds=59)
    return later.replace(minute=0, second=0, microsecond=0)


def _readable(asked: QueryDict) -> QueryDict:
    """Return what was sent with signs that no page may show replaced; no name holds one."""
    clean = asked.copy()
    for name, values in asked.lists():
        clean.setlist(name, [_UNSHOWN.sub("\ufffd", value) for value in values])
    return clean


def _with_names(asked: QueryDict, names: Gazetteer) -> QueryDict:
    """Show names in place of codes; say bulk where no load is named."""
    shown = asked.copy()
    shown.setdefault("load", Load.BULK.value)
    for field in ("origin", "destination"):
        shown[field] = names.name(asked.get(field, "").strip())
    for field in ("must", "without"):
        words = _words(asked.get(field, ""))
        kept = [names.name(one) if one in names.nodes else one for one in words]
        shown[field] = in_language(zh="、", en=", ").join(kept)
    return shown


def _words(text: str) -> list[str]:
    return [word for part in _BETWEEN.split(text)[:_MOST_WORDS] if (word := part.strip())]


def _choose(form: forms.Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField), "declared so"  # noqa: S101
    field.choices = list(choices)


def _drawn(names: Gazetteer) -> dict[Any, SafeString]:
    """Return where untouched fields are kept drawn: they offer the names of one language."""
    kept = _DRAWN.get(names.is_zh)
    if kept is None or kept[0] is not names:
        kept = _DRAWN[names.is_zh] = names, {}
    return kept[1]
