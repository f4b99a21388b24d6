"""What the storybook's families and their officers did: told through the commands, on its own day.

Sayings in words and pictures, messages and answers, a draft that is read and spoken of, therapy
that came or did not, and whose the rights are. Everybody is invented; every date is told up to the
demo's day and no further.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.apps import apps

from goldenthread.access.commands import tie
from goldenthread.access.models import User
from goldenthread.access.rules import Asker, TieKind
from goldenthread.contact import commands as contact
from goldenthread.contact.rules import Channel, Kind
from goldenthread.demo.family_plan import ADVICE, LINES, MADE_FROM, PART_MINUTES, THERAPY, draft
from goldenthread.demo.improvement import acting, at
from goldenthread.demo.personas import PERSONAS
from goldenthread.demo.stories import DRAFT_SENT
from goldenthread.demo.write import OWNER
from goldenthread.law.events import DelayCause
from goldenthread.law.events import EventKind as K
from goldenthread.people import commands as people
from goldenthread.people.models import Child, CommunicationNeed
from goldenthread.people.queries import adults_of, state_of
from goldenthread.people.rules import AccessAnswer, Decision
from goldenthread.plans.commands.answering import answer_comment
from goldenthread.plans.commands.delivery import promise_time
from goldenthread.plans.commands.delivery import tell as tell_week
from goldenthread.plans.commands.from_family import Asks, comment_as_family
from goldenthread.plans.commands.writing import start_draft
from goldenthread.plans.models import PlanVersion
from goldenthread.plans.rules.delivery import WEEK, Source, monday
from goldenthread.plans.rules.issue import hash_of
from goldenthread.timeline.commands import record
from goldenthread.voice import commands as voice

AREA = 830
STARTS = date(2026, 11, 19)  # on a day before this nothing of it is told
SINCE = date(2024, 9, 2)  # those who have an account have had it since


def tell(today: date) -> None:
    """Tell the families' side up to a day. The children and their adults have been written."""
    if today < STARTS:
        return
    _ties()
    _amara(today)
    _bilal(today)
    _robin(today)
    _haddads(today)
    _jamie(today)


def _child(forename: str, surname: str) -> Child:
    """Return a storybook child; whoever asks has been stated."""
    return Child.objects.get(area_id=AREA, forename=forename, surname=surname, invented=True)


def _user(key: str) -> User:
    name = next(one.name for one in PERSONAS if one.key == key)
    return User.objects.get(name=name, invented=True)


def _ties() -> None:
    """Tie the two young people's own accounts to their records."""
    for key, forename, surname in (("robin", "Robin", "Winslow"), ("jamie", "Jamie", "Ollerton")):
        with acting("priya", SINCE) as officer:
            child = _child(forename, surname)
            tie(
                child=state_of(child, SINCE), kind=TieKind.YOUNG_PERSON, holder=_user(key),
                from_date=SINCE, by=officer,
            )  # fmt: skip


# Amara: the council is late, and says why


def _amara(today: date) -> None:
    told = {"rule": "ena-decide", "cause": str(DelayCause.PSYCHOLOGY), "expected": "2026-11-27"}
    with acting("priya", date(2026, 11, 12)) as officer:
        child = _child("Amara", "Okafor")
        case = apps.get_model("assessment.Assessment").objects.get(child=child)
        record(
            K.DELAY_EXPLAINED, area_id=AREA, child_id=child.pk, case_type="assessment",
            case_id=case.pk, on=date(2026, 11, 12), by=officer, at=at(date(2026, 11, 12)),
            facts=told,
        )  # fmt: skip
    _asked("ngozi", child, date(2026, 10, 6), "Did you get the form from school?",
           "Yes, on 28 September. You hear by 9 November if we will assess.")  # fmt: skip
    _asked("ngozi", child, date(2026, 11, 19), "It is past 9 November. When will you decide?")
    with acting("ngozi", date(2026, 10, 7)) as mother:
        _say(child, mother, "family-story", "She sleeps three hours. School is a fight each day.")
        _say(child, mother, "likes", "Amara loves dogs and drawing maps.", how="GUESSED")


def _asked(who: str, child: Child, on: date, words: str, answer: str = "") -> None:
    """Keep a family's message, and our answer three days later if there was one."""
    with acting(who, on) as writer:
        made = contact.receive(
            contact.Incoming(
                area_id=AREA, child_id=child.pk, channel=Channel.PORTAL, kind=Kind.QUESTION,
                words=words, sender_user_id=writer.user_id, sender_name=writer.name, proven=True,
            ),
            by=writer, at=at(on),
        )  # fmt: skip
    if answer:
        later = on + timedelta(days=2)
        with acting("priya", later) as officer:
            contact.reply(made.pk, words=answer, channel=Channel.PORTAL, by=officer, at=at(later))


