"""A decision model as it is written: what XML, spreadsheet and YAML are read into."""

from dataclasses import dataclass
from typing import Final

from matou.kit.errors import DomainError


class ModelRefused(DomainError):
    """The model cannot be used; says where and why."""

    code = "decision-model-refused"
    status = 422
    zh = "决策模型“{place}”不能使用：{reason}。请改正后重新导入。"
    en = "The decision model cannot be used at “{place}”: {reason}. Correct it and import again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Any boxed expression; the type is that of its result, empty for any."""

    type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal(Box):
    """Text in FEEL."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of a context; without a name it is the context's result."""

    name: str = ""
    type: str = ""
    value: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Context(Box):
    """Lines of names and values; later ones see earlier ones."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation(Box):
    """A call with a box for each argument."""

    function: Box
    bindings: tuple[tuple[str, Box], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBox(Box):
    """A list of boxes."""

    items: tuple[Box, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation(Box):
    """Rows of boxes under column names."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Box, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionBox(Box):
    """A function; a kind other than FEEL is kept but never run."""

    kind: str = "FEEL"
    parameters: tuple[tuple[str, str], ...] = ()
    body: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditional(Box):
    """If, then, else."""

    condition: Box
    then: Box
    otherwise: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterBox(Box):
    """The items of a list that pass."""

    source: Box
    match: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Iteration(Box):
    """``for``, ``some`` or ``every`` over a list."""

    kind: str
    variable: str
    source: Box
    body: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A column that is tested."""

    text: str
    label: str = ""
    type: str = ""
    allowed: str = ""

    @property
    def title(self) -> str:
        """What a person reads above the column."""
        return self.label or self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A column that is answered."""

    name: str = ""
    label: str = ""
    type: str = ""
    allowed: str = ""
    default: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A row: a test for each input, a text for each output, and notes such as the legal basis."""

    tests: tuple[str, ...]
    results: tuple[str, ...]
    notes: tuple[str, ...] = ()


HIT_POLICIES: Final = ("U", "A", "P", "F", "R", "O", "C", "C+", "C<", "C>", "C#")
"""Unique, any, priority, first, rule order, output order, collect; sum, min, max, count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Box):
    """A decision table."""

    hit: str = "U"
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    note_columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDefinition:
    """A type of the model."""

    name: str
    type: str = ""
    components: tuple["ItemDefinition", ...] = ()
    is_list: bool = False
    allowed: str = ""
    constraint: str = ""
    parameters: tuple[tuple[str, str], ...] | None = None
    """A function's parameters; ``type`` is then its result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Another element, by name, in this model or in an imported one."""

    name: str
    model: str = ""
    """The name of the import, empty for this model."""

    def __str__(self) -> str:
        return f"{self.model}.{self.name}" if self.model else self.name


References = tuple[Reference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """Anything of the graph: its name, its variable's type, its id in files."""

    name: str
    type: str = ""
    id: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputData(Element):
    """A fact that is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Element):
    """A decision with what it requires."""

    requires: References = ()
    knowledge: References = ()
    logic: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge(Element):
    """A business knowledge model: a function with a name."""

    knowledge: References = ()
    function: FunctionBox | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Service(Element):
    """A decision service: decisions that are called together like a function."""

    outputs: References = ()
    encapsulated: References = ()
    input_decisions: References = ()
    inputs: References = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """Another model under a name."""

    name: str
    namespace: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """A whole model."""

    name: str
    namespace: str = ""
    imports: tuple[Import, ...] = ()
    items: tuple[ItemDefinition, ...] = ()
    inputs: tuple[InputData, ...] = ()
    decisions: tuple[Decision, ...] = ()
    knowledge: tuple[Knowledge, ...] = ()
    services: tuple[Service, ...] = ()

    def elements(self) -> tuple[Element, ...]:
        """Return everything of the graph."""
        return (*self.inputs, *self.decisions, *self.knowledge, *self.services)
