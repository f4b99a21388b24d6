"""A plan from advice to its final form: written together, answered for, spoken of and issued."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Page, expect
from tests.journeys.cast import World
from tests.journeys.plan_story import DOES_BOTH, HELP, LOSES, NOISE, begin
from tests.journeys.support import PHONE, assert_sound, screenshot
from tests.pages.plan_parts import SCHOOL

from goldenthread.access import asking
from goldenthread.assessment.models import Assessment
from goldenthread.plans.cli import plan as plan_verb
from goldenthread.plans.content import Plan
from goldenthread.plans.models import PlanVersion
from goldenthread.plans.rendering import (
    ENDINGS,
    KIND_WORDS,
    Kind,
    easy_parts,
    mark_for,
    verify,
)
from goldenthread.plans.rendering.profile import shortened
from goldenthread.plans.rendering.verify import read_words, squeezed

Seat = Callable[..., Page]
WISH = "Twice a week would help her more."
CORRECTED = "Amara loses the second of two spoken steps, and cannot begin."


@pytest.fixture
def draft(world: World) -> str:
    """The address of a draft in Amara's case, to which two advisers have given their advice."""
    return begin(world)


def test_a_plan_is_written_together_answered_for_and_issued(
    seat: Seat, world: World, draft: str, tmp_path: Path
) -> None:
    officer, adviser, manager = seat("officer"), seat("psychologist"), seat("manager")
    # Written together, from the advice that was given.
    brings_the_advice_in(officer, draft)
    places_the_advice(officer, adviser, draft)
    writes_her_part(seat("senco"), draft)
    both_texts_are_kept(officer, adviser, draft)
    on_a_phone(seat("officer"), f"{draft}section/B/", "plan-section-phone")
    # The draft goes out, and each answers for it.
    goes_out(officer, manager, draft)
    stands(world, "DRAFT_WITH_FAMILY")
    corrects_a_passage(adviser, draft)
    speaks_of_it(seat("parent"), world.children["amara"])
    # What was said is taken in; the plan is made whole and issued.
    takes_her_wish_in(officer, draft)
    settles_the_correction(officer, draft)
    agrees_for_health(seat("dco"), draft)
    names_the_school(officer, draft)
    is_issued(officer, manager, draft)
    stands(world, "PLAN_ISSUED")
    approves_easy_words(officer, seat("officer"))
    forms_agree(officer, world, tmp_path)


def stands(world: World, stage: str) -> None:
    """The case has come with its plan."""
    with asking.stated(world.asker("officer")):
        assert Assessment.objects.get(child_id=world.children["amara"]).stage == stage


# Written together


def brings_the_advice_in(officer: Page, draft: str) -> None:
    """Four statements of two advisers come in, each with whose words it is."""
    officer.goto(f"{draft}advice/")
    officer.get_by_role("button", name="Bring in the advice that was given").click()
    for words in (LOSES, DOES_BOTH, HELP, NOISE, "Dr Anita Shah", "Rachel Pemberton"):
        expect(officer.locator("main")).to_contain_text(words)
    officer.goto(draft)
    expect(officer.get_by_text("4 recommendations have no place yet")).to_be_visible()
    assert_sound(officer)
    screenshot(officer, "plan-draft")


def decide(page: Page, draft: str, words: str, how: str) -> None:
    """Open one statement of the advice and choose what becomes of it."""
    page.goto(f"{draft}advice/")
    page.get_by_role("link", name=re.compile(f"Decide what becomes of it.*{words}")).click()
    page.get_by_label(how).check()


def source_of(page: Page, draft: str, words: str, row: str) -> None:
    """Say that one statement of the advice stands behind a statement there is."""
    decide(page, draft, words, "It is the source of a statement there is")
    page.get_by_label("The statement there is").select_option(row)
    page.get_by_role("button", name="Save").click()


def places_the_advice(officer: Page, adviser: Page, draft: str) -> None:
    """Each statement stands behind one of the plan; the vague one becomes a question first."""
    for words, row in ((LOSES, "B1"), (DOES_BOTH, "E1"), (NOISE, "B3")):
        source_of(officer, draft, words, row)
    decide(officer, draft, HELP, "Ask the adviser")
    officer.get_by_label("Why it has no place, or the question").fill("How often, how long?")
    assert_sound(officer)
    officer.get_by_role("button", name="Save").click()
    adviser.goto(f"{draft}advice/")
    adviser.get_by_label("Answer").fill("10 minutes at the start of each written task.")
    adviser.get_by_role("button", name="Keep the answer").click()
    expect(adviser.get_by_text("10 minutes at the start")).to_be_visible()
    source_of(officer, draft, HELP, "F1")
    expect(officer.get_by_text("has its place, or a reason")).to_be_visible()
    assert_sound(officer)


