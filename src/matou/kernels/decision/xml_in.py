"""DMN 1.1 to 1.5 as XML, read into a model; entities, giants and riddles are refused."""

from collections.abc import Mapping
from typing import Final
from xml.etree.ElementTree import Element, ParseError  # nosec B405  # defusedxml parses

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from matou.kernels.decision import model
from matou.kernels.decision.xml_boxes import box_in, function_in, local, text_of

SIZE_LIMIT: Final = 10 * 1024 * 1024
ELEMENTS_LIMIT: Final = 500_000
DEPTH_LIMIT: Final = 200


def read_xml(
    source: bytes, imported: Mapping[str, model.Definitions] | None = None
) -> model.Definitions:
    """Read a model; ``imported`` holds by namespace the models it refers to.

    Raises ModelRefused.
    """
    root = root_of(source)
    try:
        return Reader(root, imported or {}).definitions()
    except RecursionError:
        raise model.ModelRefused(place="XML", reason="nested too deeply") from None


def root_of(source: bytes, name: str = "definitions") -> Element:
    """Return the document's root, its size checked. Raises ModelRefused."""
    if len(source) > SIZE_LIMIT:
        raise model.ModelRefused(place="XML", reason=f"larger than {SIZE_LIMIT} bytes")
    try:
        root: Element = fromstring(source, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise model.ModelRefused(place="XML", reason=f"not well formed: {error}") from error
    if local(root) != name:
        raise model.ModelRefused(place=local(root), reason=f"expected {name}")
    _check_size(root)
    return root


def _check_size(root: Element) -> None:
    """Refuse trees too large or deep, before anything walks them by recursion."""
    level, count = [root], 0
    for _ in range(DEPTH_LIMIT):
        level = [child for element in level for child in element]
        count += len(level)
        if count > ELEMENTS_LIMIT:
            raise model.ModelRefused(place="XML", reason=f"more than {ELEMENTS_LIMIT} elements")
        if not level:
            return
    raise model.ModelRefused(place="XML", reason=f"nested deeper than {DEPTH_LIMIT}")


class Reader:
    """Reads one document; knows which id has which name."""

    def __init__(self, root: Element, imported: Mapping[str, model.Definitions]) -> None:
        """Note ids and imports."""
        self.root = root
        self.namespace = root.get("namespace", "")
        self.imports = tuple(
            model.Import(name=each.get("name", ""), namespace=each.get("namespace", ""))
            for each in root
            if local(each) == "import" and "DMN" in each.get("importType", "")
        )
        self.names = {
            (self.namespace, each.get("id", "")): _name(each) for each in root if each.get("id")
        }
        self.prefixes = {each.namespace: each.name for each in self.imports}
        for each in self.imports:
            other = imported.get(each.namespace)
            for element in other.elements() if other else ():
                self.names[each.namespace, element.id] = element.name

    def definitions(self) -> model.Definitions:
        """Return the model. Raises ModelRefused."""
        parts = {name: self.all(name) for name in ("inputData", "decision", "itemDefinition")}
        return model.Definitions(
            name=self.root.get("name", ""),
            namespace=self.namespace,
            imports=self.imports,
            items=tuple(item_in(each) for each in parts["itemDefinition"]),
            inputs=tuple(self.input_data(each) for each in parts["inputData"]),
            decisions=tuple(self.decision(each) for each in parts["decision"]),
            knowledge=tuple(self.knowledge(each) for each in self.all("businessKnowledgeModel")),
            services=tuple(self.service(each) for each in self.all("decisionService")),
        )

    def all(self, name: str) -> list[Element]:
        """Return the children of the root with that name."""
        return [each for each in self.root if local(each) == name]

    def input_data(self, element: Element) -> model.InputData:
        """Read a given fact."""
        return model.InputData(
            name=_name(element),
            type=_type(element),
            id=element.get("id", ""),
            description=text_of(element, "description"),
        )

    def decision(self, element: Element) -> model.Decision:
        """Read a decision."""
        return model.Decision(
            name=_name(element),
            type=_type(element),
            id=element.get("id", ""),
            description=text_of(element, "description"),
            requires=self.references(element, "informationRequirement"),
            knowledge=self.references(element, "knowledgeRequirement"),
            logic=box_in(element, _name(element)),
        )

    def knowledge(self, element: Element) -> model.Knowledge:
        """Read a business knowledge model."""
        logic = next((each for each in element if local(each) == "encapsulatedLogic"), None)
        return model.Knowledge(
            name=_name(element),
            type=_type(element),
            id=element.get("id", ""),
            description=text_of(element, "description"),
            knowledge=self.references(element, "knowledgeRequirement"),
            function=None if logic is None else function_in(logic, _name(element)),
        )

    def service(self, element: Element) -> model.Service:
        """Read a decision service."""
        return model.Service(
            name=_name(element),
            type=_type(element),
            id=element.get("id", ""),
            description=text_of(element, "description"),
            outputs=self.hrefs(element, "outputDecision"),
            encapsulated=self.hrefs(element, "encapsulatedDecision"),
            input_decisions=self.hrefs(element, "inputDecision"),
            inputs=self.hrefs(element, "inputData"),
        )

    def references(self, element: Element, requirement: str) -> model.References:
        """Return what the requirements of an element point at."""
        return tuple(
            self.reference(target.get("href", ""), _name(element))
            for each in element
            if local(each) == requirement
            for target in each
            if local(target).startswith("required")
        )

    def hrefs(self, element: Element, name: str) -> model.References:
        """Return what the children of that name point at."""
        return tuple(
            self.reference(each.get("href", ""), _name(element))
            for each in element
            if local(each) == name
        )

    def reference(self, href: str, place: str) -> model.Reference:
        """Return the element behind ``#id`` or ``namespace#id``. Raises ModelRefused."""
        namespace, _, ident = href.rpartition("#")
        namespace = namespace or self.namespace
        name = self.names.get((namespace, ident))
        if name is None:
            raise model.ModelRefused(place=place, reason=f"nothing has the id {href!r}")
        return model.Reference(name=name, model=self.prefixes.get(namespace, ""))


def item_in(element: Element) -> model.ItemDefinition:
    """Read an item definition or component."""
    function = next((each for each in element if local(each) == "functionItem"), None)
    parameters = None
    kind = text_of(element, "typeRef")
    if function is not None:
        kind = function.get("outputTypeRef", "")
        parameters = tuple(
            (each.get("name", ""), each.get("typeRef", ""))
            for each in function
            if local(each) == "parameters"
        )
    return model.ItemDefinition(
        name=element.get("name", ""),
        type=kind,
        components=tuple(item_in(each) for each in element if local(each) == "itemComponent"),
        is_list=element.get("isCollection", "false") == "true",
        allowed=_inner_text(element, "allowedValues"),
        constraint=_inner_text(element, "typeConstraint"),
        parameters=parameters,
    )


def _inner_text(element: Element, name: str) -> str:
    found = next((each for each in element if local(each) == name), None)
    return "" if found is None else text_of(found, "text")


def _name(element: Element) -> str:
    variable = next((each for each in element if local(each) == "variable"), None)
    own = element.get("name", "")
    return " ".join((own or (variable.get("name", "") if variable is not None else "")).split())


def _type(element: Element) -> str:
    variable = next((each for each in element if local(each) == "variable"), None)
    return "" if variable is None else variable.get("typeRef") or text_of(variable, "typeRef")
