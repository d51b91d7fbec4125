"""The one tag library, and how a component finds its partial."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


def part(name: str, facts: Mapping[str, Any]) -> SafeString:
    """Render ``web/components/<name>.html``."""
    return render_to_string(f"web/components/{name}.html", dict(facts))
