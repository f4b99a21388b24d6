"""Invented children with plans that are right: the ground for every fault. No child is real."""

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

AS_OF = date(2026, 11, 21)


def _links(*pairs: str) -> tuple[Link, ...]:
    """'B1>E1 F1 K2' ties one row to several."""
    out = []
    for pair in pairs:
        source, targets = pair.split(">")
        out += [Link(source=source.strip(), target=target) for target in targets.split()]
    return tuple(out)


def _advice(
    number: int, kind: AdviceKind, title: str, author: str, role: str, body: str, on: date
) -> Evidence:
    return Evidence(
        id=f"K{number}",
        kind=kind,
        title=title,
        author=author,
        role=role,
        body=body,
        written_date=on,
        attached=True,
    )


def _advice_set(school: str, area: str, day: date, ep: str, doctor: str) -> tuple[Evidence, ...]:
    """The five pieces of advice of reg 6(1)(a) to (e), and a therapist's."""
    return (
        _advice(1, AdviceKind.FAMILY, "Family advice", "Parents", "Parents", "Home", day),
        _advice(2, AdviceKind.EDUCATION, "School advice", "Ms R Bell", "SENCO", school, day),
        _advice(
            3,
            AdviceKind.MEDICAL,
            "Medical advice",
            doctor,
            "Paediatrician",
            f"{area} NHS Trust",
            day,
        ),
        _advice(
            4,
            AdviceKind.PSYCHOLOGY,
            "Educational psychology advice",
            ep,
            "Educational psychologist",
            f"{area} Council",
            day,
        ),
        _advice(
            5,
            AdviceKind.SOCIAL_CARE,
            "Social care advice",
            "Mr T Osei",
            "Social worker",
            f"{area} Council",
            day,
        ),
        _advice(
            6,
            AdviceKind.THERAPY,
            "Speech and language therapy advice",
            "Ms H Quill",
            "Speech and language therapist",
            f"{area} NHS Trust",
            day,
        ),
    )


