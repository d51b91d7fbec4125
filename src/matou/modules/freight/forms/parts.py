"""Parts of evidence that measure: where the vessel is, when she is ready, what the cargo weighs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matou.kit.actor import Actor
from matou.kit.tonnes import Tonnes
from matou.modules.freight.queries.tracking import VesselNow
from matou.modules.freight.rules import evidence as proof
from matou.modules.freight.rules.states import Relation
from matou.modules.freight.services.handing_in import Handed

MAX_TONNES = Decimal(100_000)
MAX_MARK_M = Decimal(20)
LONG_AGO = timedelta(days=14)
FRESH = timedelta(hours=2)
"""An AIS position older than this says nothing about where the vessel is now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What the parts of one page know of the lot: who fills them in, when, what is known."""

    actor: Actor
    side: Relation
    now: datetime
    weight_kg: int | None = None
    vessel: VesselNow | None = None

    @property
    def heard(self) -> VesselNow | None:
        """The vessel where AIS heard her last, None when that was too long ago."""
        is_fresh = self.vessel is not None and self.now - FRESH <= self.vessel.at <= self.now
        return self.vessel if is_fresh else None


class Part(forms.Form):
    """One piece of evidence to fill in; left empty it counts as not handed in, where allowed."""

    title: ClassVar[str | Promise] = ""
    note: ClassVar[str | Promise] = ""
    template: ClassVar[str] = "freight/_part.html"
    units: ClassVar[Mapping[str, str]] = {}
    css: ClassVar[str] = ""

    def __init__(self, *args: Any, scene: Scene, **options: Any) -> None:
        """Know the lot before the fields are read."""
        self.scene = scene
        options["use_required_attribute"] = False
        super().__init__(*args, **options)

    @property
    def is_given(self) -> bool:
        """Tell whether something was filled in."""
        return not self.empty_permitted or self.has_changed()

    def chosen(self, name: str, initial: str) -> str:
        """Return what a choice says as posted, on which other fields depend."""
        return str(self.data.get(self.add_prefix(name), "")) if self.is_bound else initial

    def lines(self) -> list[tuple[forms.BoundField, str]]:
        """Return the fields with their units."""
        return [(bound, self.units.get(bound.name, "")) for bound in self.visible_fields()]

    def handed(self) -> Handed:
        """Return what was filled in, once the part is valid."""
        return Handed(payload=self.payload(), taken_at=self.scene.now)

    def payload(self) -> proof.Payload:
        """Return the typed evidence."""
        raise NotImplementedError


class PositionPart(Part):
    """Where the vessel is: as AIS heard her, or by the phone on board."""

    title = gettext_lazy("船位")
    template = "freight/_part_position.html"
    css = "part-position"
    units: ClassVar[Mapping[str, str]] = {"latitude": "°N", "longitude": "°E"}
    source = forms.ChoiceField(label=gettext_lazy("船位来源"), widget=forms.RadioSelect)
    latitude = forms.DecimalField(
        label=gettext_lazy("纬度"), min_value=-90, max_value=90, decimal_places=6
    )
    longitude = forms.DecimalField(
        label=gettext_lazy("经度"), min_value=-180, max_value=180, decimal_places=6
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        """Offer the AIS position where there is a fresh one."""
        super().__init__(*args, **options)
        choices = [("phone", _("手机定位或手工填写"))]
        heard = self.scene.heard
        if heard is not None:
            where = f"{heard.position.latitude:.4f}, {heard.position.longitude:.4f}"
            choices.insert(0, ("ais", _("AIS 船位 %s") % where))
        source = self.fields["source"]
        assert isinstance(source, forms.ChoiceField), "declared so above"  # noqa: S101
        source.choices = choices
        source.initial = choices[0][0]
        is_phone = self.chosen("source", choices[0][0]) == "phone"
        for name, example in (("latitude", "23.42"), ("longitude", "111.08")):
            self.fields[name].required = is_phone or not self.is_bound
            self.fields[name].widget.attrs |= {
                "placeholder": example,
                "inputmode": "decimal",
                "data-locate": name,
            }

    def handed(self) -> Handed:
        """Return the position with the instant at which it was measured."""
        heard = self.scene.heard
        if self.cleaned_data["source"] == "ais" and heard is not None:
            return Handed(payload=self.payload(), taken_at=heard.at)
        return super().handed()

    def payload(self) -> proof.Payload:
        """Return the position; the AIS one is read from the track, never from the form."""
        heard = self.scene.heard
        if self.cleaned_data["source"] == "ais" and heard is not None:
            here = heard.position
            return proof.VesselPosition(
                latitude=here.latitude, longitude=here.longitude, source="ais"
            )
        return proof.VesselPosition(
            latitude=float(self.cleaned_data["latitude"]),
            longitude=float(self.cleaned_data["longitude"]),
            source="phone",
        )


def instant_field(label: Any) -> forms.DateTimeField:
    """Return a field for an instant in Beijing time; the label may be lazy."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget)


