"""Four more invented children, in other words: the rules are scored on these, not written so."""

from __future__ import annotations

from datetime import date

from goldenthread.plans.content import (
    AdulthoodArea,
    AdviceKind,
    Aspiration,
    Cover,
    Evidence,
    HealthAgreement,
    Link,
    Need,
    NeedArea,
    NothingFound,
    Outcome,
    PersonalBudget,
    Placement,
    Plan,
    PlanStatus,
    Provision,
    Section,
    Signature,
    View,
    Voice,
)

N = NeedArea


def _needs(*rows) -> tuple[Need, ...]:
    return tuple(
        Need(id=i, section=Section(i[0]), area=area, text=text, effect=effect, strengths=strong)
        for i, area, text, effect, strong in rows
    )


def _outcomes(*rows) -> tuple[Outcome, ...]:
    return tuple(
        Outcome(
            id=i,
            text=text,
            baseline=now,
            measure=seen,
            by_when=by,
            by_when_words=f"{by:%B %Y}",
            adulthood_area=area,
        )
        for i, text, now, seen, by, area in rows
    )


def _provision(starts: str, *rows) -> tuple[Provision, ...]:
    return tuple(
        Provision(
            id=i,
            section=Section(i.split(".")[0] if "." in i else i[0]),
            area=area,
            what=what,
            who=who,
            expertise=skill,
            how_often=often,
            how_long=long,
            group_size=ratio,
            starts=starts,
            review="Each term, by the person who delivers it",
        )
        for i, area, what, who, skill, often, long, ratio in rows
    )


def _advice(school: str, council: str, on: date, *more) -> tuple[Evidence, ...]:
    rows = [
        (AdviceKind.FAMILY, "What the family told us", "", "Family", ""),
        (AdviceKind.EDUCATION, "Report of the school", "Mrs E Dunn", "SENCO", school),
        (AdviceKind.MEDICAL, "Community paediatric report", "Dr N Rao", "Paediatrician", "NHS"),
        (
            AdviceKind.PSYCHOLOGY,
            "Psychological advice",
            "Mr F Ito",
            "Educational psychologist",
            council,
        ),
        (
            AdviceKind.SOCIAL_CARE,
            "Advice of the disabled children's team",
            "Ms W Cox",
            "Social worker",
            council,
        ),
        *more,
    ]
    return tuple(
        Evidence(
            id=f"K{n}",
            kind=kind,
            title=title,
            author=author,
            role=role,
            body=body,
            written_date=on,
            attached=True,
        )
        for n, (kind, title, author, role, body) in enumerate(rows, start=1)
    )


def _links(text: str) -> tuple[Link, ...]:
    out = []
    for pair in text.split(";"):
        source, targets = pair.split(">")
        out += [Link(source=source.strip(), target=t) for t in targets.split()]
    return tuple(out)


def _nones(by: str, on: date, *letters: str) -> tuple[NothingFound, ...]:
    words = {
        "C": "No health needs were found when {by} saw the child on {on}.",
        "D": "The family took up an early help assessment. {by} carried it out on {on} and "
        "identified no needs.",
        "G": "No health provision is needed, as {by} confirmed after an assessment on {on}.",
        "H1": "Nothing is needed under the 1970 Act: assessed by {by} on {on}.",
        "H2": "Nothing further is needed: assessed by {by} on {on}.",
    }
    day = f"{on.day} {on:%B %Y}"
    return tuple(
        NothingFound(
            section=Section(letter),
            text=words[letter].format(by=by, on=day),
            assessed_by=by,
            assessed_date=on,
        )
        for letter in letters
    )


