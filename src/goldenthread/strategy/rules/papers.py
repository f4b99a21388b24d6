"""The plan, the board pack and the public report as documents: one content for PDF and DOCX."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from goldenthread.documents.content import (
    Block,
    Bullets,
    Document,
    Fact,
    Facts,
    Heading,
    KeyDate,
    KeyDates,
    Note,
    Paragraph,
    Signature,
    Table,
)
from goldenthread.strategy.rules.board import Act, Board, Effected, FindingRow, late_words
from goldenthread.strategy.rules.plan import pounds, risk_score

TITLES = {
    "PRIORITY_ACTION_PLAN": "Priority action plan",
    "STATEMENT_OF_ACTION": "Statement of action",
}


def day_words(day: date) -> str:
    """Write a day: "25 May 2026"."""
    return f"{day.day} {day:%B %Y}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStream:
    """A workstream and who leads it."""

    name: str
    aim: str
    leads: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedAct:
    """An action as a plan states it."""

    title: str
    detail: str
    stream: str
    owner: str
    beside: tuple[str, ...]  # health, education and care side by side
    start: date
    end: date
    cost_pence: int
    answers: tuple[str, ...]
    waits_for: tuple[str, ...]
    effects: tuple[str, ...]  # what is to change, and what families are to feel
    steps: tuple[tuple[str, str, date], ...]  # what, whose, by when
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFinding:
    """A finding in the inspectors' own words, with what is to be done about it."""

    heading: str
    said: str
    requirements: tuple[str, ...]
    bodies: tuple[str, ...]
    acts: tuple[PlannedAct, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskLine:
    """A risk as the pack shows it."""

    text: str
    likelihood: int
    impact: int
    mitigation: str
    owner: str

    @property
    def score(self) -> int:
        """How much it weighs, of 25."""
        return risk_score(self.likelihood, self.impact)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """A decision as the pack shows it."""

    day: date
    what: str
    reasons: str
    bodies: tuple[str, ...]
    family_said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureLine:
    """A measure as the pack shows it: the latest month, and what is usual."""

    title: str
    latest: str
    usual: str
    signs: str


# The plan


def plan_document(
    *,
    kind: str,
    area: str,
    reported: date,
    due: date | None,
    bodies: Sequence[str],
    streams: Sequence[PlannedStream],
    findings: Sequence[PlannedFinding],
    signed: Sequence[str] = (),
    mark: str = "",
) -> Document:
    """Return the plan as it is submitted: each finding, each requirement, who does what by when."""
    blocks: list[Block] = [
        Paragraph(words=f"{_joined(bodies)} answer together for this plan."),
        KeyDates(dates=tuple(_plan_dates(reported, due))),
        Heading(words="Who leads"),
        *_streams(streams),
    ]
    for finding in findings:
        blocks += _finding_blocks(finding)
    blocks += [Signature(name="", role="Signed for", organisation=each) for each in signed]
    return Document(title=f"{TITLES[kind]}: {area}", blocks=tuple(blocks), mark=mark)


def _plan_dates(reported: date, due: date | None) -> Iterable[KeyDate]:
    yield KeyDate(label="Report published", on=reported)
    if due:
        yield KeyDate(
            label="Plan due", on=due, note="35 working days after the report", code="insp-pap"
        )


def _streams(streams: Sequence[PlannedStream]) -> list[Block]:
    if not streams:
        return [Paragraph(words="No workstream has been opened yet.")]
    return [
        Table(
            caption="Workstreams and who leads them together",
            columns=("Workstream", "What it is to achieve", "Led by"),
            rows=tuple((each.name, each.aim, "\n".join(each.leads)) for each in streams),
            row_headers=True,
            widths=(3, 4, 4),
        )
    ]


def _finding_blocks(finding: PlannedFinding) -> list[Block]:
    blocks: list[Block] = [Heading(words=finding.heading), Note(words=finding.said)]
    if finding.requirements:
        blocks.append(Bullets(items=tuple(finding.requirements)))
    blocks.append(Paragraph(words=f"Responsible: {_joined(finding.bodies) or 'not named'}."))
    if not finding.acts:
        blocks.append(Paragraph(words="No action has been planned yet."))
    for act in finding.acts:
        blocks += [Heading(words=act.title, level=3), _act_facts(act), *_act_steps(act)]
    return blocks


def _act_facts(act: PlannedAct) -> Facts:
    rows = [
        ("What is done", act.detail),
        ("Workstream", act.stream),
        ("Owner", act.owner),
        ("Health, education and care", "; ".join(act.beside)),
        ("Answers", "; ".join(act.answers)),
        ("Waits for", "; ".join(act.waits_for)),
        ("From and to", f"{day_words(act.start)} to {day_words(act.end)}"),
        ("Cost", pounds(act.cost_pence)),
        ("What is to change", "\n".join(act.effects) or "Not stated yet: it cannot start."),
        ("Evidence", "; ".join(act.evidence)),
    ]
    return Facts(rows=tuple(Fact(label=label, words=words) for label, words in rows if words))


def _act_steps(act: PlannedAct) -> list[Block]:
    if not act.steps:
        return []
    return [
        Table(
            caption=f"Steps: {act.title}",
            columns=("Step", "Owner", "By"),
            rows=tuple((what, whose, day_words(by)) for what, whose, by in act.steps),
            row_headers=True,
            widths=(5, 4, 3),
        )
    ]


def _joined(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


# The board pack


def pack_document(
    board: Board,
    *,
    measures: Sequence[MeasureLine],
    risks: Sequence[RiskLine],
    decisions: Sequence[DecisionLine],
    dates: Sequence[tuple[str, date]],
    families: str = "",
    mark: str = "",
) -> Document:
    """Return the pack for a board on a day, drawn from the same values as its page."""
    blocks: list[Block] = [Paragraph(words=headline(board))]
    if dates:
        blocks.append(KeyDates(dates=tuple(KeyDate(label=what, on=on) for what, on in dates)))
    blocks += [Heading(words="Each finding"), *_finding_rows(board)]
    blocks += [Heading(words="What families say"), *_voice(board, families, decisions)]
    blocks += [Heading(words="Measures"), *_measures(measures)]
    blocks += [Heading(words="Late actions"), *_late(board)]
    blocks += [Heading(words="Open promises of each partner"), *_balances(board)]
    blocks += [Heading(words="Risks"), *_risks(risks)]
    blocks += [Heading(words="Decisions"), *_decisions(decisions)]
    title = f"{board.area}: board pack for {day_words(board.day)}"
    return Document(title=title, blocks=tuple(blocks), mark=mark)


def headline(board: Board) -> str:
    """Say in a sentence how the effects stand; what did not work comes first."""
    counts = board.counted()
    parts = [
        f"{counts['worse']} worse",
        f"{counts['no effect seen']} with no effect seen",
        f"{counts['better']} better",
        f"{counts['too early']} too early to say",
        f"{counts['not started']} not started",
    ]
    return f"Of {len(board.effects)} effects promised: {', '.join(parts)}."


def _finding_rows(board: Board) -> list[Block]:
    if not board.findings:
        return [Paragraph(words="No inspection report has been confirmed yet.")]
    blocks: list[Block] = []
    for row in board.findings:
        blocks += [Heading(words=f"{row.kind} {row.number}", level=3), Note(words=row.said)]
        blocks.append(Facts(rows=tuple(_finding_facts(row))))
    return blocks


def _finding_facts(row: FindingRow) -> Iterable[Fact]:
    yield Fact(label="Done", words=row.done_words)
    yield Fact(label="Changed", words=_effects(row.changed) or "No effect has been stated.")
    yield Fact(label="Felt by families", words=_effects(row.felt) or "Nobody has said how we know.")
    if row.uncovered:
        yield Fact(label="Without an action", words="\n".join(row.uncovered))
    owed = [
        f"{each.what} ({each.owner}, {each.body}) by {day_words(each.due)}"
        + (f", {late_words(each.days_late)}" if each.days_late else "")
        for each in row.owed
    ]
    yield Fact(label="Owed next", words="\n".join(owed) or "Nothing is promised.")


def _voice(
    board: Board, families: str, decisions: Sequence[DecisionLine]
) -> Iterable[Paragraph | Bullets]:
    """Yield what families feel, what they wrote of it, and what they said of each decision."""
    felt = tuple(
        dict.fromkeys(f"{e.title}. {e.sentence}" for row in board.findings for e in row.felt)
    )
    said = tuple(f"{each.what} {each.family_said}" for each in decisions if each.family_said)
    if families:
        yield Paragraph(words=families)
    if felt:
        yield Bullets(items=felt)
    if said:
        yield Paragraph(words="Of what was decided:")
        yield Bullets(items=said)
    if not (families or felt or said):
        yield Paragraph(words="Nothing that families said has been recorded.")


def _effects(effects: Sequence[Effected]) -> str:
    return "\n".join(f"{each.title}. {each.sentence}" for each in effects)


def _measures(measures: Sequence[MeasureLine]) -> list[Block]:
    if not measures:
        return [Paragraph(words="No measure has released figures yet.")]
    return [
        Table(
            caption="Released monthly figures, with ordinary variation",
            columns=("Measure", "Latest", "Usual range", "Signs of change"),
            rows=tuple((each.title, each.latest, each.usual, each.signs) for each in measures),
            row_headers=True,
            widths=(4, 3, 3, 3),
        )
    ]


def _late(board: Board) -> list[Block]:
    late = board.late_acts
    if not late:
        return [Paragraph(words="No action is late.")]
    return [
        Table(
            caption="Actions past their planned day",
            columns=("Action", "Owner", "How late"),
            rows=tuple(
                (act.title, f"{act.owner}, {act.body}", late_words(act.days_late(board.day)))
                for act in late
            ),
            row_headers=True,
            widths=(5, 4, 2),
        )
    ]


def _balances(board: Board) -> list[Block]:
    if not board.promises:
        return [Paragraph(words="No partner has an open promise.")]
    return [
        Table(
            caption="Each partner's open promises, side by side",
            columns=("Partner", "Open", "Late", "Next"),
            rows=tuple(
                (each.body, str(each.open), str(each.late), _next(each.next.what, each.next.due))
                for each in board.balance
            ),
            row_headers=True,
            widths=(4, 1, 1, 5),
        )
    ]


def _next(what: str, due: date) -> str:
    return f"{what}, by {day_words(due)}"


def _risks(risks: Sequence[RiskLine]) -> list[Block]:
    if not risks:
        return [Paragraph(words="No risk is open.")]
    ordered = sorted(risks, key=lambda each: -each.score)
    return [
        Table(
            caption="Open risks, the heaviest first",
            columns=("Risk", "Likely and bad, of 25", "What is done", "Owner"),
            rows=tuple(
                (
                    each.text,
                    str(risk_score(each.likelihood, each.impact)),
                    each.mitigation,
                    each.owner,
                )
                for each in ordered
            ),
            row_headers=True,
            widths=(4, 2, 4, 3),
        )
    ]


def _decisions(decisions: Sequence[DecisionLine]) -> list[Block]:
    if not decisions:
        return [Paragraph(words="No decision has been recorded.")]
    return [
        Table(
            caption="Decisions, the latest first",
            columns=("Day", "Decided", "Why", "By", "What families said"),
            rows=tuple(
                (
                    day_words(each.day),
                    each.what,
                    each.reasons,
                    "\n".join(each.bodies),
                    each.family_said,
                )
                for each in decisions
            ),
            widths=(2, 3, 3, 3, 3),
        )
    ]


def _lines(names: Sequence[str]) -> str:
    return "\n".join(names)


# What is told in public


def public_content(board: Board) -> dict[str, Any]:
    """Return what is told in public as plain data: late and not worked included, no name of anyone.

    Every number in it comes from released figures or counts promises and actions, never children.
    """
    return {
        "headline": headline(board),
        "findings": [_public_row(row) for row in board.findings],
        "late": [
            {"what": act.title, "who": act.body, "late": late_words(act.days_late(board.day))}
            for act in board.late_acts
        ],
        "late_promises": [
            {"what": each.what, "who": each.body, "late": late_words(each.days_late)}
            for each in board.promises
            if each.days_late and each.action_id is not None
        ],
        "not_worked": [
            {"what": each.action, "measure": each.title, "sentence": each.sentence}
            for each in board.not_worked
        ],
    }


def _public_row(row: FindingRow) -> dict[str, Any]:
    return {
        "heading": f"{row.kind} {row.number}",
        "said": row.said,
        "done": row.done_words,
        "acts": [_public_act(act) for act in row.acts],
        "changed": [{"title": e.title, "sentence": e.sentence} for e in row.changed],
        "felt": [{"title": e.title, "sentence": e.sentence} for e in row.felt],
    }


def _public_act(act: Act) -> dict[str, str]:
    return {"what": act.title, "who": act.body, "state": act.state}
