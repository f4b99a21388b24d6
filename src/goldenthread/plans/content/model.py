"""What an EHC plan holds, section by section (SEND Regulations 2014, reg 12).

Every statement is a row with an id; what leads to what is a `Link` between two ids, never
prose. Text that could not be put into rows stays in `sections`, word for word, with its place
in the file it came from. Days are dates without a time; hours and minutes stay in the words of
the plan, because a number that nobody wrote must never appear.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

SCHEMA_VERSION: Literal["1.0"] = "1.0"
Id = str


class Section(StrEnum):
    """The lettered sections of reg 12(1); H1 and H2 count separately."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"
    G = "G"
    H1 = "H1"
    H2 = "H2"
    I = "I"  # noqa: E741 - the law's own letter
    J = "J"
    K = "K"


class PlanStatus(StrEnum):
    """What kind of document this version is."""

    DRAFT = "DRAFT"
    AMENDED_DRAFT = "AMENDED_DRAFT"  # the amendment notice with the proposed changes
    FINAL = "FINAL"
    AMENDED_FINAL = "AMENDED_FINAL"

    @property
    def is_draft(self) -> bool:
        return self in (PlanStatus.DRAFT, PlanStatus.AMENDED_DRAFT)


class NeedArea(StrEnum):
    """The broad areas of need of the SEND Code of Practice, with health and social care."""

    COMMUNICATION = "COMMUNICATION"
    COGNITION = "COGNITION"
    SEMH = "SEMH"
    SENSORY_PHYSICAL = "SENSORY_PHYSICAL"
    HEALTH = "HEALTH"
    SOCIAL_CARE = "SOCIAL_CARE"


class AdulthoodArea(StrEnum):
    """The four areas of preparing for adulthood."""

    EMPLOYMENT = "EMPLOYMENT"
    LIVING = "LIVING"
    COMMUNITY = "COMMUNITY"
    HEALTH = "HEALTH"


class Voice(StrEnum):
    """Whose words these are."""

    CHILD = "CHILD"
    YOUNG_PERSON = "YOUNG_PERSON"
    PARENT = "PARENT"
    OTHER = "OTHER"


class AdviceKind(StrEnum):
    """The advice that reg 6(1) asks for, and therapy, which councils list apart."""

    FAMILY = "FAMILY"  # (a)
    EDUCATION = "EDUCATION"  # (b)
    SENSORY_TEACHER = "SENSORY_TEACHER"  # (b) and 6(2): deaf, blind or deafblind children
    MEDICAL = "MEDICAL"  # (c)
    PSYCHOLOGY = "PSYCHOLOGY"  # (d)
    SOCIAL_CARE = "SOCIAL_CARE"  # (e)
    THERAPY = "THERAPY"  # (c) or (f)
    OTHER = "OTHER"  # (f)
    ADULTHOOD = "ADULTHOOD"  # (g)
    REQUESTED = "REQUESTED"  # (h)


class Model(BaseModel):
    """Never changed once made; a field the schema does not know is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=False)


class Position(Model):
    """Where words stand in the file: a part in people's words, and offsets in its text."""

    part: str = Field(description="For people: 'paragraph 12', 'table 2, row 3', 'page 4'.")
    start: int = Field(ge=0, description="First character, counted in the text of the file.")
    end: int = Field(ge=0, description="One past the last character.")


class Passage(Model):
    """Words exactly as they stand in the file."""

    text: str
    position: Position | None = None
    heading: bool = False
    structured: bool = Field(default=False, description="True when a row already holds it.")


class SectionText(Model):
    """One section as found: its heading and the words under it."""

    section: Section
    heading: str = ""
    lettered: bool = Field(default=True, description="False when only its title was found.")
    passages: tuple[Passage, ...] = ()


class Cover(Model):
    """The facts of the cover page. What the plan does not say stays empty."""

    child_name: str = ""
    known_as: str = ""
    pronouns: str = Field(default="", description="As recorded, such as 'she/her'.")
    birth_date: date | None = None
    year_group: int | None = Field(
        default=None, ge=-1, le=14, description="-1 nursery, 0 reception, 1 to 14."
    )
    out_of_year: bool = Field(default=False, description="Agreed to learn outside the age group.")
    status: PlanStatus | None = None
    plan_date: date | None = Field(default=None, description="The date this version bears.")
    draft_date: date | None = None
    final_date: date | None = None
    amended_date: date | None = None
    last_review_date: date | None = Field(
        default=None, description="The day of the decision after the last review."
    )
    review_meeting_date: date | None = None
    amendment_notice_date: date | None = None
    council: str = ""
    icb: str = ""
    current_setting: str = ""
    past_settings: tuple[str, ...] = ()
    consulted_settings: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    relatives: tuple[str, ...] = Field(default=(), description="Brothers, sisters, other family.")
    professionals: tuple[str, ...] = ()
    family_language: str = Field(default="", description="Language or format the family needs.")
    versions_made: tuple[str, ...] = Field(
        default=(), description="Translations and formats made, such as 'BSL video, 9 June 2026'."
    )
    capacity_note: str = Field(default="", description="Mental Capacity Act 2005, young people.")
    address_protected: bool = False


class Row(Model):
    """A statement with an id that links can name."""

    id: Id = Field(min_length=1, max_length=20)
    position: Position | None = None


class View(Row):
    """Section A: what somebody said, when, and how it was learned."""

    voice: Voice
    text: str
    given_date: date | None = None
    method: str = Field(default="", description="Spoken, symbols, watched at play and so on.")
    gathered_by: str = ""


