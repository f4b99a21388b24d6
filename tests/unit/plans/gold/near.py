"""Plans that come near a fault and are right: what each check must let pass."""

from __future__ import annotations

from datetime import date

from tests.unit.plans.gold.children import CHILDREN
from tests.unit.plans.gold.edits import add, bare, both, cover, drop, none, row, say, whole
from tests.unit.plans.gold.faults import LONG, Fault

from goldenthread.plans.checks import CaseFacts
from goldenthread.plans.checks.case import (
    AdviserReply,
    AgreedChange,
    Offer,
    RegisteredSetting,
    SettingReply,
    Wait,
)
from goldenthread.plans.content import (
    Placement,
    Provision,
    Recommendation,
    Section,
)

NOTICE = (
    "You have the right of appeal to the tribunal within two months of this letter. You may use "
    "mediation first. The information, advice and support service helps you free of charge. "
    "Disagreement resolution is there as well."
)
TA = "a teaching assistant trained in autism"

NEAR = (
    Fault("L01", "amara", row("F1", what="Amara will use her visual timetable in English.")),
    Fault("L01", "theo", row("F1", what="Mrs Bell, a specialist teacher, reads with Theo.")),
    Fault(
        "L01",
        "amara",
        say("A", "My best friend is Zac and I love Elsa and Thomas the Tank Engine."),
    ),
    Fault("L01", "theo", row("F2", where="The Kay Room at Derby Library")),
    Fault(
        "L01", "nia", row("F2", what="A course of Numicon and Talking Mats is taught on Monday.")
    ),
    Fault(
        "L02",
        "amara",
        row("B2", effect="Her dad says that he finds breaks with her peers a worry."),
    ),
    Fault("L02", "rhys", row("B2", effect="They leave a shop without paying for what they need.")),
    Fault(
        "L03",
        "amara",
        row("B1", effect="She waits for help [K2] and (sometimes) hums; see B2 to B3."),
    ),
    Fault(
        "L03",
        "amara",
        row("F1", what="Amara makes noughts and crosses and 1/2 hour plans in task cards."),
    ),
    Fault("L04", "amara", row("F1", where="Hillside Primary School")),
    Fault("L04", "amara", say("A", "She visited Oakfield Academy and liked it.")),
    Fault(
        "L05",
        "theo",
        say("A", "When he was aged 7, in year 2, he loved trains. Theo, aged 14, in year 10."),
    ),
    Fault("L05", "amara", both(cover(out_of_year=True, year_group=5))),
    Fault(
        "L06",
        "amara",
        say("A", "Her mum is worried about Amara's anxiety. Home life was unsettled."),
    ),
    Fault("L07", "amara", row("B1", effect=LONG.format("Amara", "Amara")), twin="Short words."),
    Fault(
        "L08",
        "theo",
        row(
            "C1",
            effect="He takes daily medicine and cannot walk far; see his plan of 3 March 2026.",
        ),
    ),
    Fault("L08", "theo", row("F1", what="Theo measures 200 ml of water in science.")),
    Fault(
        "L10",
        "amara",
        none(
            "H1",
            "H1: none required under section 2; assessed 4 May 2026 by Ms Roy.",
            "Ms Roy",
            date(2026, 5, 4),
        ),
    ),
    Fault(
        "L11",
        "amara",
        none(
            "D",
            "No social care needs found. Early help assessment offered "
            "2 February 2026, completed 20 February 2026.",
        ),
    ),
    Fault("L12", "zainab", whole(placement=Placement(text="(completed in the final plan)"))),
    Fault(
        "L12", "zainab", say("A", "Zainab will attend a swimming club at Millbrook Infant School.")
    ),
    Fault("L13", "amara", whole(placement=Placement(text="A maintained special school"))),
    Fault(
        "L13",
        "amara",
        whole(),
        case=CaseFacts(
            settings_register=(
                RegisteredSetting(name="Hillside Primary School", urn="900001", kind="maintained"),
            )
        ),
    ),
    Fault(
        "L14",
        "amara",
        both(
            row("F1", what="Education otherwise than at school: a tutor shows the first step."),
            whole(placement=None),
        ),
    ),
    Fault(
        "L15",
        "amara",
        row("B1", text="Amara needs help to start a written task and cannot yet begin alone."),
    ),
    Fault(
        "L16",
        "amara",
        both(
            say("A", "She cannot sleep."),
            row("B3", effect="Poor sleep means that she is tired after 11."),
        ),
    ),
    Fault("L16", "amara", say("A", "She is not anxious about school. She used to be anxious.")),
    Fault(
        "L17", "theo", row("G1", what="Occupational therapy for splints and posture in the clinic.")
    ),
    Fault("L18", "amara", row("K1", written_date=None)),
    Fault(
        "L19",
        "amara",
        row(
            "K2",
            recommendations=(
                Recommendation(text="A plan for lunch.", used_in=("F3",)),
                Recommendation(
                    text="A laptop.", rejected_reason="She types slower than she writes."
                ),
            ),
        ),
    ),
    Fault("L20", "zainab", whole(signature=None)),
    Fault(
        "L21",
        "amara",
        row("F1", how_long="5 minutes each time"),
        case=CaseFacts(
            served_draft=CHILDREN["amara"](),
            agreed_changes=(AgreedChange(row="F1", asked_date=date(2026, 6, 1)),),
        ),
    ),
    Fault("L22", "amara", whole(), case=CaseFacts(notice_text=NOTICE)),
    Fault("L30", "theo", bare("F2", "Wheelchair access to the hall from the yard.")),
    Fault(
        "L30",
        "amara",
        bare("F3", f"Access to the calm room with {TA} for 10 minutes, 3 times a day."),
    ),
    Fault(
        "L31",
        "amara",
        bare("F2", f"Opportunities to talk in pairs: 10 minutes, 3 days a week, set up by {TA}."),
    ),
    Fault(
        "L32",
        "amara",
        bare("F3", "Regular movement breaks: 5 minutes every 40 minutes, led by a TA."),
    ),
    Fault(
        "L32",
        "amara",
        row("F1", what="The first step is shown, with regular past tense verbs on a card."),
    ),
    Fault(
        "L33",
        "amara",
        row("F1", what="An adult beside her for at least 5 hours a week, and more as required."),
    ),
    Fault(
        "L34",
        "theo",
        row("F1", what="Theo will be taught touch typing and plans for when he may need a rest."),
    ),
    Fault(
        "L35",
        "amara",
        row(
            "F2",
            group_size="A group of up to 4 children",
            what="Paired play coaching about up to date games.",
        ),
    ),
    Fault("L35", "amara", row("F1", how_long="At least 5 hours a week, and up to 8 hours")),
    Fault(
        "L36",
        "theo",
        bare("F2", "1:1 support from a named TA in English: 11 hours a week at least."),
    ),
    Fault(
        "L37",
        "amara",
        bare("F2", "Social skills group of 4, once a week, 20 minutes, with a teacher."),
    ),
    Fault("L37", "amara", bare("F1", "A writing slope on her desk.")),
    Fault("L38", "amara", bare("F2", "Phonics, 20 minutes, weekly, for 36 weeks, with a teacher.")),
    Fault("L38", "amara", bare("F2", "An adult beside her for all writing tasks.")),
    Fault(
        "L39",
        "amara",
        bare("F2", "Maths in a group of no more than 4, 1 teacher, daily, 30 minutes."),
    ),
    Fault(
        "L40",
        "amara",
        bare("F2", "A TA trained in signing, checked each half term, 20 minutes daily."),
    ),
    Fault(
        "L41",
        "amara",
        bare(
            "F2", "The therapist gives 6 visits of 60 minutes, plus 2 hours staff training a year."
        ),
    ),
    Fault(
        "L42",
        "amara",
        bare(
            "F2", "The SENCO provides a card set for 10 minutes each day; her parents will be told."
        ),
    ),
    Fault(
        "L43",
        "amara",
        both(
            bare("F1", "1:1 help from a TA: 20 hours a week."),
            bare("F3", "Group teaching by a teacher for 4: 5 hours a week."),
        ),
    ),
    Fault(
        "L44",
        "amara",
        row("F1", what="Amara pays £2 in the shop game and joins the brass band practice."),
    ),
    Fault(
        "L45",
        "theo",
        row("F2", what="After the assessment of 2 May 2026 a sensory circuit will be run."),
    ),
    Fault("L46", "amara", row("F1", what="Staff refer to the visual timetable before each task.")),
    Fault(
        "L47",
        "amara",
        row("F3", how_long="6 weeks from 7 September, then the SENCO reviews it", review=""),
    ),
    Fault("L48", "amara", whole(health_agreement=None)),
    Fault(
        "L49",
        "theo",
        add(
            Provision(
                id="H2.1",
                section=Section.H2,
                what="Residential short breaks, 2 nights a month, with trained carers.",
            )
        ),
    ),
    Fault("L49", "rhys", whole()),
    Fault("L50", "amara", whole()),
    Fault("L51", "theo", whole()),
    Fault("L52", "theo", whole()),
    Fault("L53", "zainab", whole()),
    Fault(
        "L54",
        "amara",
        row("A3", text="I want to be a zookeeper.", no_outcome_reason="Amara chose trains first."),
    ),
    Fault(
        "L55",
        "amara",
        row(
            "E2",
            text="Amara joins 3 games a week by the end of key stage 2.",
            by_when=None,
            by_when_words="",
        ),
    ),
    Fault("L56", "amara", row("E2", by_when=date(2026, 11, 21))),
    Fault(
        "L57",
        "amara",
        row(
            "E2",
            text="Amara improves from 0 to 3 self-started games a week by July 2027.",
            baseline="",
            measure="",
        ),
    ),
    Fault(
        "L58",
        "amara",
        row("E2", text="By July 2027 Amara gets dressed for PE in 5 minutes without help."),
    ),
    Fault("L59", "amara", row("E2", by_when_words="by the end of year 6")),
    Fault("L60", "amara", whole()),
    Fault("L61", "theo", whole()),
    Fault("L62", "amara", both(whole(monitoring=""), row("E1", monitored="Class teacher, weekly"))),
    Fault("L70", "zainab", whole()),
    Fault("L71", "zainab", whole()),
    Fault("L72", "rhys", both(drop("A1", "A3"))),
    Fault("L73", "rhys", drop("A2")),
    Fault(
        "L74",
        "theo",
        row("B2", effect="He is good at controlling his wheelchair and finds it hard to join in."),
    ),
    Fault(
        "L75",
        "amara",
        row("B1", strengths="", text="Amara remembers songs and cannot yet start a written task."),
    ),
    Fault(
        "L76",
        "amara",
        row("A2", text="Amara can read 40 common words. " * 8 + "We wrote this on 5 May 2026."),
    ),
    Fault(
        "L77",
        "theo",
        row(
            "B2", effect="Speech and language therapy (SLT) helps; without SLT he leaves the room."
        ),
    ),
    Fault("L78", "amara", whole()),
    Fault(
        "L79",
        "theo",
        row(
            "B2", text="Theo loses track after two steps, so he leaves tasks half done.", effect=""
        ),
    ),
    Fault(
        "L80",
        "theo",
        say("A", "Theo has had 12 weeks of ELSA: fewer room exits, from 9 to 3 a week."),
    ),
    Fault(
        "L81",
        "amara",
        cover(family_language="British Sign Language", versions_made=("BSL video, 9 June 2026",)),
    ),
    Fault("L82", "rhys", row("B2", text="Rhys cannot read maps yet.")),
    Fault(
        "L90",
        "amara",
        whole(),
        case=CaseFacts(
            adviser_replies=(
                AdviserReply(
                    adviser="Dr Ade",
                    kind="health",
                    sent_date=date(2026, 5, 4),
                    reply_date=date(2026, 5, 11),
                    reply="accurate",
                ),
            )
        ),
    ),
    Fault("L91", "zainab", drop("K3")),
    Fault("L92", "zainab", drop("K5")),
    Fault(
        "L93",
        "amara",
        none("D", "No social care needs."),
        case=CaseFacts(
            social_care_offers=(Offer(offered_date=date(2026, 2, 2), answer="accepted"),)
        ),
    ),
    Fault(
        "L94",
        "amara",
        say("B", "She has no history of epilepsy. Her brother goes to the asthma clinic."),
    ),
    Fault(
        "L95",
        "theo",
        say("C", "On the neurodevelopmental waiting list since 4 January 2026; meanwhile F2."),
    ),
    Fault(
        "L95",
        "theo",
        row("C1", effect="He waits for physiotherapy."),
        case=CaseFacts(waits=(Wait(service="physiotherapy", since=date(2026, 1, 4)),)),
    ),
    Fault(
        "L96",
        "theo",
        row(
            "C1",
            effect="He has a powered wheelchair: wheelchair service, seating check every 6 months.",
        ),
    ),
    Fault(
        "L97",
        "theo",
        row("C1", effect="He has seizures when tired: see individual healthcare plan, version 3."),
    ),
    Fault(
        "L100",
        "amara",
        row(
            "K4", written_date=date(2019, 5, 1), still_right_note="Dr Lund, May 2026: still right."
        ),
    ),
    # The day itself is day one: the last lawful day lies the day before it comes round again.
    Fault("L101", "amara", cover(plan_date=date(2025, 11, 22), final_date=date(2025, 11, 22))),
    Fault(
        "L102",
        "theo",
        cover(amendment_notice_date=date(2026, 9, 26), amended_date=date(2025, 9, 4)),
    ),
    Fault("L103", "theo", row("F3", what="Careers lessons and work experience in a nursery.")),
    Fault("L103", "amara", row("F1", where="The carpet")),
    Fault(
        "L104",
        "amara",
        whole(),
        case=CaseFacts(earlier_versions=(CHILDREN["amara"](),) * 2, outcomes_met={"E1": False}),
    ),
    Fault("L105", "theo", whole()),
    Fault("L106", "theo", whole()),
    Fault(
        "L107",
        "amara",
        whole(
            placement=Placement(
                text="Hillside Primary School, maintained; from September 2027 Brook School"
            )
        ),
    ),
    Fault("L108", "amara", whole()),
    Fault("L109", "rhys", whole()),
    Fault("L110", "rhys", whole()),
    Fault(
        "L120",
        "theo",
        say("F", "Theo attends mornings only until 4 October 2026, with a weekly review."),
    ),
    Fault("L121", "theo", say("I", "Theo was out of school until May 2026.")),
    Fault(
        "L121",
        "theo",
        say("F", "Theo is out of school: tuition of 15 hours a week from 12 September 2026."),
    ),
    Fault(
        "L122",
        "amara",
        whole(),
        case=CaseFacts(
            setting_replies=(
                SettingReply(
                    setting="Hillside Primary School",
                    can_meet_need=False,
                    council_reasoning="The hall was rebuilt.",
                ),
            )
        ),
    ),
    Fault(
        "L123",
        "theo",
        say("A", "His parents chose elective home education in 2019 and are glad of it."),
    ),
    Fault("L124", "zainab", whole()),
    Fault(
        "L125", "theo", say("B", "Theo had 5 suspensions; an early review was held, so help came.")
    ),
)
