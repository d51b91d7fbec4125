"""Pages of lists: a cursor that stays right while rows are added."""

from typing import Annotated, Generic, TypeVar

from ninja import Schema
from pydantic import Field

Row = TypeVar("Row")

CursorQuery = Annotated[
    str,
    Field(
        default="",
        max_length=120,
        pattern=r"^[A-Za-z0-9_:.\-]*$",
        description="`next` of the page before",
    ),
]


class Page(Schema, Generic[Row]):
    """One page of a list; ``next`` is empty on the last."""

    items: list[Row]
    next: str = ""