def nia() -> Plan:
    """Eight, year 3, a final plan."""
    on = date(2026, 7, 14)
    return Plan(
        invented=True,
        cover=Cover(
            child_name="Nia Calloway",
            pronouns="she/her",
            birth_date=date(2018, 10, 20),
            year_group=3,
            status=PlanStatus.FINAL,
            plan_date=on,
            final_date=on,
            council="Harrowfield Council",
            icb="Harrowfield Integrated Care Board",
            current_setting="St Bride's Junior School",
            past_settings=("Larch Infant School",),
            parents=("Lowri Calloway",),
            relatives=("Gethin",),
            family_language="English",
        ),
        views=(
            View(
                id="A1",
                voice=Voice.CHILD,
                text="My best thing is swimming with my brother Gethin. I get muddled when "
                "people talk fast. I drew this for Mrs Dunn on 2 June 2026.",
                given_date=date(2026, 6, 2),
                method="drawing",
                gathered_by="Mrs Dunn",
            ),
            View(
                id="A2",
                voice=Voice.PARENT,
                text="Nia's mum wrote to us on 4 June 2026. She is glad that Nia has settled "
                "and wants her to read for pleasure.",
                given_date=date(2026, 6, 4),
                method="letter",
                gathered_by="Mrs Dunn",
            ),
        ),
        aspirations=(Aspiration(id="A3", text="I want to teach people swimming."),),
        needs=_needs(
            (
                "B1",
                N.COMMUNICATION,
                "Nia understands two pieces of information in a sentence and loses the third.",
                "She does the first half of what she is asked, then copies her neighbour.",
                "She listens well with a picture in front of her.",
            ),
            (
                "B2",
                N.COGNITION,
                "Nia reads thirty words on sight and cannot sound out new ones.",
                "She guesses from the picture, so she often gets the story wrong.",
                "She tells stories of her own with great care.",
            ),
        ),
        nothing_found=_nones("Ms Cox, social worker", date(2026, 5, 19), "D", "H1", "H2")
        + _nones("Dr Rao, paediatrician", date(2026, 5, 12), "C", "G"),
        outcomes=_outcomes(
            (
                "E1",
                "By July 2028 Nia carries out a spoken request with 3 parts in 8 of 10 "
                "tries, for example at swimming.",
                "1 of 10",
                "a tally by the class teacher",
                date(2028, 7, 31),
                None,
            ),
            (
                "E2",
                "By July 2028 Nia reads a page of a new book aloud with no more than 5 mistakes.",
                "cannot read a page",
                "listened to by the reading teacher",
                date(2028, 7, 31),
                None,
            ),
        ),
        monitoring="Mrs Dunn, the SENCO, checks each outcome every half term and tells the family.",
        provision=_provision(
            "14 July 2026",
            (
                "F1",
                N.COMMUNICATION,
                "Spoken requests are shown on a strip of pictures, one for each step.",
                "Class teacher",
                "Trained by the speech and language therapist",
                "In every lesson",
                "10 minutes",
                "1:1",
            ),
            (
                "F2",
                N.COGNITION,
                "A course of reading by sounds, taught from the first set.",
                "Reading teacher",
                "Level 5 certificate in reading",
                "4 times a week",
                "20 minutes",
                "A group of no more than 3, 1 teacher",
            ),
            (
                "F3",
                N.COGNITION,
                "Words met in the reading lesson are gone over at the end of the day.",
                "Teaching assistant",
                "Shown how by the reading teacher each half term",
                "Every school day",
                "5 minutes",
                "1:1",
            ),
        ),
        evidence=_advice("St Bride's Junior School", "Harrowfield Council", date(2026, 5, 12)),
        links=_links(
            "A3>E1;B1>E1 F1;B2>E2 F2 F3;E1>F1;E2>F2 F3;K1>B1;K2>B1 B2 F3;K3>B1;K4>B2 F2;K5>B1"
        ),
        placement=Placement(
            name="St Bride's Junior School", urn="900011", kind="voluntary aided junior school"
        ),
        personal_budget=PersonalBudget(
            text="Personal budget leaflet given on 4 June 2026; none requested.",
            requested=False,
            information_given="4 June 2026",
        ),
        signature=Signature(name="R Whitlock", role="Head of SEND", signed_date=on),
    )


