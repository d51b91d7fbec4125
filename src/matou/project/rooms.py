"""The rooms of this installation, found by folder: a new one adds no line here."""

from pathlib import Path

from matou.project import paths

SPINE: tuple[str, ...] = (
    "journal",
    "jobs",
    "parties",
    "credentials",
    "places",
    "codes",
    "documents",
    "notices",
    "ledger",
    "custody",
    "exchange",
)
"""Lower rooms first; migrations and seeds run in this order."""


def installed_modules(switched_off: str) -> tuple[str, ...]:
    """Return the domain rooms by name, without those switched off (comma separated)."""
    off = {name.strip() for name in switched_off.split(",") if name.strip()}
    found = tuple(sorted(folder.name for folder in _rooms(paths.PACKAGE / "modules")))
    unknown = off.difference(found)
    if unknown:
        choices = ", ".join(found)
        raise SystemExit(
            f"MATOU_MODULES_OFF: {', '.join(sorted(unknown))}？ 可选 choose from: {choices}"
        )
    return tuple(name for name in found if name not in off)


def web_middleware() -> tuple[str, ...]:
    """Return the surface kit's own middleware, outermost first."""
    return ("matou.web.middleware.ActorMiddleware", "matou.web.middleware.RefusalMiddleware")


def web_context_processors() -> tuple[str, ...]:
    """Return what every template of the house gets."""
    return ("matou.web.context.shell",)


def _rooms(folder: Path) -> list[Path]:
    return [path.parent for path in folder.glob("*/apps.py")]
