"""The catalogues are compiled once before the pages are read."""

import pytest
from django.utils.translation import trans_real

from matou.web import messages


@pytest.fixture(scope="session", autouse=True)
def _compiled_catalogues() -> None:
    messages.compile_all()
    trans_real._translations.clear()  # type: ignore[attr-defined]  # Django has no public way