def omar() -> Plan:
    """Twelve, year 8, an amended final plan with health and home help."""
    on = date(2026, 5, 6)
    return Plan(
        invented=True,
        cover=Cover(
            child_name="Omar Siddiq",
            pronouns="he/him",
            birth_date=date(2014, 4, 11),
            year_group=8,
            status=PlanStatus.AMENDED_FINAL,
            plan_date=on,
            final_date=date(2022, 6, 1),
            amended_date=on,
            last_review_date=date(2026, 3, 20),
            council="Penwick Council",
            icb="Penwick Integrated Care Board",
            current_setting="Fallow Lane School",
            parents=("Sara Siddiq", "Bilal Siddiq"),
            family_language="English",
        ),
        views=(
            View(
                id="A1",
                voice=Voice.CHILD,
                text="Football is my favourite. My hands get sore when I write a lot. I "
                "talked about this with Mr Pugh on 10 February 2026.",
                given_date=date(2026, 2, 10),
                method="talk",
                gathered_by="Mr Pugh",
            ),
            View(
                id="A2",
                voice=Voice.PARENT,
                text="On 12 February 2026 his parents told Mr Pugh that they want school to "
                "see how hard he tries.",
                given_date=date(2026, 2, 12),
                method="visit",
                gathered_by="Mr Pugh",
            ),
        ),
        aspirations=(
            Aspiration(id="A3", text="I would like to write about football for a newspaper."),
        ),
        needs=_needs(
            (
                "B1",
                N.SENSORY_PHYSICAL,
                "Omar has weak hands, so writing is slow and hurts after ten minutes.",
                "He writes four lines while others write a page.",
                "He types well and knows a lot of words.",
            ),
            (
                "B2",
                N.SEMH,
                "Omar finds it hard to calm down after losing a game.",
                "He misses about two lessons a week while he walks the corridor.",
                "He is fair and sticks up for others.",
            ),
            (
                "C1",
                N.HEALTH,
                "Omar's joints ache because they bend too far.",
                "He needs to rest on the way up the stairs.",
                "He tells adults early when it hurts.",
            ),
            (
                "D1",
                N.SOCIAL_CARE,
                "Omar cannot wash and dress by himself when his hands are sore.",
                "His mother does this each morning and is worn out.",
                "He sets out his own clothes.",
            ),
        ),
        nothing_found=_nones("Ms Cox, social worker", date(2026, 2, 3), "H2"),
        outcomes=_outcomes(
            (
                "E1",
                "By July 2028 Omar types a football report of 150 words in 20 minutes "
                "without pain.",
                "60 words by hand in February 2026",
                "timed by his English teacher",
                date(2028, 7, 31),
                None,
            ),
            (
                "E2",
                "By July 2027 Omar is back in class within 5 minutes of a lost game, 9 "
                "times in 10.",
                "35 minutes",
                "the corridor log",
                date(2027, 7, 31),
                None,
            ),
            (
                "E3",
                "By July 2027 Omar climbs the stairs to science with one rest.",
                "3 rests",
                "seen by the physiotherapist",
                date(2027, 7, 31),
                None,
            ),
            (
                "E4",
                "By December 2027 Omar dresses himself on 5 of 7 mornings.",
                "0 of 7",
                "a chart at home",
                date(2027, 12, 31),
                None,
            ),
        ),
        monitoring="His form tutor writes down progress each month, and the SENCO reviews it "
        "each term.",
        provision=_provision(
            "6 May 2026",
            (
                "F1",
                N.SENSORY_PHYSICAL,
                "Touch typing is taught and then used for all written work.",
                "HLTA",
                "Trained by the occupational therapist in typing for weak hands",
                "3 times a week",
                "15 minutes",
                "1:1",
            ),
            (
                "F2",
                N.SEMH,
                "A calm-down plan is practised and used after games.",
                "Learning mentor",
                "Trained by the educational psychologist",
                "Twice a week",
                "20 minutes",
                "1:1",
            ),
            (
                "G1",
                N.HEALTH,
                "Exercises for sore joints in the clinic, with a sheet for home.",
                "Children's physiotherapist",
                "Qualified physiotherapist; 2 hours a year of planning and reports",
                "Every 3 weeks",
                "40 minutes",
                "1:1",
            ),
            (
                "H1.1",
                N.SOCIAL_CARE,
                "Practical help at home with washing and dressing.",
                "Home care worker",
                "Trained in moving and handling",
                "5 mornings a week",
                "45 minutes",
                "1:1",
            ),
        ),
        evidence=_advice("Fallow Lane School", "Penwick Council", date(2026, 1, 22)),
        links=_links(
            "A3>E1;B1>E1 F1;B2>E2 F2;C1>E3 G1;D1>E4 "
            "H1.1;E1>F1;E2>F2;E3>G1;E4>H1.1;K1>D1;K2>B1 B2;K3>C1 G1;K4>B2 F2;K5>D1 H1.1"
        ),
        placement=Placement(
            name="Fallow Lane School", urn="900012", kind="maintained mainstream secondary school"
        ),
        personal_budget=PersonalBudget(
            text="Direct payment for the help in H1.1, looked at every 6 months.",
            requested=True,
            information_given="12 February 2026",
        ),
        health_agreement=HealthAgreement(
            agreed_by="Designated clinical officer, Penwick ICB",
            agreed_date=date(2026, 4, 2),
            reference="PW-31",
        ),
        signature=Signature(name="A Farrow", role="Head of SEND", signed_date=on),
    )


