"""Copies the front-end files that pages load, with their licences, from ``node_modules``.

Run by set-up after ``npm ci --ignore-scripts``: ``python -m matou.web.assets``. There is no build
step: files are taken as published, but for the pointers to source maps, which are not served.
The boundaries of the base map are clipped here too, see ``basemap/clip.py``.
"""

import re
import shutil
import sys
from pathlib import Path

from matou.web.basemap import clip

WEB = Path(__file__).resolve().parent
VENDOR = WEB / "static" / "vendor"
ICON_LIST = WEB / "icons.txt"

FILES: dict[str, str] = {
    "@tabler/core/dist/css/tabler.min.css": "tabler/tabler.min.css",
    "@tabler/icons/LICENSE": "tabler/LICENSE-icons",
    "@alpinejs/csp/dist/module.esm.min.js": "alpine/alpine-csp.esm.min.js",
    "echarts/dist/echarts.esm.min.mjs": "echarts/echarts.esm.min.mjs",
    "echarts/LICENSE": "echarts/LICENSE",
    "echarts/NOTICE": "echarts/NOTICE",
    "jsqr/dist/jsQR.js": "jsqr/jsQR.js",
    "jsqr/LICENSE": "jsqr/LICENSE",
    "maplibre-gl/dist/maplibre-gl.mjs": "maplibre/maplibre-gl.mjs",
    "maplibre-gl/dist/maplibre-gl-shared.mjs": "maplibre/maplibre-gl-shared.mjs",
    "maplibre-gl/dist/maplibre-gl-worker.mjs": "maplibre/maplibre-gl-worker.mjs",
    "maplibre-gl/dist/maplibre-gl.css": "maplibre/maplibre-gl.css",
    "maplibre-gl/LICENSE.txt": "maplibre/LICENSE.txt",
}
"""From ``node_modules`` to ``static/vendor``."""

_LICENCES: dict[str, str] = {
    "tabler/LICENSE": "Tabler 1.6: MIT, The Tabler Authors. Contains Bootstrap 5.3: MIT.\n",
    "alpine/LICENSE": "Alpine.js and its CSP build: MIT, Caleb Porzio and contributors.\n",
}
"""For the packages that state their licence in ``package.json`` alone."""

_SOURCE_MAP = re.compile(rb"\n?(?://# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ \*/)\s*$")
_SVG_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


class FrontEndFileMissing(Exception):
    """``npm ci`` has not run, or a package has moved its files."""


def copy_all(*, modules: Path) -> tuple[Path, ...]:
    """Copy every listed file and draw the icon sheet; raises FrontEndFileMissing."""
    missing = [source for source in FILES if not (modules / source).is_file()]
    if missing:
        raise FrontEndFileMissing(
            f"{modules} 里没有 lacks {', '.join(missing)}; "
            "请先运行 first run: npm ci --ignore-scripts"
        )
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, target in FILES.items():
        goal = VENDOR / target
        goal.parent.mkdir(parents=True, exist_ok=True)
        goal.write_bytes(_SOURCE_MAP.sub(b"\n", (modules / source).read_bytes()))
    for target, licence in _LICENCES.items():
        (VENDOR / target).write_text(licence, encoding="utf-8")
    drawn = clip.write_all(folder=VENDOR / "map")
    sheet = VENDOR / "tabler" / "icons.svg"
    sheet.write_text(icon_sheet(modules=modules), encoding="utf-8")
    return (*(VENDOR / target for target in FILES.values()), *drawn, sheet)


def icon_names() -> tuple[str, ...]:
    """Return the icons that pages may use, from ``icons.txt``."""
    lines = ICON_LIST.read_text(encoding="utf-8").split()
    return tuple(sorted(set(lines)))


def icon_sheet(*, modules: Path) -> str:
    """Return one SVG with a symbol per icon, to be drawn by ``<use href="…#name">``."""
    symbols = []
    for name in icon_names():
        path = modules / "@tabler" / "icons" / "icons" / "outline" / f"{name}.svg"
        if not path.is_file():
            raise FrontEndFileMissing(f"图标 icon “{name}” (icons.txt)")
        body = _SVG_BODY.search(path.read_text(encoding="utf-8"))
        if body is None:
            raise FrontEndFileMissing(f"图标 icon “{name}” is no svg")
        drawing = " ".join(body.group(1).split())
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
            f'stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">{drawing}</symbol>'
        )
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'


def main() -> int:
    """Copy from the project's ``node_modules``; the exit status says whether all were there."""
    modules = WEB.parents[2] / "node_modules"
    try:
        copied = copy_all(modules=modules)
    except FrontEndFileMissing as error:
        sys.stderr.write(f"{error}\n")
        return 1
    size_kb = sum(path.stat().st_size for path in copied) // 1024
    sys.stdout.write(f"前端文件 front-end files: {len(copied)} ({size_kb} kB) → {VENDOR}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