def amara() -> Plan:
    """Ten years old, year 6, a final plan: writing a text, friendships, moving to secondary."""
    return Plan(
        invented=True,
        cover=Cover(
            child_name="Amara Okoro",
            pronouns="she/her",
            birth_date=date(2016, 2, 3),
            year_group=6,
            status=PlanStatus.FINAL,
            plan_date=date(2026, 6, 8),
            final_date=date(2026, 6, 8),
            council="Northmoor Council",
            icb="Northmoor Integrated Care Board",
            current_setting="Hillside Primary School",
            parents=("Ngozi Okoro", "Daniel Okoro"),
            family_language="English",
        ),
        views=(
            View(
                id="A1",
                voice=Voice.CHILD,
                text="I like trains and my garden. Loud rooms hurt. I told Ms Bell this with "
                "picture cards on 3 May 2026.",
                given_date=date(2026, 5, 3),
                method="picture cards",
                gathered_by="Ms Bell",
            ),
            View(
                id="A2",
                voice=Voice.PARENT,
                text="Amara is happy at home. We hope she will keep her two good friends. We "
                "wrote this on 5 May 2026.",
                given_date=date(2026, 5, 5),
                method="written",
                gathered_by="Ms Bell",
            ),
        ),
        aspirations=(Aspiration(id="A3", text="I want to be a train driver."),),
        needs=(
            Need(
                id="B1",
                section=Section.B,
                area=NeedArea.COGNITION,
                text="Amara cannot yet start a written task without an adult showing the "
                "first step.",
                effect="She sits and waits, so most of her work is not finished by the end of "
                "the lesson.",
                strengths="She remembers songs and train times after one hearing.",
            ),
            Need(
                id="B2",
                section=Section.B,
                area=NeedArea.COMMUNICATION,
                text="Amara finds it hard to join a game that others have begun.",
                effect="She walks round the edge of the playground alone on most days.",
                strengths="She is kind and tells good jokes to people she knows.",
            ),
            Need(
                id="B3",
                section=Section.B,
                area=NeedArea.SENSORY_PHYSICAL,
                text="Noise in the hall makes Amara cover her ears.",
                effect="She leaves assembly and lunch, so she misses food and news.",
                strengths="She knows when she needs quiet and can say so.",
            ),
        ),
        nothing_found=(
            NothingFound(
                section=Section.C,
                text="No health needs were found by Dr Ade, paediatrician, who assessed Amara "
                "on 4 May 2026.",
                assessed_by="Dr Ade",
                assessed_date=date(2026, 5, 4),
            ),
            NothingFound(
                section=Section.D,
                text="No social care needs were found. An early help assessment was offered "
                "on 2 February 2026 and completed by Mr Osei, social worker, on 20 "
                "February 2026.",
                assessed_by="Mr Osei",
                assessed_date=date(2026, 2, 20),
            ),
            NothingFound(
                section=Section.G,
                text="No health provision is needed: assessed by Dr Ade, paediatrician, on 4 "
                "May 2026.",
                assessed_by="Dr Ade",
                assessed_date=date(2026, 5, 4),
            ),
            NothingFound(
                section=Section.H1,
                text="None required under section 2 of the 1970 Act: assessed by Mr Osei, "
                "social worker, on 20 February 2026.",
                assessed_by="Mr Osei",
                assessed_date=date(2026, 2, 20),
            ),
            NothingFound(
                section=Section.H2,
                text="No other social care provision is needed: assessed by Mr Osei, social "
                "worker, on 20 February 2026.",
                assessed_by="Mr Osei",
                assessed_date=date(2026, 2, 20),
            ),
        ),
        outcomes=(
            Outcome(
                id="E1",
                text="By July 2027 Amara starts 4 of 5 written tasks on her own within 2 "
                "minutes, such as a page on train drivers.",
                by_when=date(2027, 7, 31),
                by_when_words="July 2027",
                baseline="0 of 5 tasks in May 2026",
                measure="the teacher's tally over a week",
            ),
            Outcome(
                id="E2",
                text="By July 2027 Amara joins 3 games a week at break without help.",
                by_when=date(2027, 7, 31),
                by_when_words="July 2027",
                baseline="none in May 2026",
                measure="seen by lunchtime staff",
            ),
            Outcome(
                id="E3",
                text="By July 2027 Amara eats lunch in the hall 4 days a week.",
                by_when=date(2027, 7, 31),
                by_when_words="July 2027",
                baseline="0 days in May 2026",
                measure="the lunch register",
            ),
        ),
        monitoring="The class teacher logs each outcome weekly and the SENCO checks progress "
        "each half term.",
        provision=(
            Provision(
                id="F1",
                section=Section.F,
                area=NeedArea.COGNITION,
                what="The first step of each written task is shown to Amara by an adult "
                "beside her.",
                who="Named teaching assistant",
                expertise="Trained in task planning; supervised by the SENCO",
                how_often="In every lesson with a written task",
                how_long="10 minutes each time",
                group_size="1:1",
                where="Her classroom",
                starts="8 June 2026",
                review="SENCO, each half term",
                funded_by="School",
            ),
            Provision(
                id="F2",
                section=Section.F,
                area=NeedArea.COMMUNICATION,
                what="Paired play coaching taught by the speech and language therapist.",
                who="Speech and language therapist",
                expertise="Qualified therapist",
                direct_time="30 minutes",
                indirect_time="2 hours of staff training and 3 hours of reports a year",
                how_often="Once a week",
                how_long="36 weeks a year",
                group_size="2 children, 1 adult",
                where="The library corner",
                starts="8 June 2026",
                review="Therapist, each term",
                funded_by="Council",
            ),
            Provision(
                id="F3",
                section=Section.F,
                area=NeedArea.SENSORY_PHYSICAL,
                what="Lunch starts for Amara 5 minutes before the rest of the hall, at a "
                "corner table, with a teaching assistant.",
                who="Teaching assistant",
                expertise="Trained by the occupational therapist",
                how_often="Every day",
                how_long="30 minutes",
                group_size="1 adult to 2 children",
                where="The hall",
                starts="8 June 2026",
                review="SENCO, each half term",
                funded_by="School",
            ),
            Provision(
                id="F4",
                section=Section.F,
                area=NeedArea.COMMUNICATION,
                what="Transition visits to her next school with the teaching assistant, and a "
                "photo book to keep.",
                who="Teaching assistant",
                expertise="Trained in transition work",
                how_often="4 visits in June 2027",
                how_long="2 hours each",
                group_size="1:1",
                where="The next school",
                starts="1 June 2027",
                review="SENCO, July 2027",
                funded_by="School",
            ),
        ),
        evidence=_advice_set(
            "Hillside Primary School", "Northmoor", date(2026, 4, 20), "Dr P Lund", "Dr S Ade"
        ),
        links=_links(
            "A3>E1",
            "B1>E1 F1",
            "B2>E2 F2 F4",
            "B3>E3 F3",
            "E1>F1",
            "E2>F2 F4",
            "E3>F3",
            "K1>B2",
            "K2>B1 F1",
            "K3>B3",
            "K4>B1 B3 F3",
            "K5>B2",
            "K6>F2 B2 F4",
        ),
        placement=Placement(
            name="Hillside Primary School",
            urn="900001",
            kind="maintained mainstream primary school",
        ),
        personal_budget=PersonalBudget(
            text="Personal budget: information was given on 5 May 2026. None requested.",
            requested=False,
            information_given="5 May 2026",
        ),
        signature=Signature(name="J Patel", role="SEN manager", signed_date=date(2026, 6, 8)),
    )


