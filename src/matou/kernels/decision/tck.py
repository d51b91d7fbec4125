"""The technology compatibility kit of DMN: runs any copy of it and says what was answered right.

The kit's cases (XML) name a model, facts and the values that are expected. A case counts when
every expected value is met; the kit's own numbers of cases are 116 (level 2) and 3,275 (level 3).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element  # nosec B405  # defusedxml parses

from matou.kernels.decision import instants, model
from matou.kernels.decision.feel.written import inner
from matou.kernels.decision.graph import Outcome, Ready
from matou.kernels.decision.limits import Limits
from matou.kernels.decision.operators import equal
from matou.kernels.decision.values import Value
from matou.kernels.decision.xml_boxes import local
from matou.kernels.decision.xml_in import read_xml, root_of
from matou.kit.errors import DomainError

LEVELS: Final = {"2": "compliance-level-2", "3": "compliance-level-3"}
XSI: Final = "{http://www.w3.org/2001/XMLSchema-instance}"
TOLERANCE: Final = Decimal("1e-8")
"""The kit's numbers are printed from other engines' 64-bit or 128-bit arithmetic."""
NOW: Final = datetime(2026, 1, 1, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one case ended: an empty reason means that it was met."""

    level: str
    feature: str
    case: str
    reason: str


def run_kit(folder: Path, limits: Limits | None = None) -> Iterator[Verdict]:
    """Yield a verdict for each case of a copy of the kit."""
    root = folder / "TestCases" if (folder / "TestCases").is_dir() else folder
    for level, name in LEVELS.items():
        for feature in sorted((root / name).glob("*/")):
            yield from run_feature(level, feature, limits or Limits())


def run_feature(level: str, folder: Path, limits: Limits) -> Iterator[Verdict]:
    """Yield the verdicts of one folder."""
    for path in sorted(folder.glob("*.xml")):
        root = root_of(path.read_bytes(), "testCases")
        name = next((e.text or "" for e in root if local(e) == "modelName"), "")
        ready: Ready | None = None
        trouble = ""
        try:
            ready = load(folder, name.strip())
        except (DomainError, OSError) as error:
            trouble = f"the model was refused: {error}"
        for case in (each for each in root if local(each) == "testCase"):
            reason = trouble if ready is None else run_case(ready, case, limits)
            yield Verdict(level, folder.name, case.get("id", "?"), reason)


def load(folder: Path, name: str) -> Ready:
    """Make a model of the kit ready, with the models beside it that it imports."""
    sources = {path.name: path.read_bytes() for path in sorted(folder.glob("*.dmn"))}
    if name not in sources:
        name = next(iter(sources))
    return Loader(sources).ready(name)


class Loader:
    """Makes models ready in the order of their imports."""

    def __init__(self, sources: Mapping[str, bytes]) -> None:
        """Note where each namespace is."""
        self.sources = sources
        self.by_namespace = {_namespace(text): name for name, text in sources.items()}
        self.done: dict[str, Ready] = {}

    def ready(self, name: str, below: tuple[str, ...] = ()) -> Ready:
        """Return the model of that file. Raises ModelRefused."""
        if name in below:
            raise model.ModelRefused(place=name, reason=f"imports in a circle: {below}")
        if name not in self.done:
            bare = read_xml_imports(self.sources[name])
            needed = {
                space: self.ready(self.by_namespace[space], (*below, name))
                for space in bare
                if space in self.by_namespace
            }
            models = {space: ready.model for space, ready in needed.items()}
            self.done[name] = Ready(read_xml(self.sources[name], models), needed)
        return self.done[name]


def read_xml_imports(source: bytes) -> list[str]:
    """Return the namespaces that a model imports."""
    return [e.get("namespace", "") for e in root_of(source) if local(e) == "import"]


def _namespace(source: bytes) -> str:
    return root_of(source).get("namespace", "")


def run_case(ready: Ready, case: Element, limits: Limits) -> str:
    """Return why a case was not met, empty where it was."""
    facts = {each.get("name", ""): value_in(each) for each in case if local(each) == "inputNode"}
    kind = case.get("type", "decision")
    try:
        for result in (each for each in case if local(each) == "resultNode"):
            name = result.get("name", "") if kind == "decision" else case.get("invocableName", "")
            outcome = ready.decide(name, facts, limits=limits, now=NOW)
            reason = compare(result, outcome, _of_service(ready, name, result))
            if reason:
                return reason
    except DomainError as error:
        return str(error)
    return ""


def _of_service(ready: Ready, name: str, result: Element) -> str:
    """Return which output of a service with several is meant, empty for the whole value."""
    element = ready.elements.get(name)
    several = isinstance(element, model.Service) and len(element.outputs) > 1
    return result.get("name", "") if several and result.get("name") != name else ""


def compare(result: Element, outcome: Outcome, output: str) -> str:
    """Return how the outcome differs from what is expected."""
    found = outcome.value
    if output and isinstance(found, dict):
        found = found.get(output)
    wanted = next((each for each in result if local(each) == "expected"), None)
    expected = None if wanted is None else value_in(wanted)
    if result.get("errorResult") == "true" and found is None and outcome.notes:
        return ""
    if same(expected, found):
        return ""
    notes = "; ".join(note.reason for note in outcome.notes[:3])
    return f"expected {inner(expected)}, got {inner(found)} ({notes})"


def same(expected: Value, found: Value) -> bool:
    """Tell whether a value meets the expected one, numbers within the tolerance."""
    if isinstance(expected, Decimal) and isinstance(found, Decimal):
        return abs(expected - found) <= TOLERANCE * max(Decimal(1), abs(expected))
    if isinstance(expected, list) and isinstance(found, list):
        pairs = zip(expected, found, strict=False)
        return len(expected) == len(found) and all(same(one, other) for one, other in pairs)
    if isinstance(expected, dict) and isinstance(found, dict):
        return expected.keys() == found.keys() and all(same(expected[k], found[k]) for k in found)
    return type(expected) is type(found) and equal(expected, found) is True


def value_in(element: Element) -> Value:
    """Read a value of the kit: a scalar, a list of items, or components."""
    if element.get(f"{XSI}nil") == "true":
        return None
    parts = [each for each in element if local(each) in {"value", "list", "component"}]
    if not parts:
        return None
    if local(parts[0]) == "component":
        return {each.get("name", ""): value_in(each) for each in parts}
    if local(parts[0]) == "list":
        if parts[0].get(f"{XSI}nil") == "true":
            return None
        return [value_in(each) for each in parts[0] if local(each) == "item"]
    return scalar(parts[0])


def scalar(element: Element) -> Value:
    """Read ``<value xsi:type="xsd:…">``."""
    if element.get(f"{XSI}nil") == "true":
        return None
    kind = element.get(f"{XSI}type", "").rpartition(":")[2]
    text = element.text or ""
    read = SCALARS.get(kind)
    if read is None:
        return text
    return read(text.strip())


SCALARS: Final[dict[str, Callable[[str], Value]]] = {
    "boolean": lambda text: text == "true",
    "decimal": Decimal,
    "double": Decimal,
    "integer": Decimal,
    "int": Decimal,
    "float": Decimal,
    "long": Decimal,
    "date": instants.read_date,
    "time": instants.read_time,
    "dateTime": instants.read_date_time,
    "duration": instants.read_duration,
    "dayTimeDuration": instants.read_duration,
    "yearMonthDuration": instants.read_duration,
}