def writes_her_part(senco: Page, draft: str) -> None:
    """The school writes in its own part, and has no button in another's."""
    write(senco, f"{draft}section/E/E1/", "How we will know", "The teacher's tally, each Friday")
    expect(senco.locator("#E1")).to_contain_text("each Friday")
    senco.goto(f"{draft}section/G/")
    expect(senco.get_by_role("button", name=re.compile("^Add"))).to_have_count(0)


def write(page: Page, address: str, label: str, words: str) -> None:
    """Change one part of a statement and save it."""
    page.goto(address)
    page.get_by_label(whole(label)).fill(words)
    page.get_by_role("button", name="Save", exact=True).click()


def whole(label: str) -> re.Pattern[str]:
    """Return what finds a box by its whole label, whether it must be filled in or not."""
    return re.compile(rf"^\s*{re.escape(label)}( \(optional\))?\s*$")


def both_texts_are_kept(officer: Page, adviser: Page, draft: str) -> None:
    """Both have a need open. She saves first; his save is refused and nothing is lost."""
    for page in (adviser, officer):
        page.goto(f"{draft}section/B/B1/")
    expect(officer.get_by_text("has it open since")).to_be_visible()
    hers = "Amara loses the second of two spoken steps, and waits."
    his = "Amara cannot keep two spoken steps in mind, and waits."
    adviser.get_by_label("The need").fill(hers)
    adviser.get_by_role("button", name="Save").click()
    officer.get_by_label("The need").fill(his)
    officer.get_by_role("button", name="Save").click()
    both = officer.get_by_role("region", name="Both texts")
    expect(both).to_contain_text(hers)
    expect(both).to_contain_text(his)
    expect(officer.get_by_label("The need")).to_have_value(his)
    assert_sound(officer)
    screenshot(officer, "plan-both-texts")
    officer.get_by_role("button", name="Save").click()
    expect(officer.locator("#B1")).to_contain_text(his)
    assert_sound(officer)
    screenshot(officer, "plan-section", height=1100)


def on_a_phone(page: Page, address: str, name: str) -> None:
    """Look at a page on a small screen."""
    page.set_viewport_size(PHONE)
    page.goto(address)
    assert_sound(page)
    screenshot(page, name)


def goes_out(officer: Page, manager: Page, draft: str) -> None:
    """The manager writes down why it goes on; the draft goes, section I blank."""
    give_reasons(manager, draft, "The therapist settles this with the school next week.")
    issue(officer, draft, "Send the draft")
    expect(officer.get_by_role("heading", name=re.compile("^Draft, 22 November"))).to_be_visible()
    expect(officer.get_by_text("Left blank in a draft")).to_be_visible()
    assert_sound(officer)


def corrects_a_passage(adviser: Page, draft: str) -> None:
    """The adviser corrects one passage made from her advice."""
    adviser.goto(f"{draft}accuracy/")
    adviser.get_by_role("link", name=re.compile("Answer for Dr Anita Shah")).first.click()
    passage = adviser.locator(".gt-pair", has_text="B1")
    passage.get_by_label("Correct it so").check()
    passage.get_by_label(re.compile("How it should read")).fill("It is the second step she loses.")
    assert_sound(adviser)
    screenshot(adviser, "plan-accuracy")
    adviser.get_by_role("button", name="Send the answers").click()
    expect(adviser.get_by_text("It is the second step she loses.")).to_be_visible()


# The family speaks of it


def speaks_of_it(phone: Page, child_id: int) -> None:
    """Her mother reads the draft on a phone, asks for more of one line, and sees it was kept."""
    phone.set_viewport_size(PHONE)
    phone.goto(f"/my/{child_id}/draft/")
    line = phone.get_by_role("region", name="F2")
    expect(line).to_contain_text("Paired play coaching")
    assert_sound(phone)
    line.get_by_role("link", name=re.compile("Say something about this")).click()
    phone.get_by_label("Ask for a change").check()
    phone.get_by_label(re.compile("Your words")).fill(WISH)
    assert_sound(phone)
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_text("We have it. We will answer.")).to_be_visible()
    expect(phone.get_by_role("region", name="F2")).to_contain_text("We have not answered yet.")
    assert_sound(phone)
    screenshot(phone, "plan-family-draft-phone", height=1400)