def elin() -> Plan:
    """Fifteen, year 11, a final plan: college next year, adult life in view."""
    on = date(2026, 9, 22)
    return Plan(
        invented=True,
        cover=Cover(
            child_name="Elin Voss",
            pronouns="she/her",
            birth_date=date(2010, 12, 2),
            year_group=11,
            status=PlanStatus.FINAL,
            plan_date=on,
            final_date=on,
            council="Marlow Vale Council",
            icb="Marlow Vale Integrated Care Board",
            current_setting="Tarn Bank School",
            parents=("Greta Voss",),
            family_language="English",
        ),
        views=(
            View(
                id="A1",
                voice=Voice.CHILD,
                text="Animals are easier than people. I want fewer changes in a day. I wrote "
                "this with Miss Tate on 8 September 2026.",
                given_date=date(2026, 9, 8),
                method="written",
                gathered_by="Miss Tate",
            ),
            View(
                id="A2",
                voice=Voice.PARENT,
                text="Elin's mother told us on 9 September 2026 that Elin is ready for "
                "college if somebody shows her round first.",
                given_date=date(2026, 9, 9),
                method="spoken",
                gathered_by="Miss Tate",
            ),
        ),
        aspirations=(
            Aspiration(id="A3", text="I want to work with animals at a farm or kennels."),
        ),
        needs=_needs(
            (
                "B1",
                N.SEMH,
                "Elin becomes frozen with worry when a plan changes.",
                "She stops speaking for up to an hour and misses the lesson.",
                "She is calm and exact with animals.",
            ),
            (
                "B2",
                N.COMMUNICATION,
                "Elin takes words at their face value, so jokes and hints pass her by.",
                "She has been tricked out of money twice.",
                "She is honest and keeps secrets.",
            ),
        ),
        nothing_found=_nones("Ms Cox, social worker", date(2026, 8, 20), "D", "H1", "H2")
        + _nones("Dr Rao, paediatrician", date(2026, 8, 18), "C", "G"),
        outcomes=_outcomes(
            (
                "E1",
                "By July 2028 Elin copes with a changed plan at work experience with "
                "animals within 5 minutes, 4 times in 5.",
                "an hour",
                "noted by the job coach",
                date(2028, 7, 31),
                AdulthoodArea.EMPLOYMENT,
            ),
            (
                "E2",
                "By July 2028 Elin checks a message about money with a trusted friend "
                "before she answers, every time.",
                "never checks",
                "her own list",
                date(2028, 7, 31),
                AdulthoodArea.COMMUNITY,
            ),
            (
                "E3",
                "By July 2027 Elin travels to college alone by bus on 5 days.",
                "driven by her mother",
                "the travel trainer's log",
                date(2027, 7, 31),
                AdulthoodArea.LIVING,
            ),
            (
                "E4",
                "By July 2028 Elin makes and keeps her own doctor's appointments.",
                "her mother does it",
                "her diary",
                date(2028, 7, 31),
                AdulthoodArea.HEALTH,
            ),
        ),
        monitoring="Miss Tate, her tutor, records progress each month; the SENCO reviews it "
        "each term with Elin.",
        provision=_provision(
            "22 September 2026",
            (
                "F1",
                N.SEMH,
                "Coming changes are gone through and a plan B is written.",
                "Tutor",
                "Trained in autism by the educational psychologist",
                "Every school day",
                "15 minutes",
                "1:1",
            ),
            (
                "F2",
                N.COMMUNICATION,
                "Lessons on hints, jokes and tricks, with examples from her phone.",
                "Specialist teacher",
                "Qualified teacher, trained in social language",
                "Once a week",
                "40 minutes",
                "A group of 3 students, 1 adult",
            ),
            (
                "F3",
                N.SEMH,
                "Transition visits to college, bus practice and a map of people to know.",
                "Travel trainer",
                "Trained in travel teaching",
                "2 visits each term",
                "3 hours",
                "1:1",
            ),
        ),
        evidence=_advice(
            "Tarn Bank School",
            "Marlow Vale Council",
            date(2026, 8, 18),
            (
                AdviceKind.ADULTHOOD,
                "Preparing for adulthood and careers advice",
                "Mr O Bligh",
                "Careers adviser",
                "Marlow Vale Council",
            ),
        ),
        links=_links(
            "A3>E1;B1>E1 F1 E3 F3 E4;B2>E2 F2;E1>F1;E2>F2;E3>F3;E4>F3;K1>B1;K2>B1 "
            "B2;K3>B1;K4>B1 F1;K5>B2;K6>F3"
        ),
        placement=Placement(
            name="Tarn Bank School", urn="900013", kind="maintained special school"
        ),
        personal_budget=PersonalBudget(
            text="Told about personal budgets on 9 September 2026; none requested.",
            requested=False,
            information_given="9 September 2026",
        ),
        signature=Signature(name="V Osgood", role="Head of SEND", signed_date=on),
    )


