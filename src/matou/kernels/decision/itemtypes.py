"""From the item definitions of a model to types that values are checked against."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from matou.kernels.decision.feel.compiler import compiled_tests
from matou.kernels.decision.feel.frame import Frame
from matou.kernels.decision.feel.lexer import FeelUnreadable
from matou.kernels.decision.feel.parser import parsed_type
from matou.kernels.decision.feel.typewords import UNKNOWN
from matou.kernels.decision.limits import current
from matou.kernels.decision.model import Definitions, ItemDefinition, ModelRefused
from matou.kernels.decision.types import ANY, NAMES, Type
from matou.kernels.decision.values import Value


class ItemTypes:
    """The types of one model by name, those of its imports behind a prefix."""

    def __init__(self, model: Definitions, imported: Mapping[str, Mapping[str, Type]]) -> None:
        """Build every type. Raises ModelRefused for unknown and circular ones."""
        self.waiting = {item.name: item for item in model.items}
        self.open: list[str] = []
        self.types: dict[str, Type] = dict(NAMES)
        for prefix, types in imported.items():
            own = {name: kind for name, kind in types.items() if name not in NAMES}
            self.types.update(
                {f"{prefix}.{name}" if prefix else name: k for name, k in own.items()}
            )
        for name in self.waiting:
            self.types[name] = self.named(name)

    def named(self, text: str) -> Type:
        """Return the type a reference names. Raises ModelRefused."""
        name = text.strip().removeprefix("feel:").strip()
        if not name:
            return ANY
        if name in self.waiting and name not in self.types:
            self.types[name] = self._built(self.waiting[name])
        if name in self.types:
            return self.types[name]
        try:
            found = parsed_type(name, self.types)
        except FeelUnreadable:
            found = Type(UNKNOWN)
        if found.kind == UNKNOWN:
            raise ModelRefused(place=text, reason="no such type")
        return found

    def _built(self, item: ItemDefinition) -> Type:
        if item.name in self.open:
            circle = " → ".join([*self.open, item.name])
            raise ModelRefused(place=item.name, reason=f"types in a circle: {circle}")
        self.open.append(item.name)
        built = self.item(item)
        self.open.pop()
        return built

    def item(self, item: ItemDefinition) -> Type:
        """Return the type of a definition or component."""
        if item.parameters is not None:
            kinds = tuple(self.named(kind) for _, kind in item.parameters)
            return Type("function", self.named(item.type), parameters=kinds, name=item.name)
        base = self.named(item.type)
        if item.components:
            fields = tuple((each.name, self.item(each)) for each in item.components)
            base = Type("context", fields=fields)
        if item.allowed:
            base = replace(base, allowed=self.allowing(item.allowed, item.name, base))
        if item.is_list:
            base = Type("list", base)
        if item.constraint:
            base = replace(base, allowed=self.allowing(item.constraint, item.name, base))
        return replace(base, name=item.name)

    def allowing(self, text: str, place: str, base: Type) -> Callable[[Value], bool]:
        """Return the check of allowed values. Raises ModelRefused."""
        try:
            test = compiled_tests(text, types=self.types)
        except FeelUnreadable as error:
            raise ModelRefused(place=place, reason=error.message("en")) from error
        before = base.allowed

        def allowed(value: Value) -> bool:
            kept = before is None or before(value)
            return kept and test(value, Frame({"?": value}, current())) is True

        return allowed
