"""Plans with one fault each. `WRITING` was used to write the rules, `SCORING` only to score them.

Each entry: the check that should speak, whose plan, the change, the checks that may rightly speak
as well, and case facts where the check needs them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tests.unit.plans.gold.children import CHILDREN
from tests.unit.plans.gold.edits import (
    Edit,
    add,
    bare,
    both,
    cover,
    drop,
    none,
    row,
    say,
    unlink,
    whole,
    without,
)
from tests.unit.plans.gold.others import OTHERS

from goldenthread.plans.checks import CaseFacts
from goldenthread.plans.checks.case import (
    AdviserReply,
    RegisteredSetting,
    SettingReply,
    Wait,
)
from goldenthread.plans.content import (
    Need,
    NeedArea,
    Outcome,
    Placement,
    Plan,
    Provision,
    Recommendation,
    Section,
    Voice,
)

THIN = ("L36", "L37", "L38", "L39", "L40", "L42", "L41")  # a line with no detail lacks them all
ROW_GONE = ("L50", "L51", "L52", "L53", "L54", "L61", "L19", "L62")


@dataclass(frozen=True)
class Fault:
    check: str
    child: str
    change: Edit
    allow: tuple[str, ...] = ()
    case: CaseFacts | None = None
    layouts: tuple[str, ...] = ()
    twin: str = ""  # a paragraph that stands in another child's plan

    def plan(self) -> Plan:
        return self.change({**CHILDREN, **OTHERS}[self.child]())


def provision(letter: str, text: str, **fields) -> Provision:
    return Provision(
        id=f"{letter}{'.' if letter.startswith('H') else ''}9",
        section=Section(letter),
        what=text,
        **fields,
    )


def only(**facts) -> CaseFacts:
    return CaseFacts(**facts)


LONG = (
    "{} finds the start of the school day the hardest part. {} comes in late, keeps a coat on, and "
    "stands by the pegs until an adult says hello. When the room is calm the coat comes off after "
    "some minutes; when it is noisy it stays on until break, and nothing is written before then."
)
LONGER = (
    "At lunch {} sits with the same two people and eats the same food in the same order. If "
    "somebody takes the chair, {} leaves the hall without eating and waits by the gate, and the "
    "afternoon lessons are lost because hunger and worry together make it impossible to listen."
)
NO_VIEWS = ("L70", "L71", "L72", "L73", "L16", "L54")
JSON = ("json",)
CODED = ("json", "headings", "thread", "pdf")

WRITING = (
    Fault(
        "L01",
        "amara",
        row("F1", what="Leo will use his visual timetable with an adult beside him."),
        ("L02",),
    ),
    Fault("L02", "amara", row("B2", effect="Amara finds it hard when he is rushed at break.")),
    Fault("L03", "amara", row("B1", effect="XX needs help with [area] in most of her lessons.")),
    Fault(
        "L04",
        "amara",
        row(
            "F3",
            where="Her table",
            what="Staff at Oakfield start lunch for Amara 5 minutes before the rest.",
        ),
    ),
    Fault("L05", "theo", say("A", "Theo, aged 7, in year 2, enjoys his class.")),
    Fault("L06", "amara", say("D", "Her sister has depression and stays with an aunt."), ("L11",)),
    Fault(
        "L08",
        "theo",
        row("C1", effect="He takes 36 mg of methylphenidate each morning and cannot walk far."),
    ),
    Fault("L10", "amara", without("H1")),
    Fault("L11", "amara", none("D", "N/A"), ("L93",)),
    Fault(
        "L12",
        "zainab",
        whole(placement=Placement(name="Hill School", kind="maintained special school")),
    ),
    Fault("L13", "amara", whole(placement=Placement(name="Hillside"))),
    Fault(
        "L14",
        "amara",
        both(
            row(
                "F1",
                what="Education otherwise than at school: the first step is shown to Amara by "
                "a tutor.",
            ),
            whole(placement=Placement(text="Education at home")),
        ),
    ),
    Fault(
        "L15",
        "amara",
        row("B1", text="Amara needs a teaching assistant because she cannot start a task."),
    ),
    Fault("L16", "amara", say("A", "Her parents say she cannot sleep and falls asleep in class.")),
    Fault(
        "L17",
        "theo",
        row("G1", what="Weekly speech and language therapy for vocabulary."),
        ("L32",),
    ),
    Fault("L18", "amara", both(row("K4", attached=False))),
    Fault(
        "L19",
        "amara",
        row("K2", recommendations=(Recommendation(text="A sensory plan for lunch."),)),
        (),
        None,
        JSON,
    ),
    Fault("L20", "amara", whole(signature=None)),
    Fault("L30", "amara", bare("F3", "Access to a quiet space."), THIN),
    Fault("L31", "amara", bare("F2", "Opportunities to practise talking."), THIN),
    Fault("L32", "amara", bare("F3", "Regular movement breaks."), THIN),
    Fault("L33", "amara", bare("F1", "Adult support as required."), THIN),
    Fault("L34", "theo", bare("F1", "Theo would benefit from touch typing."), THIN),
    Fault("L35", "amara", row("F1", how_long="up to 5 hours a week", how_often="")),
    Fault("L36", "theo", bare("F2", "A level of 1:1 support."), THIN),
    Fault(
        "L37",
        "amara",
        bare("F2", "Social skills group of 4 children, 30 minutes, led by a trained TA."),
        ("L41",),
    ),
    Fault("L38", "theo", bare("F1", "Weekly phonics with a specialist teacher, 1:1."), ()),
    Fault(
        "L39", "amara", bare("F1", "Small group maths with a teacher, 20 minutes every day."), ()
    ),
    Fault(
        "L40",
        "amara",
        bare("F3", "Staff will deliver a calm start, 10 minutes every day, 1:1."),
        (),
    ),
    Fault(
        "L41",
        "amara",
        row(
            "F2",
            indirect_time="",
            review="",
            expertise="Qualified",
            who="Speech and language therapist",
        ),
        (),
    ),
    Fault(
        "L42",
        "amara",
        bare("F1", "Resources will be put in place for 10 minutes in every lesson."),
        ("L40", "L36"),
    ),
    Fault(
        "L43",
        "amara",
        both(
            bare("F1", "1:1 help from a trained TA: 28 hours a week."),
            bare("F3", "Group teaching by a teacher for 4 children: 12 hours a week."),
        ),
    ),
    Fault("L44", "amara", bare("F1", "Band 4 top-up funding."), THIN),
    Fault(
        "L45",
        "theo",
        say("F", "After ASD assessment, sensory help will be considered."),
        ("L34", *THIN, "L51", "L77"),
    ),
    Fault(
        "L46",
        "amara",
        bare("F3", "Amara will be referred to OT for 1 hour each term."),
        ("L40", "L77", "L41", "L42"),
    ),
    Fault("L47", "amara", row("F3", how_long="30 minutes, for 6 weeks", review="")),
    Fault("L48", "theo", whole(health_agreement=None)),
    Fault(
        "L49",
        "theo",
        both(
            row("H1.1", section=Section.H2),
            none(
                "H1",
                "None under the 1970 Act: assessed by Ms Grant, social worker, on 9 June 2026.",
                "Ms Grant",
                date(2026, 6, 9),
            ),
        ),
        (),
        None,
        JSON,
    ),
    Fault(
        "L50",
        "amara",
        both(
            add(
                Need(
                    id="B4",
                    section=Section.B,
                    area=NeedArea.COGNITION,
                    text="Amara cannot yet tell the time, so she worries about when things happen.",
                    strengths="She counts well.",
                )
            ),
        ),
        ("L53", "L19"),
        None,
        CODED,
    ),
    Fault(
        "L51",
        "amara",
        add(
            provision(
                "F",
                "Hydrotherapy with a physiotherapist, 30 minutes every week, 1:1, with 2 "
                "hours of training a year.",
            )
        ),
        (),
        None,
        CODED,
    ),
    Fault(
        "L52",
        "amara",
        add(
            Outcome(
                id="E9",
                text="By July 2027 Amara is in school on 9 of 10 days.",
                by_when=date(2027, 7, 31),
                by_when_words="July 2027",
                baseline="7 of 10",
                measure="register",
            )
        ),
        (),
        None,
        CODED,
    ),
    Fault("L53", "amara", unlink("B2-E2", "E2-F2", "E2-F4"), ("L52",), None, CODED),
    Fault("L54", "amara", both(row("A3", text="I want to be a chef."), unlink("A3-"))),
    Fault(
        "L55",
        "amara",
        row(
            "E2", text="Amara joins 3 games at break without help.", by_when=None, by_when_words=""
        ),
    ),
    Fault(
        "L56",
        "theo",
        row(
            "E2",
            text="By July 2024 Theo stays in class on 9 of 10 days.",
            by_when=date(2024, 7, 31),
            by_when_words="July 2024",
        ),
    ),
    Fault(
        "L57",
        "amara",
        row(
            "E2", text="By July 2027 Amara will improve her social skills.", baseline="", measure=""
        ),
    ),
    Fault(
        "L58",
        "theo",
        row("E2", text="By July 2027 Theo is to have weekly OT.", baseline="", measure=""),
        ("L77", "L57"),
    ),
    Fault(
        "L59",
        "zainab",
        row(
            "E1",
            text="Zainab asks for 10 toys with signs by age 25.",
            by_when=None,
            by_when_words="by age 25",
        ),
    ),
    Fault(
        "L60",
        "amara",
        add(
            *(
                Outcome(
                    id=f"E{n}",
                    text=f"By July 2027 Amara packs her bag on {n} days.",
                    by_when=date(2027, 7, 31),
                    by_when_words="July 2027",
                    baseline="none",
                    measure="a chart",
                )
                for n in range(10, 21)
            )
        ),
        ("L52",),
    ),
    Fault("L61", "theo", unlink("C1-E4", "E4-G1"), ("L52", "L53"), None, CODED),
    Fault("L62", "amara", whole(monitoring="")),
    Fault(
        "L70",
        "amara",
        both(
            row(
                "A1",
                voice=Voice.PARENT,
                text="Mum says she likes trains. We wrote this on 3 May 2026.",
                method="",
                gathered_by="",
            ),
            drop("A3"),
        ),
        ("L54", "L71", "L19"),
    ),
    Fault(
        "L71",
        "zainab",
        row(
            "A1",
            text="Zainab was unable to give her views.",
            method="",
            given_date=None,
            gathered_by="",
        ),
        ("L70",),
    ),
    Fault("L72", "rhys", both(drop("A1", "A3"), cover(capacity_note="")), ("L70", "L54")),
    Fault("L73", "amara", drop("A2")),
    Fault("L74", "theo", row("B2", effect="He refuses to engage, and misses what comes next.")),
    Fault(
        "L75",
        "amara",
        both(row("B1", strengths=""), row("B2", strengths=""), row("B3", strengths="")),
        (),
    ),
    Fault(
        "L76",
        "amara",
        row(
            "A2",
            text="Amara, who is for the most part content when she is in the company of those "
            "members of the family whom she has known for a considerable time and trusts "
            "completely, is a child about whom we have on many occasions, and "
            "particularly in the course of the present year, felt a very great degree of "
            "worry, as we wrote on 5 May 2026.",
        ),
    ),
    Fault("L77", "theo", row("B2", effect="SEMH needs and EBSA mean that he leaves the room.")),
    Fault(
        "L78",
        "amara",
        say("B", "She looks round the room and waits for somebody. " * 1400),
        ("L50", "L53", "L79", "L07"),
        None,
        JSON,
    ),
    Fault("L79", "theo", row("B2", text="Theo has ADHD.", effect=""), ()),
    Fault("L80", "theo", say("A", "Theo has had ELSA sessions."), ("L77",)),
    Fault("L81", "amara", cover(family_language="British Sign Language")),
    Fault(
        "L82",
        "rhys",
        both(
            row("B2", text="Rhys is non-verbal and finds it hard to ask a stranger."),
            say("D", "Rhys speaks in full sentences with friends."),
        ),
    ),
    Fault("L91", "amara", drop("K3"), ("L18",)),
    Fault("L92", "amara", drop("K5"), ("L18",)),
    Fault(
        "L93",
        "amara",
        both(
            none("D", "Amara has no social care needs."),
            none("H1", "None required."),
            none("H2", "None required."),
        ),
        ("L11",),
    ),
    Fault(
        "L94",
        "amara",
        say("B", "She is on the epilepsy clinic list."),
        ("L97", "L95", "L79", "L50", "L53"),
    ),
    Fault(
        "L95",
        "theo",
        say("C", "Theo is on the waiting list for a neurodevelopmental assessment."),
        ("L79", "L50", "L53"),
    ),
    Fault("L96", "theo", row("C1", effect="He uses a wheelchair for long ways.")),
    Fault("L97", "theo", row("C1", effect="He has seizures when he is tired."), ()),
    Fault("L100", "amara", row("K4", written_date=date(2019, 5, 1)), ()),
    Fault(
        "L101",
        "amara",
        cover(plan_date=date(2022, 6, 8), final_date=date(2022, 6, 8)),
        ("L05", "L59", "L100", "L108"),
    ),
    Fault(
        "L102",
        "theo",
        cover(
            amendment_notice_date=date(2026, 9, 10),
            review_meeting_date=date(2026, 8, 20),
            amended_date=date(2025, 9, 4),
            plan_date=date(2025, 9, 4),
        ),
        ("L05", "L59", "L101"),
    ),
    Fault(
        "L103",
        "theo",
        row("F2", what="The day's changes are gone through with Theo at carpet time."),
    ),
    Fault(
        "L105",
        "theo",
        both(
            *(
                row(f"E{n}", adulthood_area=None, text=t)
                for n, t in (
                    (1, "By July 2028 Theo reads a page on his own in 5 minutes."),
                    (2, "By July 2027 Theo stays in class on 9 of 10 days."),
                    (3, "By July 2028 Theo writes 5 lines on his own."),
                    (4, "By July 2027 Theo sits for 20 minutes."),
                )
            )
        ),
        ("L54", "L61"),
    ),
    Fault("L106", "theo", drop("K7"), ("L18",)),
    Fault("L108", "amara", drop("F4"), ROW_GONE),
    Fault(
        "L109",
        "rhys",
        both(
            row("H2.1", what="A helper sits with Rhys to open letters and pay bills."),
            row("H2.1", review="Every 6 months"),
            row("K7", title="Preparing for adulthood advice", role="Careers adviser"),
        ),
    ),
    Fault("L110", "rhys", whole(monitoring="The tutor records each result monthly with Rhys.")),
    Fault("L120", "theo", say("F", "Theo attends 10-12 each day."), (*THIN, "L51")),
    Fault(
        "L121",
        "theo",
        whole(
            placement=Placement(text="Theo is awaiting placement at a maintained special school.")
        ),
        (),
    ),
    Fault(
        "L123",
        "theo",
        say(
            "A", "Theo was put down as elective home education, though no school place was offered."
        ),
    ),
    Fault("L124", "zainab", whole(personal_budget=None), ("L10",)),
    Fault("L125", "theo", say("B", "Theo had 5 suspensions this year."), ("L79", "L50", "L53")),
    Fault(
        "L07",
        "amara",
        row("B1", effect=LONG.format("Amara", "Amara")),
        twin=LONG.format("Leo", "Leo").replace("a coat", "his hat"),
    ),
    # Checks that need the case record
    Fault(
        "L21",
        "amara",
        row("F1", how_long="5 minutes each time"),
        (),
        only(served_draft=CHILDREN["amara"](), agreed_changes=()),
    ),
    Fault(
        "L22", "amara", whole(), (), only(notice_text="Here is the plan. Please call with queries.")
    ),
    Fault(
        "L90",
        "amara",
        whole(),
        (),
        only(
            adviser_replies=(
                AdviserReply(adviser="Dr Ade", kind="health", sent_date=date(2026, 5, 4)),
            )
        ),
    ),
    Fault(
        "L104",
        "amara",
        whole(),
        (),
        only(earlier_versions=(CHILDREN["amara"](),) * 3, outcomes_met={"E1": False}),
    ),
    Fault("L107", "amara", whole(), (), only(next_setting_named=False)),
    Fault(
        "L122",
        "amara",
        whole(),
        (),
        only(
            setting_replies=(SettingReply(setting="Hillside Primary School", can_meet_need=False),)
        ),
    ),
    # Scored first, and moved here because their failure changed a rule
    Fault(
        "L02",
        "nia",
        row(
            "E2",
            text="By July 2028 Nia reads a page of his new book aloud with no more than 5 "
            "mistakes.",
        ),
    ),
    Fault(
        "L17",
        "omar",
        row(
            "G1",
            what="Occupational therapy to teach handwriting and dressing skills.",
            who="Occupational therapist",
            expertise="Qualified; 2 hours a year of planning",
        ),
    ),
    Fault("L37", "omar", row("F2", how_often="")),
    Fault("L37", "elin", row("F2", how_often="")),
    Fault("L38", "elin", row("F2", how_long="")),
    Fault(
        "L39",
        "nia",
        row("F2", what="A reading group, taught from the first set of sounds.", group_size=""),
    ),
    Fault(
        "L39", "elin", row("F2", what="Group lessons on hints, jokes and tricks.", group_size="")
    ),
    Fault("L47", "nia", row("F3", how_long="5 minutes, for one term", review="")),
    Fault("L54", "nia", both(row("A3", text="I want to be a vet."), unlink("A3-"))),
    Fault("L54", "omar", both(row("A3", text="I would like to drive a lorry."), unlink("A3-"))),
    Fault(
        "L71",
        "jonah",
        row(
            "A1",
            text="It was not possible to share his views, as he is too young to take part.",
            method="",
            given_date=None,
            gathered_by="",
        ),
        ("L70",),
    ),
    Fault(
        "L73",
        "jonah",
        row(
            "A2",
            text="Jonah makes us laugh every day. We hope people will give him time.",
            given_date=None,
        ),
        (),
        None,
        JSON,
    ),
    Fault(
        "L76",
        "nia",
        row(
            "E1",
            text="By July 2028 Nia, having been supported consistently to process "
            "increasingly complicated auditory information, demonstrates accurate "
            "completion of a spoken request comprising 3 separate components on 8 of 10 "
            "consecutive occasions, for example during swimming instruction, without "
            "requiring additional repetition.",
        ),
    ),
    Fault("L97", "nia", row("B1", effect="She runs away into the car park when she is upset."), ()),
    Fault(
        "L105",
        "elin",
        both(
            row("E4", text="By July 2028 Elin tells 2 jokes to her class.", adulthood_area=None),
            row("E3", adulthood_area=None, text="By July 2027 Elin stays in lessons on 5 days."),
        ),
        (),
    ),
)

SCORING = (
    Fault(
        "L01",
        "nia",
        row(
            "F3",
            what="Words met in the reading lesson are gone over with Tyler before he goes home.",
        ),
        ("L02",),
    ),
    Fault(
        "L01",
        "omar",
        row("E2", text="By July 2027 Connor's temper is calm within 5 minutes, 9 times in 10."),
    ),
    Fault("L01", "elin", row("B2", effect="Priya has been tricked out of money twice.")),
    Fault("L02", "omar", row("B1", effect="She writes four lines while others write a page.")),
    Fault("L03", "jonah", row("E2", measure="TBC")),
    Fault(
        "L03",
        "nia",
        row("B2", effect="[Child's name] guesses from the picture, so she gets the story wrong."),
        ("L01",),
    ),
    Fault("L03", "omar", row("F1", who="HLTA (insert name)"), ()),
    Fault("L04", "elin", row("F1", where="Marsh Green Academy")),
    Fault(
        "L04",
        "nia",
        row(
            "B1",
            effect="At Castle Hill Primary School she does the first half of what she is asked.",
        ),
    ),
    Fault("L05", "nia", say("A", "Nia is 11 years old and lives with her mum.")),
    Fault("L05", "elin", say("B", "Elin is in year 9 and likes the farm."), ("L50", "L53", "L79")),
    Fault("L06", "omar", say("A", "His father is in prison and writes at Easter.")),
    Fault(
        "L06",
        "jonah",
        say("B", "Mum was diagnosed with bipolar disorder last year."),
        ("L50", "L53", "L79"),
    ),
    Fault(
        "L08",
        "jonah",
        row("C1", effect="He takes melatonin at night and does not sit still for stories."),
    ),
    Fault(
        "L08",
        "omar",
        say("C", "Omar takes 200 mg of ibuprofen when it hurts."),
        ("L50", "L53", "L79"),
    ),
    Fault("L10", "nia", without("J")),
    Fault("L10", "omar", without("H2")),
    Fault("L11", "nia", none("C", "None known.")),
    Fault("L11", "elin", none("D", "Not applicable"), ("L93",)),
    Fault("L11", "omar", none("H2", "-"), ()),
    Fault(
        "L12",
        "jonah",
        whole(placement=Placement(text="Mainstream primary school with a resource base")),
    ),
    Fault(
        "L12",
        "jonah",
        row("F1", where="Jonah will attend Ferndale Special School for this"),
        ("L04",),
    ),
    Fault("L13", "nia", whole(placement=Placement(name="St Bride's"))),
    Fault("L13", "omar", whole(placement=None)),
    Fault(
        "L13",
        "elin",
        whole(),
        (),
        only(
            settings_register=(
                RegisteredSetting(name="Tarn Bank School", urn="900099", kind="special"),
            )
        ),
    ),
    Fault(
        "L14",
        "elin",
        both(
            row(
                "F1",
                what="EOTAS under section 61: coming changes are gone through by a home tutor.",
            ),
            whole(placement=Placement(text="Home, with tutors from the council")),
        ),
        ("L77",),
    ),
    Fault(
        "L15",
        "omar",
        row(
            "B2",
            text="Omar requires weekly speech and language therapy, as he finds it hard to "
            "calm down.",
        ),
        ("L32",),
    ),
    Fault(
        "L15",
        "jonah",
        row("B2", text="Jonah cannot yet stand in a line and needs 15 hours of adult support."),
    ),
    Fault(
        "L16",
        "elin",
        say("A", "Elin's mother says that Elin will only eat crisps and hardly eats at school."),
    ),
    Fault("L16", "nia", say("A", "Mum says that Nia wets herself at school on most days.")),
    Fault(
        "L17",
        "jonah",
        row("G1", what="Music therapy to help Jonah take turns in play.", who="Music therapist"),
        ("L41",),
    ),
    Fault("L18", "elin", drop("K4"), ()),
    Fault("L18", "omar", row("K2", written_date=None), (), None, ("json", "headings", "pdf")),
    Fault("L18", "nia", drop("K2"), ()),
    Fault("L19", "omar", unlink("K4-"), (), None, CODED),
    Fault(
        "L19",
        "jonah",
        row("K4", recommendations=(Recommendation(text="Two movement breaks before lunch."),)),
        (),
        None,
        JSON,
    ),
    Fault("L20", "elin", whole(signature=None)),
    Fault("L20", "nia", whole(signature=None)),
    Fault("L30", "nia", bare("F3", "Nia will have access to a reading mentor."), THIN),
    Fault("L30", "omar", bare("F2", "Access to the learning support base at break."), THIN),
    Fault(
        "L31", "elin", bare("F2", "Elin will be given opportunities for social interaction."), THIN
    ),
    Fault("L31", "jonah", bare("F3", "Frequent opportunities to move."), (*THIN, "L32")),
    Fault(
        "L32", "nia", bare("F1", "Instructions are checked frequently by the class teacher."), THIN
    ),
    Fault("L32", "elin", bare("F1", "Ongoing check-ins with her tutor, 1:1."), THIN),
    Fault("L33", "omar", bare("F1", "A laptop and a scribe where appropriate."), THIN),
    Fault(
        "L33",
        "jonah",
        row("F2", what="The same cards are practised in class, subject to staffing."),
    ),
    Fault(
        "L34",
        "nia",
        bare("F2", "It is recommended that phonics is taught daily by a teacher for 20 minutes."),
        (),
    ),
    Fault(
        "L34",
        "omar",
        bare("F2", "School should consider a mentor for 20 minutes twice a week."),
        ("L42",),
    ),
    Fault("L35", "elin", row("F2", how_long="A maximum of 40 minutes")),
    Fault("L35", "jonah", row("F1", how_often="", how_long="Approximately 6 sessions a year"), ()),
    Fault("L36", "omar", bare("F2", "High levels of adult support."), THIN),
    Fault("L36", "elin", bare("F1", "Strategies for managing change."), THIN),
    Fault("L38", "nia", row("F2", how_long=""), ()),
    Fault(
        "L40",
        "jonah",
        row(
            "F3",
            who="An adult",
            expertise="",
            what="A place at the end of the line with a heavy bag to carry.",
        ),
    ),
    Fault("L40", "nia", row("F3", who="Staff", expertise=""), ()),
    Fault("L41", "jonah", row("F1", what="Speech sound work from the cards.", review="")),
    Fault(
        "L42",
        "omar",
        bare("F2", "Parents will practise the calm-down plan for 20 minutes twice a week."),
        ("L40",),
    ),
    Fault(
        "L42",
        "jonah",
        row("F3", what="School may give him a place at the end of the line with a heavy bag."),
    ),
    Fault(
        "L43",
        "nia",
        both(
            bare("F1", "Help from a trained TA, 1:1: 25 hours per week."),
            bare("F3", "Teaching by a specialist teacher, 1:1: 10 hours per week."),
        ),
    ),
    Fault(
        "L43",
        "omar",
        both(
            bare("F1", "Typing lessons with an HLTA, 1:1: 2 hours a week."),
            bare("F2", "Typing lessons with an HLTA, 1:1: 3 hours a week."),
        ),
        ("L77",),
    ),
    Fault(
        "L44",
        "elin",
        bare("F1", "£6,000 notional funding for a tutor, 15 minutes every school day."),
        (),
    ),
    Fault(
        "L44",
        "jonah",
        row("F2", what="Funding at Band D for a teaching assistant to practise the cards."),
    ),
    Fault(
        "L45",
        "omar",
        row(
            "F2", what="Once the waiting list for diagnosis has moved, a calm-down plan will start."
        ),
        ("L95",),
    ),
    Fault(
        "L45",
        "nia",
        say("F", "Help with attention can be put in place following diagnosis."),
        (*THIN, "L51"),
    ),
    Fault("L46", "nia", row("F2", what="A referral to the reading service will be made.")),
    Fault("L46", "jonah", say("F", "Jonah will be assessed by the dyslexia team."), (*THIN, "L51")),
    Fault("L47", "omar", row("F2", how_long="20 minutes, for 8 weeks", review="")),
    Fault("L48", "omar", whole(health_agreement=None)),
    Fault("L48", "jonah", whole(health_agreement=None)),
    Fault(
        "L49",
        "omar",
        both(
            row("H1.1", section=Section.H2, id="H1.1"),
            none(
                "H1",
                "None under the 1970 Act: assessed by Ms Cox, social worker, on 3 February 2026.",
                "Ms Cox",
                date(2026, 2, 3),
            ),
        ),
        (),
        None,
        JSON,
    ),
    Fault("L50", "nia", unlink("B2-F2", "B2-F3", "E2-F2", "E2-F3"), ("L51", "L52"), None, CODED),
    Fault(
        "L50",
        "omar",
        add(
            Need(
                id="B3",
                section=Section.B,
                area=NeedArea.COGNITION,
                text="Omar loses his place in long sums, so he gives up.",
                strengths="He adds up quickly.",
            )
        ),
        ("L53",),
        None,
        CODED,
    ),
    Fault(
        "L51",
        "elin",
        add(provision("F", "Riding lessons with a qualified instructor, 1 hour every week, 1:1.")),
        (),
        None,
        CODED,
    ),
    Fault("L51", "jonah", unlink("B2-F3", "E2-F3"), ("L50", "L52"), None, CODED),
    Fault("L52", "omar", unlink("B2-E2", "E2-F2"), ("L53",), None, CODED),
    Fault("L53", "jonah", unlink("B2-E2", "E2-F3"), ("L52",), None, CODED),
    Fault(
        "L55",
        "elin",
        row(
            "E2",
            text="Elin checks a message about money with a trusted friend before she answers.",
            by_when=None,
            by_when_words="",
        ),
    ),
    Fault(
        "L55",
        "jonah",
        row(
            "E3",
            text="Jonah puts on his cream by himself when he itches, every day.",
            by_when=None,
            by_when_words="",
        ),
    ),
    Fault(
        "L56",
        "nia",
        row(
            "E1",
            text="By Easter 2026 Nia carries out a spoken request with 3 parts in 8 of 10 "
            "tries at swimming.",
            by_when=date(2026, 4, 30),
            by_when_words="Easter 2026",
        ),
    ),
    Fault(
        "L56",
        "omar",
        row(
            "E3",
            text="Omar climbs the stairs to science with one rest.",
            by_when=date(2025, 7, 31),
            by_when_words="31 July 2025",
        ),
    ),
    Fault(
        "L57",
        "omar",
        row("E2", text="By July 2027 Omar will develop his resilience.", baseline="", measure=""),
    ),
    Fault(
        "L57",
        "elin",
        row(
            "E2",
            text="By July 2028 Elin will have a better understanding of money.",
            baseline="",
            measure="",
        ),
    ),
    Fault(
        "L58",
        "nia",
        row(
            "E2",
            text="By July 2028 Nia will receive 20 hours of reading intervention.",
            baseline="",
            measure="",
        ),
    ),
    Fault(
        "L58",
        "omar",
        row(
            "E3",
            text="By July 2027 Omar attends physiotherapy sessions in 10 months.",
            baseline="",
            measure="",
        ),
    ),
    Fault(
        "L59",
        "jonah",
        row(
            "E1",
            text="By July 2032 a stranger follows 8 of 10 words when Jonah talks about his "
            "diggers.",
            by_when=date(2032, 7, 31),
            by_when_words="July 2032",
        ),
    ),
    Fault(
        "L60",
        "nia",
        add(
            *(
                Outcome(
                    id=f"E{n}",
                    text=f"By July 2027 Nia reads book {n} aloud.",
                    by_when=date(2027, 7, 31),
                    by_when_words="July 2027",
                    baseline="none",
                    measure="a list",
                )
                for n in range(10, 22)
            )
        ),
        ("L52",),
    ),
    Fault("L61", "jonah", unlink("C1-E3", "E3-G1"), ("L52", "L53"), None, CODED),
    Fault("L62", "jonah", whole(monitoring="")),
    Fault("L62", "omar", whole(monitoring="")),
    Fault(
        "L70",
        "omar",
        both(
            row(
                "A1",
                voice=Voice.PARENT,
                text="Dad says football is his favourite, on 10 February 2026.",
                method="",
                gathered_by="",
            ),
            drop("A3"),
        ),
        ("L54", "L16"),
    ),
    Fault("L70", "nia", both(drop("A1", "A3")), ("L54",)),
    Fault("L73", "omar", drop("A2")),
    Fault(
        "L74",
        "nia",
        row("B1", effect="She fails to do what she is asked, then copies her neighbour."),
    ),
    Fault(
        "L74",
        "omar",
        row("B2", effect="He can be manipulative, and misses about two lessons a week."),
    ),
    Fault("L75", "jonah", both(row("B1", strengths=""), row("B2", strengths=""))),
    Fault("L77", "omar", row("B1", effect="He writes four lines because of his DCD and his FMS.")),
    Fault("L77", "elin", row("F2", expertise="Qualified teacher, ELKLAN and NAPA trained"), ()),
    Fault(
        "L78",
        "nia",
        say("B", "He laughs. " * 6500),
        ("L50", "L53", "L79", "L02", "L76"),
        None,
        JSON,
    ),
    Fault("L79", "nia", row("B2", text="Nia has dyslexia.", effect="")),
    Fault(
        "L79",
        "jonah",
        row("B2", text="Diagnosis: developmental coordination disorder.", effect=""),
        (),
    ),
    Fault(
        "L80",
        "nia",
        say("B", "Nia has received speech and language therapy."),
        ("L50", "L53", "L79"),
    ),
    Fault("L80", "omar", say("A", "Omar has attended a nurture group."), ()),
    Fault("L81", "jonah", cover(family_language="Polish")),
    Fault("L81", "elin", cover(family_language="Large print")),
    Fault(
        "L82",
        "nia",
        both(
            row("B2", text="Nia cannot read yet and knows thirty words."),
            say("A", "Nia is able to read bedtime stories to Gethin."),
        ),
    ),
    Fault(
        "L82",
        "jonah",
        both(
            row("C1", text="Jonah has no allergies but has eczema, so he scratches."),
            say("D", "At home he is allergic to nuts."),
        ),
        ("L11", "L93", "L97", "L94", "L50", "L53", "L79"),
    ),
    Fault("L91", "nia", drop("K3"), ("L18",)),
    Fault("L91", "omar", drop("K3"), ("L18",)),
    Fault("L92", "elin", drop("K5"), ("L18",)),
    Fault(
        "L92", "omar", row("K5", title="Social care: not known to the service", author=""), ("L18",)
    ),
    Fault(
        "L93",
        "nia",
        both(
            none("D", "There are no needs related to social care."),
            none("H1", "Not required."),
            none("H2", "Not required."),
        ),
        ("L11",),
    ),
    Fault(
        "L93",
        "elin",
        both(
            none("D", "Nothing at this time."),
            none("H1", "Nothing needed."),
            none("H2", "Nothing needed."),
        ),
        ("L11",),
    ),
    Fault("L94", "nia", row("F3", where="At home on days when her asthma is bad"), ("L97",)),
    Fault(
        "L94",
        "elin",
        whole(),
        (),
        only(open_health_care=("Child and adolescent mental health service",)),
    ),
    Fault(
        "L95",
        "nia",
        row("B1", effect="She is awaiting an assessment by the hearing clinic."),
        ("L94", "L79"),
    ),
    Fault(
        "L95", "omar", whole(), (), only(waits=(Wait(service="orthotics", since=date(2026, 1, 5)),))
    ),
    Fault("L96", "omar", row("C1", effect="He wears splints on both hands.")),
    Fault("L96", "jonah", row("C1", effect="He wears hearing aids in both ears."), ()),
    Fault(
        "L97",
        "jonah",
        row("C1", text="Jonah has a severe allergy to milk, so he cannot share food."),
        ("L82",),
    ),
    Fault("L100", "nia", row("K3", written_date=date(2023, 9, 1))),
    Fault("L100", "omar", row("K4", written_date=date(2024, 2, 1)), ()),
    Fault(
        "L101",
        "nia",
        cover(plan_date=date(2025, 10, 1), final_date=date(2025, 10, 1)),
        ("L05", "L59"),
    ),
    Fault(
        "L101",
        "omar",
        cover(
            last_review_date=date(2024, 1, 9),
            amended_date=date(2024, 3, 1),
            plan_date=date(2024, 3, 1),
        ),
        ("L05", "L59", "L100"),
    ),
    Fault("L102", "omar", cover(amendment_notice_date=date(2026, 9, 1)), ()),
    Fault("L102", "nia", whole(), (), only(amendment_notice_date=date(2026, 8, 3))),
    Fault(
        "L103",
        "omar",
        row("F2", what="A calm-down plan is practised in the home corner and used after games."),
    ),
    Fault("L103", "elin", row("F2", where="In golden time")),
    Fault(
        "L105",
        "elin",
        both(
            *(
                row(f"E{n}", adulthood_area=None, text=t)
                for n, t in (
                    (
                        1,
                        "By July 2028 Elin copes with a changed plan within 5 minutes, 4 "
                        "times in 5.",
                    ),
                    (2, "By July 2028 Elin spots 8 of 10 jokes."),
                    (3, "By July 2027 Elin walks to lessons on her own."),
                    (4, "By July 2028 Elin asks 1 question a day."),
                )
            )
        ),
        ("L54",),
    ),
    Fault("L106", "elin", drop("K6"), ("L19",)),
    Fault(
        "L108",
        "elin",
        both(
            row(
                "F3",
                what="Walks round the site with a map of people to know.",
                who="Mentor",
                expertise="Trained in autism",
            ),
            row("E3", text="By July 2027 Elin travels alone by bus on 5 days."),
            row("A2", text="Elin's mother told us on 9 September 2026 that Elin is proud."),
        ),
        (),
    ),
    Fault(
        "L109",
        "elin",
        both(
            cover(birth_date=date(2010, 9, 2)),
            add(
                provision(
                    "H1",
                    "A personal assistant goes with Elin to the kennels for 3 hours "
                    "every Saturday, 1:1.",
                    expertise="Trained in autism",
                )
            ),
        ),
        ("L51", "L61", "L72"),
    ),
    Fault("L120", "omar", say("B", "Omar is on a reduced timetable."), ("L50", "L53", "L79")),
    Fault("L120", "nia", row("F1", where="In school, mornings only"), ()),
    Fault("L121", "elin", say("B", "Elin is currently out of school."), ("L50", "L53", "L79")),
    Fault("L121", "omar", whole(), (), only(has_place=False)),
    Fault("L121", "nia", whole(), (), only(attendance_percent=31.0)),
    Fault(
        "L123",
        "omar",
        both(
            say("A", "His parents say there was no school place available."),
            say("D", "Recorded as EHE since May 2026."),
        ),
        ("L11", "L93", "L77", "L121", "L79", "L50", "L53"),
    ),
    Fault("L124", "jonah", whole(personal_budget=None), ("L10",)),
    Fault(
        "L125",
        "omar",
        say("B", "Omar has had three suspensions since Easter."),
        ("L50", "L53", "L79"),
    ),
    Fault("L125", "elin", whole(), (), only(suspensions_since_review=2)),
    Fault(
        "L21", "nia", drop("F3"), ROW_GONE, only(served_draft=OTHERS["nia"](), agreed_changes=())
    ),
    Fault(
        "L22",
        "omar",
        whole(),
        (),
        only(
            notice_text="You have the right to appeal to the tribunal within two months. You "
            "must think about mediation first."
        ),
    ),
    Fault("L90", "omar", whole(), (), only(adviser_replies=())),
    Fault(
        "L104",
        "omar",
        whole(),
        (),
        only(earlier_versions=(OTHERS["omar"](),) * 4, outcomes_met={"E1": True, "E2": False}),
    ),
    Fault("L107", "elin", whole(), (), only(next_setting_named=False)),
    Fault(
        "L122",
        "nia",
        whole(),
        (),
        only(
            setting_replies=(SettingReply(setting="St Bride's Junior School", can_meet_need=False),)
        ),
    ),
    Fault(
        "L07",
        "omar",
        row("B2", effect=LONGER.format("Omar", "Omar")),
        twin=LONGER.format("Kayla", "she"),
    ),
    # Put in after the first scoring, in place of those whose failure changed a rule
    Fault(
        "L02",
        "jonah",
        row("F3", what="A place at the end of the line with a heavy bag for her to carry."),
    ),
    Fault(
        "L02",
        "elin",
        row("B1", effect="He stops speaking for up to an hour and misses the lesson."),
    ),
    Fault(
        "L17",
        "elin",
        both(
            drop("F2"),
            add(
                provision(
                    "G",
                    "Speech and language therapy on hints and jokes, 40 minutes every "
                    "fortnight, 1:1, with 2 hours of planning a year.",
                )
            ),
        ),
        (*ROW_GONE, *THIN, "L48"),
        None,
        CODED,
    ),
    Fault("L37", "nia", row("F2", how_often="")),
    Fault("L37", "jonah", row("G1", how_often="", what="Skin checks with a cream plan.")),
    Fault("L38", "omar", row("F2", how_long="")),
    Fault(
        "L39",
        "omar",
        row("F2", what="A feelings group to practise a calm-down plan.", group_size=""),
    ),
    Fault(
        "L39", "jonah", row("F2", what="The cards are practised in a talking group.", group_size="")
    ),
    Fault("L47", "jonah", row("F2", how_long="10 minutes, for a block of 6 weeks", review="")),
    Fault("L54", "elin", both(row("A3", text="I want to be a florist."), unlink("A3-"))),
    Fault("L54", "jonah", both(row("A3", text="I want to play the trumpet."), unlink("A3-"))),
    Fault(
        "L71",
        "nia",
        row(
            "A1",
            text="Nia declined to share her views.",
            method="",
            given_date=None,
            gathered_by="",
        ),
        ("L70", "L01"),
    ),
    Fault(
        "L72",
        "elin",
        both(
            cover(birth_date=date(2010, 4, 2), year_group=12),
            drop("A1", "A3"),
            row("E1", baseline="none"),
        ),
        ("L70", "L54", "L109", "L107", "L16"),
    ),
    Fault(
        "L73",
        "elin",
        row(
            "A2",
            text="Elin's mother is sure that Elin is ready for college if somebody shows her "
            "round first.",
            given_date=None,
        ),
    ),
    Fault(
        "L76",
        "omar",
        row(
            "A2",
            text="On 12 February 2026 his parents, who have for a number of years been "
            "raising with the school, with the council and with the various "
            "professionals concerned the question of whether the arrangements made for "
            "him are sufficient, told Mr Pugh that they want the school to see how hard "
            "he tries.",
        ),
    ),
    Fault(
        "L97",
        "elin",
        row("B1", effect="She has seizures when she is very worried and misses the lesson."),
        ("L94",),
    ),
    Fault(
        "L97",
        "omar",
        row("B2", effect="He self-harms after a bad day and misses about two lessons a week."),
    ),
    Fault(
        "L105",
        "elin",
        both(
            row("E2", text="By July 2028 Elin explains 3 jokes to her class.", adulthood_area=None),
            row("E4", text="By July 2028 Elin asks 1 question a day.", adulthood_area=None),
            row("F2", what="Lessons on hints and jokes, with examples."),
        ),
        (),
    ),
    Fault(
        "L110",
        "jonah",
        both(cover(birth_date=date(2006, 8, 15), year_group=14)),
        ("L05", "L59", "L72", "L70", "L103", "L105", "L106", "L108", "L109", "L100", "L107"),
        None,
        JSON,
    ),
    Fault(
        "L123",
        "nia",
        say(
            "A",
            "Nia is down as electively home educated; her mum says that she was not "
            "offered a place.",
        ),
        ("L121",),
    ),
    Fault(
        "L121",
        "jonah",
        say("B", "Jonah is not in school and has no school place."),
        ("L50", "L53", "L79"),
    ),
    Fault(
        "L06",
        "elin",
        say("B", "Her brother is autistic and has an EHC plan."),
        ("L50", "L53", "L79"),
    ),
    Fault(
        "L12", "jonah", say("F", "He will attend a special school from January."), (*THIN, "L51")
    ),
)
