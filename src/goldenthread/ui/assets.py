"""Copy the precompiled browser assets from npm's folder into our static files.

Nothing third-party is committed. Two things are taken out on the way, because they belong to
gov.uk services only: the GDS typeface and the royal crest. Source maps are not shipped, so
references to them go too.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

FONT_STACK = (
    "Golden Thread Arabic,system-ui,-apple-system,Segoe UI,Roboto,Helvetica Neue,Arial,sans-serif"
)
FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
GDS_FAMILY = re.compile(r"""["']?GDS Transport["']?\s*,\s*arial\s*,\s*sans-serif""", re.IGNORECASE)
SOURCE_MAP = re.compile(r"//# sourceMappingURL=\S*|/\*# sourceMappingURL=[^*]*\*/")
CREST = re.compile(r"url\([^)]*govuk-crest\.svg[^)]*\)")
ASSET_URL = re.compile(r"url\((['\"]?)/assets/(images|fonts)/")

STYLES = {
    "govuk-frontend/dist/govuk/govuk-frontend.min.css": "govuk/govuk-frontend.min.css",
    "@ministryofjustice/frontend/moj/moj-frontend.min.css": "moj/moj-frontend.min.css",
    "accessible-autocomplete/dist/accessible-autocomplete.min.css": (
        "accessible-autocomplete/accessible-autocomplete.min.css"
    ),
}
SCRIPTS = {
    "govuk-frontend/dist/govuk/govuk-frontend.min.js": "govuk/govuk-frontend.min.js",
    "@ministryofjustice/frontend/moj/moj-frontend.min.js": "moj/moj-frontend.min.js",
    "accessible-autocomplete/dist/accessible-autocomplete.min.js": (
        "accessible-autocomplete/accessible-autocomplete.min.js"
    ),
    "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
}
# For documents, which are drawn on the server: a wide alphabet, whatever fonts the machine has.
FACES = ("", "-Bold", "-Oblique", "-BoldOblique")
# For pages in Urdu: many machines lack some of its letters, and a hole in a word is not a word.
WEIGHTS = (400, 700)
FONTS = (
    *(f"dejavu-fonts-ttf/ttf/DejaVuSans{face}.ttf" for face in FACES),
    *(
        f"@fontsource/noto-naskh-arabic/files/noto-naskh-arabic-arabic-{weight}-normal.woff2"
        for weight in WEIGHTS
    ),
)
IMAGES = {"@ministryofjustice/frontend/moj/assets/images": "moj/images"}


def restyle(css: str) -> str:
    """Return a stylesheet without GDS typeface, crest, source map and absolute addresses."""
    css = FONT_FACE.sub("", css)
    css = GDS_FAMILY.sub(FONT_STACK, css)
    css = CREST.sub("none", css)
    css = ASSET_URL.sub(r"url(\1\2/", css)
    return SOURCE_MAP.sub("", css)


def build(packages: Path, target: Path) -> list[Path]:
    """Write the browser assets under `target` and return the files written.

    :raises FileNotFoundError: if npm's folder lacks one of them
    """
    shutil.rmtree(target, ignore_errors=True)
    written: list[Path] = []
    for change, table in ((restyle, STYLES), (lambda text: SOURCE_MAP.sub("", text), SCRIPTS)):
        for source, name in table.items():
            place = target / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(change((packages / source).read_text(encoding="utf-8")), "utf-8")
            written.append(place)
    (target / "fonts").mkdir()
    for source in FONTS:
        written.append(Path(shutil.copy(packages / source, target / "fonts")))
    for source, name in IMAGES.items():
        shutil.copytree(packages / source, target / name)
    return written


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]))
