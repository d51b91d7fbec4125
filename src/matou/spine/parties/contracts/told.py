"""What is told of people and companies on registration."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """What is told of a person on registration; ``code`` is chosen by demo data only."""

    name: str
    name_en: str = ""
    id_number: str = ""
    phone: str = ""
    is_demo: bool = False
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCompany:
    """What is told of a company on registration; ``code`` is chosen by demo data only."""

    name: str
    uscc: str
    name_en: str = ""
    phone: str = ""
    is_demo: bool = False
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSignIn:
    """The name and password by which a person will sign in."""

    username: str
    password: str = field(repr=False)
    email: str = ""