def theo() -> Plan:
    """Fifteen, year 10, an amended final plan with health and social care provision."""
    return Plan(
        invented=True,
        cover=Cover(
            child_name="Theo Marsh",
            pronouns="he/him",
            birth_date=date(2012, 1, 14),
            year_group=10,
            status=PlanStatus.AMENDED_FINAL,
            plan_date=date(2026, 9, 4),
            amended_date=date(2026, 9, 4),
            final_date=date(2021, 3, 1),
            last_review_date=date(2026, 7, 2),
            council="Eastvale Council",
            icb="Eastvale Integrated Care Board",
            current_setting="Brindle Academy",
            parents=("Ruth Marsh",),
            family_language="English",
        ),
        views=(
            View(
                id="A1",
                voice=Voice.CHILD,
                text="I like fixing bikes and playing the drums. I find long lessons tiring. "
                "I said this to Mr Shaw in a talk on 10 June 2026.",
                given_date=date(2026, 6, 10),
                method="spoken",
                gathered_by="Mr Shaw",
            ),
            View(
                id="A2",
                voice=Voice.PARENT,
                text="Theo works hard and gets very tired. His mum told us on 11 June 2026 "
                "that she hopes he will have his own workshop.",
                given_date=date(2026, 6, 11),
                method="telephone",
                gathered_by="Mr Shaw",
            ),
        ),
        aspirations=(Aspiration(id="A3", text="I want to work in a bike shop."),),
        needs=(
            Need(
                id="B1",
                section=Section.B,
                area=NeedArea.COGNITION,
                text="Theo reads at half the speed of others in his class.",
                effect="He loses the thread after a page, so he cannot finish exam papers in "
                "the time.",
                strengths="He can explain how a machine works after taking it apart once.",
            ),
            Need(
                id="B2",
                section=Section.B,
                area=NeedArea.SEMH,
                text="Theo becomes very worried when the timetable changes without warning.",
                effect="He leaves the room about three times a week and misses what comes next.",
                strengths="He is calm and patient when he teaches a younger pupil.",
            ),
            Need(
                id="C1",
                section=Section.C,
                area=NeedArea.HEALTH,
                text="Theo has low muscle tone, which makes his legs ache after ten minutes "
                "of walking.",
                effect="He cannot walk between distant rooms in the time between lessons.",
                strengths="He knows how to pace himself.",
            ),
            Need(
                id="D1",
                section=Section.D,
                area=NeedArea.SOCIAL_CARE,
                text="Theo has nobody to go out with at weekends because he cannot travel "
                "alone yet.",
                effect="He stays in his room from Friday to Monday.",
                strengths="He gets on well with people who share his hobby.",
            ),
        ),
        nothing_found=(
            NothingFound(
                section=Section.H2,
                text="No other social care provision is needed: assessed by Ms Grant, social "
                "worker, on 9 June 2026.",
                assessed_by="Ms Grant",
                assessed_date=date(2026, 6, 9),
            ),
        ),
        outcomes=(
            Outcome(
                id="E1",
                text="By July 2028 Theo reads a repair manual page on his own in 5 minutes, "
                "ready for a college course or a job in a bike shop.",
                by_when=date(2028, 7, 31),
                by_when_words="July 2028",
                baseline="11 minutes a page in June 2026",
                measure="timed by his tutor",
                adulthood_area=AdulthoodArea.EMPLOYMENT,
            ),
            Outcome(
                id="E2",
                text="By July 2027 Theo stays in class on 9 of 10 days when the timetable changes.",
                by_when=date(2027, 7, 31),
                by_when_words="July 2027",
                baseline="leaves 3 times a week",
                measure="the class register",
                adulthood_area=AdulthoodArea.HEALTH,
            ),
            Outcome(
                id="E3",
                text="By July 2028 Theo travels alone by bus to his friend's house once a week.",
                by_when=date(2028, 7, 31),
                by_when_words="July 2028",
                baseline="never travels alone",
                measure="his own travel diary",
                adulthood_area=AdulthoodArea.LIVING,
            ),
            Outcome(
                id="E4",
                text="By July 2027 Theo walks for 20 minutes without pain, and books his own "
                "health appointments.",
                by_when=date(2027, 7, 31),
                by_when_words="July 2027",
                baseline="10 minutes",
                measure="the physiotherapist's walking test",
                adulthood_area=AdulthoodArea.COMMUNITY,
            ),
        ),
        monitoring="Theo's form tutor records each outcome every month and the SENCO reviews "
        "them each term.",
        provision=(
            Provision(
                id="F1",
                section=Section.F,
                area=NeedArea.COGNITION,
                what="A structured reading course is taught to Theo.",
                who="Specialist teacher",
                expertise="Level 7 certificate in reading difficulty",
                how_often="3 times a week",
                how_long="25 minutes",
                group_size="1:1",
                where="The study room",
                starts="4 September 2026",
                review="Specialist teacher, each term",
                funded_by="School",
            ),
            Provision(
                id="F2",
                section=Section.F,
                area=NeedArea.SEMH,
                what="The day's changes are gone through with Theo before registration.",
                who="Form tutor",
                expertise="Trained by the educational psychologist in autism",
                how_often="Every school day",
                how_long="10 minutes",
                group_size="1:1",
                where="The form room",
                starts="4 September 2026",
                review="SENCO, each half term",
                funded_by="School",
            ),
            Provision(
                id="F3",
                section=Section.F,
                area=NeedArea.COGNITION,
                what="Careers lessons and work experience in a cycle workshop.",
                who="Careers adviser",
                expertise="Level 6 careers qualification",
                how_often="1 day each fortnight",
                how_long="5 hours",
                group_size="1 adult to 3 pupils",
                where="A cycle workshop",
                starts="4 September 2026",
                review="Careers adviser, each term",
                funded_by="Council",
            ),
            Provision(
                id="G1",
                section=Section.G,
                area=NeedArea.HEALTH,
                what="A stretching course for Theo's legs, planned and checked by the "
                "physiotherapist.",
                who="Physiotherapist",
                expertise="Qualified children's physiotherapist",
                direct_time="45 minutes",
                indirect_time="1 hour of staff training and 1 hour of reports a year",
                how_often="Once a fortnight",
                how_long="12 months",
                group_size="1:1",
                where="The clinic",
                starts="4 September 2026",
                review="Physiotherapist, each term",
                funded_by="NHS",
            ),
            Provision(
                id="H1.1",
                section=Section.H1,
                area=NeedArea.SOCIAL_CARE,
                what="Help to go out: a personal assistant takes Theo to a bike club and "
                "teaches him the bus route.",
                who="Personal assistant",
                expertise="Trained in travel teaching",
                how_often="Every Saturday",
                how_long="4 hours",
                group_size="1:1",
                where="Eastvale town",
                starts="12 September 2026",
                review="Social worker, every 6 months",
                funded_by="Council",
            ),
        ),
        evidence=(
            *_advice_set(
                "Brindle Academy", "Eastvale", date(2026, 5, 12), "Dr L Frost", "Dr M Iqbal"
            ),
            _advice(
                7,
                AdviceKind.ADULTHOOD,
                "Preparing for adulthood advice",
                "Mr C Webb",
                "Careers adviser",
                "Eastvale Council",
                date(2026, 5, 20),
            ),
        ),
        links=_links(
            "A3>E1",
            "B1>E1 F1 F3",
            "B2>E2 F2",
            "C1>E4 G1",
            "D1>E3 H1.1",
            "E1>F1 F3",
            "E2>F2",
            "E4>G1",
            "E3>H1.1",
            "K1>B2",
            "K2>B1 F1",
            "K3>C1 G1",
            "K4>B2 F2",
            "K5>D1 H1.1",
            "K6>B1",
            "K7>F3",
        ),
        placement=Placement(
            name="Brindle Academy", urn="900002", kind="mainstream secondary academy"
        ),
        personal_budget=PersonalBudget(
            text="Direct payment for the Saturday help in H1.1: 4 hours a week, checked every "
            "6 months.",
            requested=True,
            information_given="11 June 2026",
        ),
        health_agreement=HealthAgreement(
            agreed_by="Designated clinical officer, Eastvale ICB",
            agreed_date=date(2026, 6, 30),
            reference="EV-12",
        ),
        signature=Signature(name="L Moreno", role="SEN manager", signed_date=date(2026, 9, 4)),
    )


