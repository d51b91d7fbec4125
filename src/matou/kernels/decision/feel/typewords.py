"""Types as FEEL writes them: ``list<number>``, ``context<a: string>``, a model's own names."""

from matou.kernels.decision.feel.cursor import DEPTH, Cursor
from matou.kernels.decision.feel.names import loose
from matou.kernels.decision.types import ANY, Type

UNKNOWN = "unknown type"


class TypeWords(Cursor):
    """Reads types."""

    def type(self) -> Type:
        """Read a type. Raises FeelUnreadable."""
        self.deep += 1
        if self.deep > DEPTH:
            raise self.trouble(f"nested deeper than {DEPTH}")
        found = self.built_type() or self.named_type()
        self.deep -= 1
        return found

    def built_type(self) -> Type | None:
        """Read a type made of others, None where a plain name comes."""
        word = self.sign()
        if word not in {"list", "range", "context", "function"}:
            return None
        if self.tokens[self.at + 1].text != "<":
            return None
        self.at += 2
        if word == "context":
            return Type("context", fields=self.fields())
        if word == "function":
            return self.function_type()
        element = self.type()
        self.need(">")
        return Type(word, element)

    def fields(self) -> tuple[tuple[str, Type], ...]:
        """Read ``a: type, b: type>``."""
        found: list[tuple[str, Type]] = []
        while not self.take(">"):
            found.append((self.key(), self.type()))
            if self.sign() != ">":
                self.need(",")
        return tuple(found)

    def function_type(self) -> Type:
        """Read ``type, type> -> type``."""
        parameters: list[Type] = []
        while not self.take(">"):
            parameters.append(self.type())
            if self.sign() != ">":
                self.need(",")
        result = self.type() if self.take("->") else ANY
        return Type("function", result, parameters=tuple(parameters))

    def named_type(self) -> Type:
        """Read a type's name."""
        if not self.starts_name():
            raise self.trouble("a type is missing")
        width, name = self.type_names.longest(self.tokens, self.at) or loose(self.tokens, self.at)
        self.at += width
        while self.sign() == "." and name not in self.types:
            self.at += 1
            name = f"{name}.{self.next().text}"
        return self.types.get(name, Type(UNKNOWN, name=name))