def takes_her_wish_in(officer: Page, draft: str) -> None:
    """The line is changed as she asked, and she is told."""
    change(officer, draft, "F", "F2", "How often", "Twice a week")
    officer.goto(f"{draft}comments/")
    expect(officer.locator("main")).to_contain_text(WISH)
    assert_sound(officer)
    officer.get_by_role("link", name=re.compile("Answer the comment of Ngozi Okafor")).click()
    officer.get_by_label("Taken in", exact=True).check()
    officer.get_by_label(re.compile("The statement that was changed")).select_option("F2")
    officer.get_by_label(re.compile("What the family is told")).fill("Yes: twice a week.")
    officer.get_by_role("button", name="Save the answer").click()
    expect(officer.get_by_text("Taken in: F2 was changed")).to_be_visible()


def change(page: Page, draft: str, section: str, row: str, box: str, words: str) -> None:
    """Change one part of one statement."""
    write(page, f"{draft}section/{section}/{row}/", box, words)
    expect(page.locator(f"#{row}")).to_contain_text(words)


def settles_the_correction(officer: Page, draft: str) -> None:
    """The passage is put right as its adviser said, and the family agreed."""
    change(officer, draft, "B", "B1", "The need", CORRECTED)
    officer.goto(f"{draft}accuracy/")
    officer.get_by_role("link", name=re.compile("Settle this correction of B1")).click()
    officer.get_by_label("Changed, and the family agreed").check()
    officer.get_by_label("What was changed, or why it stays").fill("As she says; mother agreed.")
    assert_sound(officer)
    officer.get_by_role("button", name="Save").click()
    expect(officer.get_by_text("As she says; mother agreed.")).to_be_visible()


# Made whole, and issued


def agrees_for_health(dco: Page, draft: str) -> None:
    """The health board's own officer records its agreement to section G."""
    dco.goto(f"{draft}issue/")
    assert_sound(dco)
    dco.get_by_label("Who agreed for the integrated care board").fill("Dr Farah Siddiqui")
    fill_day(dco, 0)
    dco.get_by_label(whole("Reference")).fill("ICB/2026/114")
    dco.get_by_role("button", name="Record the agreement").click()
    expect(dco.get_by_text("The health provision was agreed by Dr Farah Siddiqui")).to_be_visible()


def fill_day(page: Page, which: int) -> None:
    """Fill in today in one of a page's dates."""
    for part, value in (("Day", "22"), ("Month", "11"), ("Year", "2026")):
        page.get_by_label(part, exact=True).nth(which).fill(value)


def names_the_school(officer: Page, draft: str) -> None:
    """Section I, which was blank in the draft, now names the school."""
    officer.goto(f"{draft}section/I/placement/")
    officer.get_by_label(whole("Name")).fill(SCHOOL)
    officer.get_by_label(re.compile("Register number")).fill("900001")
    officer.get_by_label("Type of school or college").fill("maintained mainstream primary school")
    officer.get_by_role("button", name="Save", exact=True).click()
    expect(officer.locator("#placement")).to_contain_text(SCHOOL)


def is_issued(officer: Page, manager: Page, draft: str) -> None:
    """The family has said all it wants; silent advisers have a reason; the plan goes, signed."""
    officer.goto(f"{draft}issue/")
    fill_day(officer, -1)
    officer.get_by_role("button", name="Record that").click()
    give_reasons(manager, draft, "Asked twice; the twenty weeks end today.")
    issue(officer, draft, "Issue the final plan")
    expect(officer.get_by_role("heading", name=re.compile("^Final, 22 November"))).to_be_visible()
    for words in ("now says “Twice a week”", "Your rights", SCHOOL, "22 January 2027"):
        expect(officer.locator("main")).to_contain_text(words)
    expect(officer.locator("main")).to_contain_text("Asked twice; the twenty weeks end today.")
    assert_sound(officer)
    screenshot(officer, "plan-version", height=1100)


def give_reasons(page: Page, draft: str, words: str, shot: str = "") -> None:
    """Give a manager's reason for everything that yields to one."""
    page.goto(f"{draft}issue/")
    assert_sound(page)
    if shot:
        screenshot(page, shot, height=1100)
    boxes = page.locator("input[name=findings]")
    if not boxes.count():
        return
    for number in range(boxes.count()):
        boxes.nth(number).check()
    page.get_by_label("Reason", exact=True).fill(words)
    page.get_by_role("button", name="Record the reason").click()
    expect(page.get_by_text("Goes on by a manager").first).to_be_visible()


def issue(page: Page, draft: str, button: str) -> None:
    """Send or issue: the button, and the answers to check."""
    page.goto(f"{draft}issue/")
    page.get_by_role("button", name=button).click()
    assert_sound(page)
    page.get_by_role("button", name=button).click()