class Aspiration(Row):
    """Section A: what the child, young person or family hopes for."""

    text: str
    whose: Voice = Voice.CHILD
    no_outcome_reason: str = ""


class Need(Row):
    """Section B, C or D: a need and what it means for everyday life."""

    section: Literal[Section.B, Section.C, Section.D]
    area: NeedArea | None = None
    text: str
    effect: str = Field(default="", description="What it means for everyday life and learning.")
    strengths: str = ""


class Outcome(Row):
    """Section E: the difference to be made, from where, seen how, by when."""

    text: str
    area: NeedArea | None = None
    baseline: str = ""
    measure: str = ""
    by_when: date | None = None
    by_when_words: str = Field(default="", description="As written: 'by the end of year 6'.")
    adulthood_area: AdulthoodArea | None = None
    monitored: str = Field(default="", description="Who checks progress, how and when.")


class Provision(Row):
    """Section F, G, H1 or H2: one line of provision."""

    section: Literal[Section.F, Section.G, Section.H1, Section.H2]
    area: NeedArea | None = None
    what: str
    who: str = ""
    expertise: str = Field(default="", description="Training or qualification; who supervises.")
    direct_time: str = ""
    indirect_time: str = Field(default="", description="Planning, training, reports, reviews.")
    how_often: str = ""
    how_long: str = ""
    group_size: str = Field(default="", description="Group size or staff ratio.")
    where: str = ""
    starts: str = ""
    review: str = ""
    funded_by: str = ""
    equipment: bool = Field(default=False, description="A thing, not help from a person.")
    flexibility_reason: str = Field(
        default="", description="Why leaving room serves this child, and who says so."
    )


class Recommendation(Model):
    """One recommendation of an adviser, and what became of it."""

    text: str
    used_in: tuple[Id, ...] = ()
    rejected_reason: str = ""


class Evidence(Row):
    """Section K: one piece of advice."""

    kind: AdviceKind
    author: str = ""
    role: str = ""
    body: str = ""
    written_date: date | None = None
    title: str = ""
    attached: bool | None = Field(default=None, description="None when the plan does not say.")
    still_right_note: str = Field(
        default="", description="Why older advice still holds, and who says so."
    )
    reuse_agreed: str = Field(default="", description="Who agreed to use earlier advice again.")
    draft_sent_date: date | None = None
    reply_date: date | None = None
    reply: str = ""
    recommendations: tuple[Recommendation, ...] = ()


class ReviewNote(Row):
    """What a review said about one row."""

    on: date
    text: str


class Link(Model):
    """One step of the thread: `source` leads to, or is evidence for, `target`."""

    source: Id
    target: Id


class NothingFound(Model):
    """Assessed and none found (C, D, G, H1, H2): who looked, and when."""

    section: Literal[Section.C, Section.D, Section.G, Section.H1, Section.H2]
    text: str
    assessed_by: str = ""
    assessed_date: date | None = None
    position: Position | None = None


class Placement(Model):
    """Section I: name and type of setting, or the type only."""

    name: str = ""
    urn: str = ""
    kind: str = Field(default="", description="Type of school or other institution.")
    text: str = ""
    from_date: date | None = None
    position: Position | None = None


class PersonalBudget(Model):
    """Section J, and whether the family was told what it may ask for."""

    text: str = ""
    requested: bool | None = None
    information_given: str = ""
    position: Position | None = None


class HealthAgreement(Model):
    """The ICB's agreement to section G (reg 12(2))."""

    agreed_by: str
    agreed_date: date | None = None
    reference: str = ""


class Signature(Model):
    """Who signed for the council, in which post, and when."""

    name: str
    role: str = ""
    signed_date: date | None = None


class Origin(Model):
    """What the content was read from. A plan written here has no file behind it."""

    format: Literal["json", "docx", "pdf"] = "json"
    pages: int | None = None
    comments: int = 0
    tracked_changes: int = 0
    links_read: bool = Field(
        default=True, description="False when the file ties nothing to anything."
    )


class Plan(Model):
    """One version of one child's plan."""

    schema_version: Literal["1.0"] = SCHEMA_VERSION
    invented: bool = Field(default=False, description="True for a child made up for a test.")
    origin: Origin = Origin()
    cover: Cover = Cover()
    views: tuple[View, ...] = ()
    aspirations: tuple[Aspiration, ...] = ()
    needs: tuple[Need, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    provision: tuple[Provision, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    review_notes: tuple[ReviewNote, ...] = ()
    links: tuple[Link, ...] = ()
    nothing_found: tuple[NothingFound, ...] = ()
    monitoring: str = Field(default="", description="Section E: who checks progress, and when.")
    placement: Placement | None = None
    personal_budget: PersonalBudget | None = None
    health_agreement: HealthAgreement | None = None
    signature: Signature | None = None
    front: tuple[Passage, ...] = Field(
        default=(), description="Cover page, headers, footers: text outside the sections."
    )
    sections: tuple[SectionText, ...] = ()

    def rows(self) -> Iterator[Row]:
        """Every row that a link can name."""
        for group in (
            self.views,
            self.aspirations,
            self.needs,
            self.outcomes,
            self.provision,
            self.evidence,
            self.review_notes,
        ):
            yield from group

    @model_validator(mode="after")
    def _ids_are_sound(self) -> Plan:
        counts = Counter(row.id for row in self.rows())
        twice = sorted(name for name, count in counts.items() if count > 1)
        if twice:
            raise ValueError(f"Each row needs its own id; used more than once: {', '.join(twice)}.")
        for place, link in enumerate(self.links):
            for end in (link.source, link.target):
                if end not in counts:
                    raise ValueError(f"links[{place}] names {end}, and no row has that id.")
        return self
