"""A small PDF writer for invented reports: text at places, ruling lines, footers.

Letters are Courier, each six tenths of its size wide, so that wrapping is exact. All measures
are in points from the top left of a page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

WIDTH, HEIGHT = 595.0, 842.0
LEFT, RIGHT, TOP, BOTTOM = 57.0, 538.0, 60.0, 760.0
SIZE, PITCH = 10.0, 13.0
BULLET = "•"


def letters(text, size=SIZE):
    """Return how wide the text is, in points."""
    return len(text) * 0.6 * size


def wrap(text, width, size=SIZE):
    """Break text into lines no wider than `width`."""
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if letters(joined, size) <= width or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines


@dataclass
class Paper:
    """A report being written, page after page, with a footer at the foot of each."""

    footer: tuple[str, ...] = ("Area SEND inspection report: Ambleford Local Area Partnership",)
    outlined: bool = False  # draw cells as outlined boxes, not as thin filled bars
    ruled: bool = True  # draw the sides of cells at all
    framed: bool = False  # draw a frame round every page
    pitch: float = PITCH  # from one line to the next, for letters of the usual size
    sheets: list[list[str]] = field(default_factory=list)
    y: float = TOP

    def __post_init__(self):
        self.new_page()

    def new_page(self):
        self.sheets.append([])
        self.y = TOP
        if self.framed:
            self._sides(30, 30, WIDTH - 30, HEIGHT - 30)
        for row, line in enumerate(self.footer):
            self.at(LEFT, 790 + 12 * row, f"{line}", size=8)
        if self.footer:
            self.at(RIGHT - 20, 790 + 12 * len(self.footer), str(len(self.sheets)), size=8)

    def at(self, x, top, text, *, size=SIZE, bold=False):
        """Write one line with its top at a height."""
        safe = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        font = "F2" if bold else "F1"
        self.sheets[-1].append(
            f"BT /{font} {size} Tf {x:.2f} {HEIGHT - top - size:.2f} Td ({safe}) Tj ET"
        )

    def bar(self, x0, top, x1, bottom):
        """Draw a thin filled bar, as Word draws the sides of cells."""
        self.sheets[-1].append(
            f"{x0:.2f} {HEIGHT - bottom:.2f} {x1 - x0:.2f} {bottom - top:.2f} re f"
        )

    def line(self, text, *, x=LEFT, size=SIZE, bold=False):
        """Write one line and go down."""
        if self.y + self.pitch > BOTTOM:
            self.new_page()
        self.at(x, self.y, text, size=size, bold=bold)
        self.y += self.pitch * size / SIZE

    def heading(self, text):
        self.y += self.pitch
        self.line(text, size=12, bold=True)
        self.y += self.pitch / 2

    def para(self, text):
        for line in wrap(text, RIGHT - LEFT):
            self.line(line)
        self.y += self.pitch

    def bullet(self, text, *, sign=BULLET):
        for row, line in enumerate(wrap(text, RIGHT - LEFT - 18)):
            if row == 0:
                self.line(f"{sign}  {line}")
            else:
                self.line(line, x=LEFT + 18)

    # ---- tables ------------------------------------------------------------------------

    def table(self, rows, widths):
        """Draw a ruled table; a row that meets the foot of the page goes on overleaf.

        Each cell is a list of (indent, text) lines made by `cell`.
        """
        for row in rows:
            self._row([list(cell) for cell in row], widths)

    def _row(self, cells, widths):
        while any(cells):
            room = int((BOTTOM - self.y - 4) // self.pitch)
            if room < 1:
                self.new_page()
                continue
            now = [cell[:room] for cell in cells]
            cells = [cell[room:] for cell in cells]
            deep = max(len(cell) for cell in now)
            self._draw(now, widths, self.y + deep * self.pitch + 4)

    def _draw(self, cells, widths, bottom):
        x = LEFT
        for cell, width in zip(cells, widths, strict=True):
            self._sides(x, self.y, x + width, bottom)
            for row, (indent, text) in enumerate(cell):
                if text:
                    self.at(x + 5 + indent, self.y + 2 + row * self.pitch, text)
            x += width
        self.y = bottom

    def _sides(self, x0, top, x1, bottom):
        if not self.ruled:
            return
        if self.outlined:
            self.sheets[-1].append(
                f"0.5 w {x0:.2f} {HEIGHT - bottom:.2f} {x1 - x0:.2f} {bottom - top:.2f} re S"
            )
            return
        for at in (top, bottom):
            self.bar(x0, at - 0.25, x1, at + 0.25)
        for at in (x0, x1):
            self.bar(at - 0.25, top, at + 0.25, bottom)

    # ---- the file ---------------------------------------------------------------------

    def save(self, path: Path, *, picture=False) -> Path:
        """Write the PDF and return its path."""
        path.write_bytes(pdf_bytes(["\n".join(sheet) for sheet in self.sheets], picture=picture))
        return path


def cell(*parts, width):
    """Make a cell's lines: each part is words, ("•", words) for a bullet, or "" for a gap."""
    lines = []
    for part in parts:
        if isinstance(part, tuple):
            sign, text = part
            for row, line in enumerate(wrap(text, width - 10 - 24)):
                lines.append((12, f"{sign} {line}") if row == 0 else (24, line))
        elif part == "":
            lines.append((0, ""))
        else:
            lines += [(0, line) for line in wrap(part, width - 10)]
    return lines


def pdf_bytes(streams, *, picture=False):
    """Return a whole PDF file with one page for each content stream."""
    fonts = "/F1 3 0 R /F2 4 0 R"
    kids = " ".join(f"{6 + 2 * index} 0 R" for index in range(len(streams)))
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} >>".encode(),
        font.format("Courier").encode(),
        font.format("Courier-Bold").encode(),
        _stream(
            b"\x80",
            "/Type /XObject /Subtype /Image /Width 1 /Height 1 "
            "/ColorSpace /DeviceGray /BitsPerComponent 8",
        ),
    ]
    for index, words in enumerate(streams):
        drawn = words + ("\nq 500 0 0 700 40 60 cm /P Do Q" if picture else "")
        bodies.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] "
            f"/Resources << /Font << {fonts} >> /XObject << /P 5 0 R >> >> "
            f"/Contents {7 + 2 * index} 0 R >>".encode()
        )
        bodies.append(_stream(drawn.encode("cp1252")))
    return _assembled(bodies)


def _stream(data, head=""):
    return f"<< {head} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def _assembled(bodies):
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += f"trailer << /Size {len(bodies) + 1} /Root 1 0 R >>\n".encode()
    return bytes(out + f"startxref\n{start}\n%%EOF\n".encode())