# Every form in which it is given


def approves_easy_words(officer: Page, phone: Page) -> None:
    """A named person changes a word, reads the rest and approves; then it is given."""
    officer.get_by_role("link", name=re.compile("Easy Read version: read it")).click()
    assert_sound(officer)
    screenshot(officer, "plan-easy-words", height=1100)
    officer.get_by_label("About me").fill("I am Amara.\nMy school is Hillside.")
    officer.get_by_role("button", name="Save the words").click()
    expect(officer.get_by_label("About me")).to_have_value("I am Amara.\nMy school is Hillside.")
    expect(officer.get_by_text("Who changed them")).to_be_visible()
    phone.set_viewport_size(PHONE)
    phone.goto(officer.url)
    assert_sound(phone)
    officer.get_by_label(re.compile("I have read every sentence")).check()
    officer.get_by_role("button", name="Approve these words").click()
    expect(officer.get_by_role("link", name=re.compile("approved by Priya Nair"))).to_be_visible()


def forms_agree(officer: Page, world: World, folder: Path) -> None:
    """Each file is of this version, and says the same of what is hoped for and what is given."""
    with asking.stated(world.asker("officer")):
        version = PlanVersion.objects.latest("pk")
    content = Plan.model_validate(version.content)
    proofs = (folder / "content.json", folder / "words.json")
    for words, place in zip(("The content as JSON", "The Easy Read words"), proofs, strict=True):
        fetched(officer, words, place)
    assert Plan.model_validate_json(proofs[0].read_bytes()) == content
    said, mark = {}, mark_for(version.pk, content)
    for kind in Kind:
        file = fetched(officer, KIND_WORDS[kind], folder / f"plan-{kind}.{ENDINGS[kind]}")
        proved(file, *proofs)
        verdict = verify(file.read_bytes())
        assert (verdict.kind, verdict.mark) == (kind, mark)
        said[kind] = squeezed(read_words(file.read_bytes())[1])
    says_the_same(said, content)


def says_the_same(said: dict[Kind, str], content: Plan) -> None:
    """Every aim and every line of help is in every form: whole, cut short, or in easy words."""
    helps = [line.what for line in content.provision]
    for kind in (Kind.STATUTORY, Kind.WORD, Kind.WEB):
        for text in (*helps, *(each.text for each in content.outcomes)):
            assert squeezed(text) in said[kind], (kind, text)
    for line in shortened(helps):
        assert squeezed(line) in said[Kind.PROFILE], line
    for title, _, lines in (part for part in easy_lines(content) if part[0] != "About me"):
        for line in lines:
            assert squeezed(line) in said[Kind.EASY_READ], (title, line)
    assert squeezed("I am Amara.") in said[Kind.EASY_READ]


def easy_lines(content: Plan) -> list[tuple[str, str, tuple[str, ...]]]:
    """The easy words as they are made of the plan, of which one part was changed by hand."""
    return [(part.title, part.drawing, part.lines) for part in easy_parts(content)]


def fetched(page: Page, link: str, place: Path) -> Path:
    """Fetch a file by its link."""
    with page.expect_download() as given:
        page.get_by_role("link", name=re.compile(f"^{link}")).click()
    given.value.save_as(place)
    return place


def proved(file: Path, content: Path, words: Path) -> None:
    """The command line says of a file that it belongs to the version."""
    asked = ["verify", str(file), "--content", str(content), "--easy-words", str(words)]
    told = CliRunner().invoke(plan_verb, asked)
    assert told.exit_code == 0, told.output


def test_the_stock_is_seen_worst_first_and_the_way_back_is_planned(seat: Seat) -> None:
    page = seat("officer")
    page.goto("/area/derbyshire/plans/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Derbyshire: how true the plans are")
    assert_sound(page)
    page.locator("summary", has_text="What the score is made of").click()
    if not page.get_by_label("People who do it").is_visible():
        page.locator("summary", has_text="Plan the work").click()
    numbers = (("People who do it", "2"), ("Hours each gives in a week", "12"))
    numbers += (("Weeks to plan for", "20"), ("Hours to rewrite a plan", "9"))
    numbers += (("Hours to update a plan", "4"), ("Hours to check a plan", "1"))
    for label, value in numbers:
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Plan the work").click()
    expect(page.get_by_text("Plans that wait to be put right").first).to_be_visible()
    assert_sound(page)
    screenshot(page, "plan-stock", height=1200)
    phone = seat("officer")
    phone.set_viewport_size(PHONE)
    phone.goto("/area/derbyshire/plans/")
    assert_sound(phone)