def zainab() -> Plan:
    """Four years old, in reception, a draft plan; few words, so views are shown, not said."""
    return Plan(
        invented=True,
        cover=Cover(
            child_name="Zainab Hussain",
            pronouns="she/her",
            birth_date=date(2022, 3, 9),
            year_group=0,
            status=PlanStatus.DRAFT,
            plan_date=date(2026, 11, 2),
            draft_date=date(2026, 11, 2),
            council="Southwold Council",
            icb="Southwold Integrated Care Board",
            current_setting="Millbrook Infant School",
            past_settings=("Acorn Nursery",),
            parents=("Farah Hussain", "Imran Hussain"),
            family_language="Urdu",
            versions_made=("Urdu sound recording, 3 November 2026",),
        ),
        views=(
            View(
                id="A1",
                voice=Voice.CHILD,
                text="Zainab showed what she likes by smiles and pointing: water play and "
                "music. Her key worker, Mrs Lamb, watched her over 3 visits up to 6 "
                "October 2026.",
                given_date=date(2026, 10, 6),
                method="watched at play over 3 visits",
                gathered_by="Mrs Lamb",
            ),
            View(
                id="A2",
                voice=Voice.PARENT,
                text="We are proud of Zainab. We hope she will tell us what she wants. We "
                "said this through an interpreter on 8 October 2026.",
                given_date=date(2026, 10, 8),
                method="spoken through an interpreter",
                gathered_by="Mrs Lamb",
            ),
        ),
        aspirations=(
            Aspiration(
                id="A3",
                text="Her family hopes that Zainab will ask for her toys and food.",
                whose=Voice.PARENT,
            ),
        ),
        needs=(
            Need(
                id="B1",
                section=Section.B,
                area=NeedArea.COMMUNICATION,
                text="Zainab uses four signs and no spoken words yet.",
                effect="She cannot tell anyone that she is thirsty, so she cries until "
                "somebody guesses.",
                strengths="She looks at faces and loves songs.",
            ),
            Need(
                id="B2",
                section=Section.B,
                area=NeedArea.SENSORY_PHYSICAL,
                text="Zainab falls often because her balance is still weak.",
                effect="She does not climb the steps to the slide with the other children.",
                strengths="She enjoys water and moves well in it.",
            ),
            Need(
                id="C1",
                section=Section.C,
                area=NeedArea.HEALTH,
                text="Zainab has glue ear, so she hears less when she has a cold.",
                effect="She turns away when people speak behind her.",
                strengths="She watches lips and hands.",
            ),
        ),
        nothing_found=(
            NothingFound(
                section=Section.D,
                text="No social care needs were found by Ms Ojo, social worker, who offered a "
                "parent carer assessment on 9 October 2026; the family said not now.",
                assessed_by="Ms Ojo",
                assessed_date=date(2026, 10, 9),
            ),
            NothingFound(
                section=Section.H1,
                text="None required under the 1970 Act: assessed by Ms Ojo, social worker, on "
                "9 October 2026.",
                assessed_by="Ms Ojo",
                assessed_date=date(2026, 10, 9),
            ),
            NothingFound(
                section=Section.H2,
                text="No other social care provision needed: assessed by Ms Ojo, social "
                "worker, on 9 October 2026.",
                assessed_by="Ms Ojo",
                assessed_date=date(2026, 10, 9),
            ),
        ),
        outcomes=(
            Outcome(
                id="E1",
                text="By July 2028 Zainab asks for 10 toys and foods with signs or words.",
                by_when=date(2028, 7, 31),
                by_when_words="July 2028",
                baseline="4 signs in October 2026",
                measure="a list kept by her key adult",
            ),
            Outcome(
                id="E2",
                text="By July 2027 Zainab climbs 5 steps on her own, holding the rail.",
                by_when=date(2027, 7, 31),
                by_when_words="July 2027",
                baseline="crawls up the steps",
                measure="seen by the physiotherapist",
            ),
            Outcome(
                id="E3",
                text="By July 2027 Zainab turns to her name 8 times in 10 in a noisy room.",
                by_when=date(2027, 7, 31),
                by_when_words="July 2027",
                baseline="2 times in 10",
                measure="counted by the teacher of the deaf",
                area=NeedArea.HEALTH,
            ),
        ),
        monitoring="The class teacher keeps a diary every week and the SENCO checks it each "
        "half term with the family.",
        provision=(
            Provision(
                id="F1",
                section=Section.F,
                area=NeedArea.COMMUNICATION,
                what="Signs are modelled and practised with Zainab at snack and play.",
                who="Key adult",
                expertise="Trained in signing, level 2; supervised by the speech and language "
                "therapist",
                how_often="4 times a day",
                how_long="10 minutes",
                group_size="1:1",
                where="The classroom",
                starts="4 January 2027",
                review="Therapist, each half term",
                funded_by="School",
            ),
            Provision(
                id="F2",
                section=Section.F,
                area=NeedArea.COMMUNICATION,
                what="Speech and language therapy to teach new signs.",
                who="Speech and language therapist",
                expertise="Qualified therapist",
                direct_time="45 minutes",
                indirect_time="4 hours of staff training and 3 hours of report writing a year",
                how_often="Twice a month",
                how_long="12 months",
                group_size="1:1",
                where="School",
                starts="4 January 2027",
                review="Therapist, each term",
                funded_by="Council",
            ),
            Provision(
                id="F3",
                section=Section.F,
                area=NeedArea.SENSORY_PHYSICAL,
                what="A balance game in small steps.",
                who="Teaching assistant",
                expertise="Shown how by the physiotherapist",
                how_often="Every morning",
                how_long="15 minutes",
                group_size="A group of no more than 3, 1 adult",
                where="The hall",
                starts="4 January 2027",
                review="SENCO, each half term",
                funded_by="School",
            ),
            Provision(
                id="G1",
                section=Section.G,
                area=NeedArea.HEALTH,
                what="Hearing tests in the children's clinic.",
                who="Audiologist",
                expertise="Qualified audiologist",
                how_often="Every 3 months",
                how_long="45 minutes",
                group_size="1:1",
                where="Southwold clinic",
                starts="10 January 2027",
                review="Audiologist, each visit",
                funded_by="NHS",
            ),
        ),
        evidence=_advice_set(
            "Millbrook Infant School", "Southwold", date(2026, 10, 14), "Ms V Hale", "Dr A Noor"
        ),
        links=_links(
            "A3>E1",
            "B1>E1 F1 F2",
            "B2>E2 F3",
            "C1>E3 G1",
            "E1>F1 F2",
            "E2>F3",
            "E3>G1",
            "K1>B1",
            "K2>B1 F1",
            "K3>C1 G1",
            "K4>B2 F3",
            "K5>B1",
            "K6>B1 F2",
        ),
        personal_budget=PersonalBudget(
            text="The personal budget leaflet was given on 8 October 2026. None requested.",
            requested=False,
            information_given="8 October 2026",
        ),
        health_agreement=HealthAgreement(
            agreed_by="Designated clinical officer, Southwold ICB",
            agreed_date=date(2026, 10, 28),
            reference="SW-7",
        ),
    )


