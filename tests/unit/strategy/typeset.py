"""Invented reports set by a typesetter, with known truth: many layouts from one content.

`report` gives the mark-up of a report, `setting` a PDF of it, `turned` the same PDF with its pages
drawn sideways. Every place, body and person is invented.
"""

from __future__ import annotations

from io import BytesIO

import pikepdf
import typst

ACTIONS = (
    ("Area leaders must reduce waits. This includes:", ("find who waits", "tell families why")),
    ("Health leaders should agree one set of data and use it each month.", ()),
    ("The partnership needs to plan short breaks. Leaders should check that it works.", ()),
)
IMPROVEMENTS = (
    ("Leaders should improve what plans say so that they:", ("name the help", "say how often")),
    ("Leaders should widen the offer for young people aged 16 to 25.", ()),
)
TEAM = (
    ("Ida Example HMI, Ofsted Lead inspector", "Noor Invented, CQC lead inspector"),
    ("Sol Madeup, Ofsted HMI", "Bo Notreal-Person, CQC inspector"),
)
OUTCOME = (
    "There are widespread and/or systemic failings. A monitoring inspection will be carried out "
    "within approximately 18 months. The next full reinspection will be within approximately "
    "three years."
)
FILL = "Families told inspectors what their days are like, what helps, and what does not. " * 4


def _safe(text):
    return "".join(f"\\{sign}" if sign in "#$*_@<>[]`~=/-+" else sign for sign in text)


def _lines(text):
    return " \\\n".join(_safe(line) for line in text.split("\n"))


def _words(item):
    lead, bullets = item
    listed = ",".join(f"[{_safe(each)}]" for each in bullets)
    return _safe(lead) + (f"\n#list({listed})" if bullets else "")


def whole(item):
    """Return an item's text as a reader should give it."""
    return " ".join((item[0], *item[1]))


def report(
    *,
    bodies,
    council="Hollin Council",
    boards=("NHS Ashdale and Wold Integrated Care Board",),
    actions=ACTIONS,
    team=TEAM,
    columns=1,
    push=0,
    stroke="0.5pt",
):
    """Return a report's mark-up; `bodies` is one cell of responsible bodies for each action."""
    rows = ",".join(
        f"[{_lines(body)}],[{_words(action)}]" for body, action in zip(bodies, actions, strict=True)
    )
    people = ",".join(f"[{_safe(one)}],[{_safe(other)}]" for one, other in team)
    bullets = ",".join(f"[{text}]" for text in ("One thing works well.", "Another does too."))
    named = "\n".join(boards)
    return f"""
#set page(paper: "a4", columns: {columns}, margin: 2cm, footer: [Area SEND inspection report])
#set text(font: "Liberation Sans", size: 11pt, hyphenate: false)
#text(size: 18pt)[Area SEND inspection of Hollin Local Area Partnership]

Inspection dates: 30 June to 4 July 2025 \\
Dates of previous inspection: 28 February to 4 March 2022
= Inspection outcome
{_safe(OUTCOME)}
= Information about the local area partnership
{_safe(council.split(chr(10))[0])} and {_safe(boards[0])} are jointly responsible for the planning
and commissioning of services for children and young people with SEND in Hollin.

{FILL}
= What is the area partnership doing that is effective?
#list({bullets})
= What does the area partnership need to do better?
#list({bullets})
#v({push}cm)
= Areas for priority action
#table(columns: (1fr, 2fr), stroke: {stroke},
  table.header(repeat: true, [Responsible body], [Areas for priority action]), {rows})
= Areas for improvement
#table(columns: 1, stroke: {stroke}, table.header(repeat: true, [Areas for improvement]),
  {",".join(f"[{_words(item)}]" for item in IMPROVEMENTS)})
= Local area partnership details
#table(columns: (1fr, 1fr), stroke: none, [Local authority], [Integrated care board],
  [{_lines(council)}], [{_lines(named)}],
  [Ann Invented, Director], [Bob Invented, Chief Executive], [Civic Hall], [Board House])
#block(breakable: false)[
= Inspection team
#table(columns: (1fr, 1fr), stroke: none, [Ofsted], [Care Quality Commission], {people})]
"""


def setting(markup):
    """Return the mark-up as the bytes of a PDF."""
    return typst.compile(markup.encode())


def turned(data, quarters):
    """Return a PDF whose pages are drawn sideways and shown upright by their own rotation."""
    drawn = {
        1: lambda w, h: (f"0 1 -1 0 {h} 0", h, w),
        2: lambda w, h: (f"-1 0 0 -1 {w} {h}", w, h),
        3: lambda w, h: (f"0 -1 1 0 0 {w}", h, w),
    }
    out = BytesIO()
    with pikepdf.open(BytesIO(data)) as book:
        for page in book.pages:
            wide, tall = float(page.mediabox[2]), float(page.mediabox[3])
            matrix, width, height = drawn[quarters](wide, tall)
            page.contents_coalesce()
            before = pikepdf.Stream(book, f"q {matrix} cm\n".encode())
            page.Contents = pikepdf.Array([before, page.Contents, pikepdf.Stream(book, b"\nQ\n")])
            page.mediabox = pikepdf.Array([0, 0, width, height])
            page.Rotate = quarters * 90
        book.save(out)
    return out.getvalue()
