"""What a browser says of itself, as a name that people know; nothing is concluded from it."""

_BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
"""The more special first: nearly every browser also calls itself Chrome and Safari."""

_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def browser_name(user_agent: str) -> str:
    """Return the browser's name, empty where it is none of the usual ones."""
    return next((name for mark, name in _BROWSERS if mark in user_agent), "")


def system_name(user_agent: str) -> str:
    """Return the system's name, empty where it is none of the usual ones."""
    return next((name for mark, name in _SYSTEMS if mark in user_agent), "")