def _say(
    child: Child,
    by: Asker,
    theme: str,
    words: str = "",
    *symbols: str,
    how: str = "",
    helped: str = "",
    shared: tuple[str, ...] = (),
    on: datetime | None = None,
) -> None:
    moment = on or at(date(2026, 10, 7))
    new = voice.NewSaying(
        theme=theme, words=words, symbols=symbols, how=how, helped_by=helped, shared_with=shared
    )
    voice.say(child.pk, new, by=by, at=moment)


# Bilal: a draft plan to read and speak of


def _bilal(today: date) -> None:
    with acting("priya", DRAFT_SENT) as officer:
        child = _child("Bilal", "Akhtar")
        draft_id = _draft(child, officer)
    with acting("nasreen", date(2026, 11, 16)) as mother:
        asked = comment_as_family(
            draft_id, child_id=child.pk, asks=Asks.CHANGE, section="F", row="F1",
            text="He needs this twice a week, and in Urdu.", by=mother, on=date(2026, 11, 16),
            at=at(date(2026, 11, 16)),
        )  # fmt: skip
        comment_as_family(
            draft_id, child_id=child.pk, asks=Asks.WRONG, section="B", row="B2",
            text="He does not leave. He goes under the table.", by=mother,
            on=date(2026, 11, 16), at=at(date(2026, 11, 16)),
        )  # fmt: skip
        _say(child, mother, "family-strengths", "He can build all day. He is kind to his sister.")
    with acting("priya", date(2026, 11, 18)) as officer:
        answer_comment(
            draft_id, asked.pk, child_id=child.pk, taken_in=False,
            words="The therapist advises once a week. She works with an interpreter.",
            by=officer, on=date(2026, 11, 18), at=at(date(2026, 11, 18)),
        )  # fmt: skip


def _draft(child: Child, officer: Asker) -> int:
    """Write the draft as it was sent, with the advice each row was made from."""
    content, own = draft(), {"area_id": AREA, "child_id": child.pk}
    case = apps.get_model("assessment.Assessment").objects.get(child=child)
    opened = date(2026, 10, 29)
    made = start_draft(child.pk, by=officer, on=opened, assessment_id=case.pk, content=content)
    version = PlanVersion.objects.create(
        plan_id=made.plan_id, number=1, status="DRAFT", issued_date=DRAFT_SENT,
        content=content.model_dump(mode="json"), content_hash=hash_of(content), **own,
    )  # fmt: skip
    made.stage, made.served_version, made.served_date = "SERVED", version, DRAFT_SENT
    made.save(update_fields=["stage", "served_version", "served_date"])
    sources = apps.get_model("plans.DraftSource")
    sources.objects.bulk_create(
        sources(
            draft=made, key=f"demo/{row}", evidence=row, kind=str(kind), section="B",
            text="What was found.", author=author, rows=MADE_FROM[row], **own,
        )
        for row, kind, author, _, _ in ADVICE
    )  # fmt: skip
    number: int = made.pk
    return number


# Robin: pictures, and therapy that does not always come


def _robin(today: date) -> None:
    with acting("priya", today):
        child = _child("Robin", "Winslow")
    lines = _lines(child)
    start = monday(today) - len(THERAPY) * WEEK
    with acting("priya", today) as officer:
        for line, (*_, minutes) in zip(lines, LINES, strict=True):
            promise_time(line, child_id=child.pk, minutes=minutes, from_date=start, by=officer,
                         at=at(today))  # fmt: skip
    _therapy(child, lines[0], today)
    day = at(date(2026, 10, 14))
    with acting("robin", day.date()) as robin:
        for theme, symbols in PICTURES:
            _say(child, robin, theme, "", *symbols, how="SYMBOLS", helped="Mum",
                 shared=("SCHOOL", "HEALTH"), on=day)  # fmt: skip
        voice.say_privately(
            child.pk, words="I do not like it when they talk about me.", symbols=(), by=robin,
            at=day,
        )  # fmt: skip
    with acting("kerry", day.date()) as mother:
        _say(child, mother, "family-hopes", "That people wait for Robin to point.", on=day)
    _asked("kerry", child, date(2026, 11, 3), "Who do we ask when therapy is missed?",
           "Me. Tell us each week on this site too. We count it and put it right.")  # fmt: skip