def rhys() -> Plan:
    """Nineteen, at college, a final plan: adult life, friends, health."""
    return Plan(
        invented=True,
        cover=Cover(
            child_name="Rhys Tanner",
            pronouns="they/them",
            birth_date=date(2007, 5, 30),
            year_group=14,
            status=PlanStatus.FINAL,
            plan_date=date(2026, 3, 16),
            final_date=date(2026, 3, 16),
            council="Westbrook Council",
            icb="Westbrook Integrated Care Board",
            current_setting="Westbrook College",
            past_settings=("Larkfield School",),
            parents=("Sian Tanner",),
            family_language="English",
            capacity_note="Rhys has capacity to decide about this plan; noted 2 February 2026.",
        ),
        views=(
            View(
                id="A1",
                voice=Voice.YOUNG_PERSON,
                text="I like cooking for people and I like my own flat to be quiet. I typed "
                "this on my tablet with Mr Cole on 2 February 2026.",
                given_date=date(2026, 2, 2),
                method="typed on a tablet",
                gathered_by="Mr Cole",
            ),
            View(
                id="A2",
                voice=Voice.PARENT,
                text="Rhys's mum said on 3 February 2026 that cooking makes Rhys proud.",
                given_date=date(2026, 2, 3),
                method="spoken",
                gathered_by="Mr Cole",
            ),
        ),
        aspirations=(Aspiration(id="A3", text="I want to be a chef in a small cafe."),),
        needs=(
            Need(
                id="B1",
                section=Section.B,
                area=NeedArea.COGNITION,
                text="Rhys follows one step at a time and loses the next when it is only spoken.",
                effect="Meals are left half done unless the steps are written on a card.",
                strengths="Rhys can name every spice by its smell.",
            ),
            Need(
                id="B2",
                section=Section.B,
                area=NeedArea.SEMH,
                text="Rhys finds it hard to ask a stranger for help.",
                effect="In a shop they leave without paying for what they need.",
                strengths="Rhys is kind and keeps promises.",
            ),
            Need(
                id="D1",
                section=Section.D,
                area=NeedArea.SOCIAL_CARE,
                text="Rhys cannot yet manage bills and letters without a person to sit with them.",
                effect="Letters lie unopened and the power was cut off twice.",
                strengths="Rhys keeps the flat clean.",
            ),
        ),
        nothing_found=(
            NothingFound(
                section=Section.C,
                text="No health needs were found by Dr Kaur, general practitioner, who "
                "assessed Rhys on 20 January 2026.",
                assessed_by="Dr Kaur",
                assessed_date=date(2026, 1, 20),
            ),
            NothingFound(
                section=Section.G,
                text="No health provision is needed: assessed by Dr Kaur, general "
                "practitioner, on 20 January 2026.",
                assessed_by="Dr Kaur",
                assessed_date=date(2026, 1, 20),
            ),
            NothingFound(
                section=Section.H1,
                text="None: Rhys is over 18. Assessed by Ms Bright, social worker, on 28 "
                "January 2026.",
                assessed_by="Ms Bright",
                assessed_date=date(2026, 1, 28),
            ),
        ),
        outcomes=(
            Outcome(
                id="E1",
                text="By July 2028 Rhys cooks a three-course meal from cards on their own, "
                "the next step to paid work as a chef.",
                by_when=date(2028, 7, 31),
                by_when_words="July 2028",
                baseline="one course in March 2026",
                measure="the tutor's check sheet",
                adulthood_area=AdulthoodArea.EMPLOYMENT,
            ),
            Outcome(
                id="E2",
                text="By July 2027 Rhys asks a shop worker for help in 4 of 5 visits, with a "
                "friend from the food club near by.",
                by_when=date(2027, 7, 31),
                by_when_words="July 2027",
                baseline="0 of 5 visits",
                measure="seen by the job coach",
                adulthood_area=AdulthoodArea.COMMUNITY,
            ),
            Outcome(
                id="E3",
                text="By December 2027 Rhys opens and answers all letters within 7 days, and "
                "books a yearly health check.",
                by_when=date(2027, 12, 31),
                by_when_words="December 2027",
                baseline="letters lie for 6 weeks",
                measure="the letter book",
                adulthood_area=AdulthoodArea.LIVING,
            ),
        ),
        monitoring="The tutor records each outcome monthly. At the last review 2 of 5 outcomes "
        "were met and 3 remain.",
        provision=(
            Provision(
                id="F1",
                section=Section.F,
                area=NeedArea.COGNITION,
                what="Cooking is taught in steps on picture cards.",
                who="Catering lecturer",
                expertise="Qualified lecturer, trained in task cards",
                how_often="4 days a week",
                how_long="3 hours",
                group_size="1 adult to 4 students",
                where="The college kitchen",
                starts="16 March 2026",
                review="Tutor, each term",
                funded_by="College",
            ),
            Provision(
                id="F2",
                section=Section.F,
                area=NeedArea.SEMH,
                what="Practice in shops with a coach.",
                who="Job coach",
                expertise="Trained in systematic instruction",
                how_often="Once a week",
                how_long="90 minutes",
                group_size="1:1",
                where="Town shops",
                starts="16 March 2026",
                review="Tutor, each term",
                funded_by="Council",
            ),
            Provision(
                id="H2.1",
                section=Section.H2,
                area=NeedArea.SOCIAL_CARE,
                what="A support worker from adult care sits with Rhys to open letters and pay "
                "bills, under the Care Act plan.",
                who="Support worker",
                expertise="Trained in money advice",
                how_often="Every Tuesday",
                how_long="2 hours",
                group_size="1:1",
                where="Rhys's flat",
                starts="16 March 2026",
                review="Adult social worker, every 6 months",
                funded_by="Council",
            ),
        ),
        evidence=(
            *_advice_set(
                "Westbrook College", "Westbrook", date(2026, 1, 15), "Dr B Stone", "Dr G Kaur"
            ),
            _advice(
                7,
                AdviceKind.ADULTHOOD,
                "Preparing for adulthood advice",
                "Ms D Bright",
                "Adult social worker",
                "Westbrook Council",
                date(2026, 1, 28),
            ),
        ),
        links=_links(
            "A3>E1",
            "B1>E1 F1",
            "B2>E2 F2",
            "D1>E3 H2.1",
            "E1>F1",
            "E2>F2",
            "E3>H2.1",
            "K1>B2",
            "K2>B1 F1",
            "K3>B1",
            "K4>B2 F2",
            "K5>D1",
            "K6>B1",
            "K7>D1 H2.1",
        ),
        placement=Placement(
            name="Westbrook College", urn="900004", kind="general further education college"
        ),
        personal_budget=PersonalBudget(
            text="Personal budget: information was given on 3 February 2026. None requested.",
            requested=False,
            information_given="3 February 2026",
        ),
        signature=Signature(name="P Arden", role="SEN manager", signed_date=date(2026, 3, 16)),
    )


CHILDREN = {"amara": amara, "theo": theo, "zainab": zainab, "rhys": rhys}