def jonah() -> Plan:
    """Six, year 2, a draft: section I is blank."""
    on = date(2026, 10, 12)
    return Plan(
        invented=True,
        cover=Cover(
            child_name="Jonah Petrie",
            pronouns="he/him",
            birth_date=date(2020, 8, 15),
            year_group=2,
            status=PlanStatus.DRAFT,
            plan_date=on,
            draft_date=on,
            council="Colne Edge Council",
            icb="Colne Edge Integrated Care Board",
            current_setting="Rushbed Primary School",
            parents=("Moira Petrie", "Callum Petrie"),
            family_language="English",
        ),
        views=(
            View(
                id="A1",
                voice=Voice.CHILD,
                text="I like mud and diggers. I do not like lines. I showed Miss Hart with "
                "photos on 17 September 2026.",
                given_date=date(2026, 9, 17),
                method="photos",
                gathered_by="Miss Hart",
            ),
            View(
                id="A2",
                voice=Voice.PARENT,
                text="Jonah makes us laugh every day. We hope people will give him time. We "
                "told Miss Hart this on 18 September 2026.",
                given_date=date(2026, 9, 18),
                method="spoken",
                gathered_by="Miss Hart",
            ),
        ),
        aspirations=(Aspiration(id="A3", text="I want to drive a digger."),),
        needs=_needs(
            (
                "B1",
                N.COMMUNICATION,
                "Jonah's speech is clear to his family only; strangers follow one word in three.",
                "Other children walk away before he has finished.",
                "He points, acts and laughs until he is understood.",
            ),
            (
                "B2",
                N.SENSORY_PHYSICAL,
                "Jonah cannot yet stand in a line without bumping the next child.",
                "He gets told off at lunch although he means no harm.",
                "He is strong and steers his bike well.",
            ),
            (
                "C1",
                N.HEALTH,
                "Jonah has eczema, so he scratches when he is hot.",
                "He does not sit still for stories in summer.",
                "He fetches his own cream.",
            ),
        ),
        nothing_found=_nones("Ms Cox, social worker", date(2026, 9, 24), "D", "H1", "H2"),
        outcomes=_outcomes(
            (
                "E1",
                "By July 2028 a stranger follows 8 of 10 words when Jonah talks about his diggers.",
                "3 of 10",
                "a recording heard by the therapist",
                date(2028, 7, 31),
                None,
            ),
            (
                "E2",
                "By July 2027 Jonah stands in the lunch line for 4 minutes without "
                "touching anyone, 4 days in 5.",
                "0 days",
                "a chart by lunch staff",
                date(2027, 7, 31),
                None,
            ),
            (
                "E3",
                "By July 2027 Jonah puts on his cream by himself when he itches, every day.",
                "an adult does it",
                "a chart in class",
                date(2027, 7, 31),
                None,
            ),
        ),
        monitoring="Miss Hart, the class teacher, looks at progress every two weeks and "
        "records it; the SENCO checks it each term.",
        provision=_provision(
            "4 January 2027",
            (
                "F1",
                N.COMMUNICATION,
                "Speech sound work from the therapist's cards, with 3 hours a year to "
                "train staff and write reports.",
                "Speech and language therapist",
                "Qualified therapist",
                "Once a fortnight",
                "30 minutes",
                "1:1",
            ),
            (
                "F2",
                N.COMMUNICATION,
                "The same cards are practised in class.",
                "Teaching assistant",
                "Trained by the therapist",
                "Every day",
                "10 minutes",
                "1:1",
            ),
            (
                "F3",
                N.SENSORY_PHYSICAL,
                "A place at the end of the line with a heavy bag to carry.",
                "Lunch supervisor",
                "Trained by the occupational therapist",
                "Every lunchtime",
                "10 minutes",
                "1 adult to 2 children",
            ),
            (
                "G1",
                N.HEALTH,
                "Skin checks and a cream plan.",
                "Community children's nurse",
                "Registered nurse",
                "Every 3 months",
                "30 minutes",
                "1:1",
            ),
        ),
        evidence=_advice("Rushbed Primary School", "Colne Edge Council", date(2026, 9, 28)),
        links=_links(
            "A3>E1;B1>E1 F1 F2;B2>E2 F3;C1>E3 G1;E1>F1 F2;E2>F3;E3>G1;K1>B1;K2>B1 "
            "B2;K3>C1 G1;K4>B2 F3;K5>B2"
        ),
        personal_budget=PersonalBudget(
            text="The family had the personal budget leaflet on 18 September 2026; none requested.",
            requested=False,
            information_given="18 September 2026",
        ),
        health_agreement=HealthAgreement(
            agreed_by="Designated clinical officer, Colne Edge ICB",
            agreed_date=date(2026, 10, 6),
            reference="CE-4",
        ),
    )


OTHERS = {"nia": nia, "omar": omar, "elin": elin, "jonah": jonah}