PICTURES = (
    ("about-me", ("happy", "music", "swim")),
    ("hard", ("loud", "bright")),
    ("helps", ("quiet", "help")),
    ("day-morning", ("tired", "dress")),
    ("day-way", ("travel", "worried")),
    ("day-learning", ("listen", "loud")),
    ("day-break", ("eat", "alone")),
    ("day-after", ("swim", "happy")),
    ("day-night", ("sleep", "hug")),
)


def _lines(child: Child) -> list[int]:
    """Write these lines of the plan in force, after those that it has in words already."""
    rows = apps.get_model("plans.IssuedProvision")
    with acting("priya", STARTS):
        version = PlanVersion.objects.filter(child=child, status__endswith="FINAL").latest("number")
        before = rows.objects.filter(version=version).count()
    made = rows._default_manager.using(OWNER).bulk_create(
        rows(
            area_id=AREA, child_id=child.pk, version_id=version.pk, row=f"F{before + number}",
            section="F", area_of_need=area, what=what, who=who, how_often=often,
        )
        for number, (area, what, who, often, _) in enumerate(LINES, start=1)
    )  # fmt: skip
    return [row.pk for row in made]


def _therapy(child: Child, line: int, today: date) -> None:
    """Tell what each side said of the therapy, week by week, on the Friday of each."""
    told = apps.get_model("plans.Confirmation")
    sides = ((Source.FAMILY, _user("kerry").pk, 0), (Source.SETTING, _user("rachel").pk, 1))
    rows = []
    for back, said in reversed(list(enumerate(THERAPY[1:], start=1))):
        week = monday(today) - back * WEEK
        for source, user, side in sides:
            if said[side]:
                rows.append(
                    told(
                        area_id=AREA, child_id=child.pk, provision_id=line, week=week,
                        source=source, happened=said[side], told_by_id=user,
                        minutes=PART_MINUTES if said[side] == "PART" else None,
                        told_at=at(week + timedelta(days=4)),
                    )
                )  # fmt: skip
    told._default_manager.using(OWNER).bulk_create(rows)
    family, school = THERAPY[0]
    for who, source, answer in (
        ("rachel", Source.SETTING, school),
        ("kerry", Source.FAMILY, family),
    ):
        with acting(who, today) as teller:
            tell_week(line, child_id=child.pk, week=monday(today), happened=answer, source=source,
                      by=teller, at=at(today))  # fmt: skip


# The Haddads: three adults, two children, and a worker with a mandate


def _haddads(today: date) -> None:
    with acting("priya", today) as officer:
        elder = _child("Layla", "Haddad")
        mother = next(one for one in adults_of(elder, on=today) if one.relationship == "mother")
        people.give_mandate(
            child_id=elder.pk,
            told=people.NewMandate(
                email=_user("grace").email, given_by_adult_id=mother.adult_id, may_see_plan=True,
                may_speak=True, evidence="Form of 2 November 2026, signed and seen",
                from_date=date(2026, 11, 2), to_date=date(2027, 4, 30),
            ),
            by=officer, on=date(2026, 11, 2),
        )  # fmt: skip
        CommunicationNeed.objects.create(
            area_id=AREA, child=elder, adult_id=mother.adult_id, kind="LARGE_PRINT",
            from_date=date(2026, 9, 1),
        )  # fmt: skip
    with acting("rana", date(2026, 11, 5)) as parent:
        _say(elder, parent, "family-worries", "That a letter goes to the wrong house.",
             on=at(date(2026, 11, 5)))  # fmt: skip


# Jamie: the rights are their own, and their mother sees two parts of the plan


def _jamie(today: date) -> None:
    day = date(2026, 10, 20)
    with acting("priya", day) as officer:
        child = _child("Jamie", "Ollerton")
        mother = next(one for one in adults_of(child, on=day) if one.relationship == "mother")
        people.record_capacity(
            child_id=child.pk,
            told=people.NewCapacity(
                decision=Decision.SHARING, able=True, assessed_date=day,
                assessor="Priya Nair, EHC officer",
                evidence="Asked twice, with pictures of each part of the plan. Told back why.",
                review_date=date(2027, 10, 1),
            ),
            by=officer, on=day,
        )  # fmt: skip
    with acting("jamie", day) as jamie:
        people.answer_for_parent(
            child_id=child.pk, adult_id=mother.adult_id, answer=AccessAnswer.LIMITED,
            sections=["E", "F"], by=jamie, on=day,
        )  # fmt: skip
        _say(child, jamie, "hopes", "I want to work with engines. I want to live near my nan.",
             on=at(day))  # fmt: skip