def checked_instant(at: datetime, *, now: datetime) -> datetime:
    """Refuse an instant to come or one long ago; raises ValidationError."""
    if at > now + proof.CLOCK_DRIFT:
        raise forms.ValidationError(_("时间不能晚于现在。"))
    if at < now - LONG_AGO:
        raise forms.ValidationError(_("时间不能早于两周之前。"))
    return at


class ReadinessPart(Part):
    """The notice of readiness: from here laytime runs."""

    title = gettext_lazy("装卸准备就绪通知书")
    note = gettext_lazy("装卸时间自此起算。")
    tendered_at = instant_field(gettext_lazy("递交时间（北京时间）"))

    def __init__(self, *args: Any, **options: Any) -> None:
        """Offer now."""
        super().__init__(*args, **options)
        self.fields["tendered_at"].initial = self.scene.now

    def clean_tendered_at(self) -> datetime:
        """Refuse instants to come or long ago."""
        return checked_instant(self.cleaned_data["tendered_at"], now=self.scene.now)

    def payload(self) -> proof.Payload:
        """Return the notice."""
        return proof.ReadinessNotice(tendered_at=self.cleaned_data["tendered_at"])


def _mark(label: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=Decimal("0.01"),
        max_value=MAX_MARK_M,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "maxlength": 6}),
    )


MARKS = (
    "fore_port",
    "fore_starboard",
    "middle_port",
    "middle_starboard",
    "aft_port",
    "aft_starboard",
)


class WeightPart(Part):
    """What the cargo weighs: by the six draught marks or by the weighbridge."""

    title = gettext_lazy("计量")
    note = gettext_lazy("水尺计量填六面水尺；过磅填磅单编号。两者任选其一。")
    template = "freight/_part_weight.html"
    css = "part-weight"
    units: ClassVar[Mapping[str, str]] = {**dict.fromkeys(MARKS, "m"), "weight": "t"}
    method = forms.ChoiceField(
        label=gettext_lazy("计量方式"),
        widget=forms.RadioSelect,
        choices=(("survey", gettext_lazy("水尺计量")), ("weighbridge", gettext_lazy("磅单"))),
        initial="survey",
    )
    fore_port = _mark(gettext_lazy("艏左"))
    fore_starboard = _mark(gettext_lazy("艏右"))
    middle_port = _mark(gettext_lazy("舯左"))
    middle_starboard = _mark(gettext_lazy("舯右"))
    aft_port = _mark(gettext_lazy("艉左"))
    aft_starboard = _mark(gettext_lazy("艉右"))
    number = forms.CharField(label=gettext_lazy("磅单编号"), max_length=60)
    weight = forms.DecimalField(
        label=gettext_lazy("货物重量"),
        min_value=Decimal("0.001"),
        max_value=MAX_TONNES,
        decimal_places=3,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "maxlength": 12}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        """Ask for the marks or for the number, as the method needs."""
        super().__init__(*args, **options)
        method = self.chosen("method", "survey")
        for name in MARKS:
            self.fields[name].required = method != "weighbridge"
        self.fields["number"].required = method == "weighbridge" or not self.is_bound

    @property
    def marks(self) -> list[forms.BoundField]:
        """The six marks, fore to aft, port before starboard."""
        return [self[name] for name in MARKS]

    @property
    def weight_kg(self) -> int:
        """The weight in whole kilograms."""
        return Tonnes.of(self.cleaned_data["weight"]).kg

    def payload(self) -> proof.Payload:
        """Return the survey or the note."""
        given = self.cleaned_data
        if given["method"] == "weighbridge":
            return proof.WeighbridgeNote(number=given["number"], weight_kg=self.weight_kg)
        marks = {f"{name}_cm": int(given[name] * 100) for name in MARKS}
        return proof.DraftSurvey(**marks, weight_kg=self.weight_kg)
