"""Five renderings of one plan: whole, tagged, marked, and proved to belong to their version."""

from __future__ import annotations

import io
import json
import re
import zipfile

import docx
import pikepdf
import pytest
from click.testing import CliRunner
from tests.unit.documents.pdf_tags import check_accessible, text_of
from tests.unit.plans.gold.children import AS_OF, CHILDREN, amara

from goldenthread.plans.checks import check_plan
from goldenthread.plans.cli import plan as command
from goldenthread.plans.content import Section
from goldenthread.plans.reading import read_plan
from goldenthread.plans.rendering import (
    ENDINGS,
    Kind,
    NotARendering,
    document_of,
    easy_read_text,
    mark_for,
    render,
    verify,
)
from goldenthread.plans.rendering.easy import LONGEST as LONGEST_SENTENCE
from goldenthread.plans.rendering.easy import easy_parts, easy_sentences, told_by
from goldenthread.plans.rendering.profile import cut, shortened
from goldenthread.plans.rendering.symbols import OWN, BadPack, load
from goldenthread.plans.rendering.titles import TITLES
from goldenthread.plans.rendering.verify import read_words, squeezed

WHOLE = (Kind.STATUTORY, Kind.WORD, Kind.WEB)


@pytest.fixture(scope="module")
def drawn():
    """Draw each of Amara's renderings once."""
    plan = amara()
    return {kind: render(plan, kind, mark_for(12, plan)) for kind in Kind}


def said_by(file: bytes) -> str:
    return squeezed(read_words(file)[1])


@pytest.mark.parametrize("kind", WHOLE)
class TestWhole:
    def test_has_every_section_under_the_laws_own_heading_in_order(self, drawn, kind):
        said = said_by(drawn[kind])
        places = [said.index(squeezed(f"Section {s}: {TITLES[s]}")) for s in Section]
        assert places == sorted(places)
        assert len(places) == 12

    def test_holds_every_word_of_every_row(self, drawn, kind):
        plan, said = amara(), said_by(drawn[kind])
        texts = [each.text for each in (*plan.views, *plan.aspirations, *plan.outcomes)]
        texts += [text for need in plan.needs for text in (need.text, need.effect, need.strengths)]
        texts += [
            text
            for line in plan.provision
            for text in (line.what, line.who, line.how_often, line.how_long, line.direct_time)
        ]
        texts += [each.text for each in plan.nothing_found]
        texts += [each.author for each in plan.evidence]
        assert len(texts) > 30
        assert [text for text in texts if squeezed(text) not in said] == []


@pytest.mark.parametrize("name", CHILDREN)
def test_statutory_pdf_is_tagged_titled_and_its_tables_have_heads(name):
    plan = CHILDREN[name]()
    file = render(plan, Kind.STATUTORY, mark_for(1, plan))
    tags = check_accessible(file, title=document_of(plan, Kind.STATUTORY, mark_for(1, plan)).title)
    names = [tag.name for tag in tags]
    assert names.count("H2") == 12
    assert names.count("Table") == 2
    assert names.count("TH") == 2 + 7


def test_easy_read_has_words_for_each_drawing_and_large_print(drawn):
    tags = check_accessible(drawn[Kind.EASY_READ], title="My plan")
    drawings = [tag.alt for tag in tags if tag.name == "Figure"]
    assert "A smiling face" in drawings
    assert len(drawings) >= 6


def test_the_profile_is_one_page_and_names_nobody_else(drawn):
    with pikepdf.open(io.BytesIO(drawn[Kind.PROFILE])) as pdf:
        assert len(pdf.pages) == 1
    said = text_of(drawn[Kind.PROFILE])
    assert "Okoro" in said
    for other in (*amara().cover.parents, *(each.author for each in amara().evidence)):
        assert other not in said


@pytest.mark.parametrize("name", CHILDREN)
def test_word_is_read_back_as_the_same_plan(name, tmp_path):
    plan = CHILDREN[name]()
    place = tmp_path / "plan.docx"
    place.write_bytes(render(plan, Kind.WORD, mark_for(3, plan)))
    found = read_plan(place)
    assert found.read.missing == ()
    for rows, field in (("needs", "text"), ("outcomes", "text"), ("provision", "what")):
        wanted = {row.id: squeezed(getattr(row, field)) for row in getattr(plan, rows)}
        got = {row.id: squeezed(getattr(row, field)) for row in getattr(found.plan, rows)}
        assert got == wanted
    for fact in ("child_name", "birth_date", "year_group", "pronouns", "status", "final_date"):
        assert getattr(found.plan.cover, fact) == getattr(plan.cover, fact), fact
    for line, read in zip(plan.provision, found.plan.provision, strict=True):
        assert (read.who, read.how_often) == (line.who, line.how_often)
    assert check_plan(found.plan, AS_OF).findings == ()


# The mark


@pytest.mark.parametrize("kind", Kind)
class TestMark:
    def test_all_five_carry_the_same_version_and_prove_it(self, drawn, kind):
        verdict = verify(drawn[kind], amara())
        assert (verdict.belongs, verdict.kind, verdict.mark) == (True, kind, mark_for(12, amara()))

    def test_large_print_is_proved_too(self, kind):
        plan = amara()
        assert verify(render(plan, kind, mark_for(12, plan), large_print=True), plan).belongs

    def test_of_another_version_it_is_not(self, drawn, kind):
        plan = amara()
        other = plan.model_copy(update={"monitoring": "Somebody else looks."})
        verdict = verify(drawn[kind], other)
        assert verdict.belongs is False
        assert "other content" in verdict.why

    def test_without_the_content_nothing_is_claimed(self, drawn, kind):
        assert verify(drawn[kind]).belongs is None

    def test_the_same_content_gives_the_same_bytes(self, drawn, kind):
        assert render(amara(), kind, mark_for(12, amara())) == drawn[kind]


def forged(kind: Kind) -> bytes:
    """Draw other words under the true version's mark, as a forger would."""
    plan = amara()
    first = plan.provision[0].model_copy(update={"what": "A worksheet is left on the desk."})
    other = plan.model_copy(update={"provision": (first, *plan.provision[1:])})
    false_mark = mark_for(12, other)
    file = render(other, kind, false_mark)
    true, false = mark_for(12, plan).content_hash.encode(), false_mark.content_hash.encode()
    if kind == Kind.WEB:
        return file.replace(false, true)
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(kept, "w") as new:
        for part in old.infolist():
            new.writestr(part.filename, old.read(part).replace(false, true))
    return kept.getvalue()


@pytest.mark.parametrize("kind", [Kind.WORD, Kind.WEB])
def test_other_words_under_a_copied_mark_are_found_out(kind):
    verdict = verify(forged(kind), amara())
    assert verdict.belongs is False
    assert "Its words are not the version's" in verdict.why


def test_a_pdf_drawn_with_other_words_under_a_copied_mark_is_found_out(monkeypatch):
    plan = amara()
    document = document_of(plan, Kind.STATUTORY, mark_for(12, plan))
    from goldenthread.documents.content import Paragraph
    from goldenthread.documents.pdf import to_pdf

    blocks = tuple(
        Paragraph(words="A worksheet is left.") if "beside her" in str(block) else block
        for block in document.blocks
    )
    assert blocks != document.blocks
    verdict = verify(to_pdf(document.model_copy(update={"blocks": blocks})), plan)
    assert verdict.belongs is False


def test_one_altered_word_in_a_word_file_is_found_with_its_place(drawn):
    made = docx.Document(io.BytesIO(drawn[Kind.WORD]))
    (line,) = [p for p in made.paragraphs if "cover her ears" in p.text]
    line.runs[-1].text = line.runs[-1].text.replace("cover her ears", "smile")
    kept = io.BytesIO()
    made.save(kept)
    verdict = verify(kept.getvalue(), amara())
    assert verdict.belongs is False
    assert "smile" in verdict.why


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (b"hello", "neither a PDF"),
        (b"<!DOCTYPE html><p>no mark</p>", "no mark"),
        (b"%PDF-1.7 broken", "cannot be read"),
        (b"PK\x03\x04 broken", "cannot be read"),
        (b"<html>EHC plan version 1, easy-read, " + b"a" * 64 + b"</html>", "never a html"),
        (b"<html>EHC plan version 1, poster, " + b"a" * 64 + b"</html>", "no rendering we make"),
        (
            b"<html>EHC plan version 1, web, "
            + b"a" * 64
            + b" EHC plan version 2, web, "
            + b"a" * 64,
            "several versions",
        ),
    ],
)
def test_what_is_no_rendering_is_refused(file, why):
    with pytest.raises(NotARendering, match=why):
        verify(file)


def test_a_mark_of_other_content_draws_nothing():
    plan = amara()
    other = mark_for(1, plan.model_copy(update={"monitoring": "x"}))
    with pytest.raises(ValueError, match="other content"):
        render(plan, Kind.WEB, other)
    with pytest.raises(ValueError, match="letters, figures"):
        mark_for("one, two", plan)


# Easy Read


@pytest.mark.parametrize(
    ("text", "easy"),
    [
        ("I like trains.", ["I like trains."]),
        (
            "She requires assistance frequently, and she will commence in May with peers there.",
            ["She needs help often.", "She will start in May with other children there."],
        ),
        ("Why? Because!", ["Why?", "Because!"]),
        ("", []),
    ],
)
def test_sentences_are_made_short_and_easy(text, easy):
    assert easy_sentences(text) == easy


def test_nothing_is_left_out_of_a_long_sentence():
    text = "The adult sits beside Amara for the whole lesson and shows her the first step again."
    assert " ".join(easy_sentences(text)).count("Amara") == 1
    assert max(len(s.split()) for s in easy_sentences(text)) <= LONGEST_SENTENCE


def test_what_a_person_approves_has_a_hash_that_its_words_decide():
    plan = amara()
    words, digest = easy_read_text(plan, mark_for(1, plan))
    assert "You can say no." in words
    first = plan.needs[0].model_copy(update={"text": "Amara finds reading hard."})
    other = plan.model_copy(update={"needs": (first, *plan.needs[1:])})
    assert easy_read_text(other, mark_for(1, other))[1] != digest


def test_no_help_and_no_aim_is_left_out_of_easy_words_and_the_rest_says_there_is_more():
    plan = amara()
    line = plan.provision[0]
    lines = tuple(
        line.model_copy(update={"id": f"F{n}", "what": f"Help number {n}."}) for n in range(1, 12)
    )
    views = tuple(plan.views[0].model_copy(update={"text": f"I say {n}."}) for n in range(9))
    more = plan.model_copy(update={"provision": lines, "views": views})
    parts = {part.title: part.lines for part in easy_parts(more)}
    assert parts["Help to learn"] == tuple(f"Help number {n}." for n in range(1, 12))
    assert parts["What I say"][-1] == "There is more in my plan."
    assert told_by(more)["Help to learn"] == [each.what for each in lines]
    assert "And 6 more, in the plan." in [str(each) for each in shortened(n.what for n in lines)]


def test_words_changed_by_hand_are_drawn_and_proved_with_those_words_only(tmp_path):
    plan = amara()
    first, *rest = easy_parts(plan)
    changed = (first.model_copy(update={"lines": ("I am Amara.",)}), *rest)
    mark = mark_for(1, plan)
    assert easy_read_text(plan, mark, changed)[1] != easy_read_text(plan, mark)[1]
    file = render(plan, Kind.EASY_READ, mark, easy_words=changed)
    assert verify(file, plan, changed).belongs
    assert "give those words too" in verify(file, plan).why
    for name, text in (
        ("plan.json", plan.model_dump_json()),
        ("words.json", json.dumps([part.model_dump(mode="json") for part in changed])),
    ):
        (tmp_path / name).write_text(text)
    (tmp_path / "easy.pdf").write_bytes(file)
    asked = ["verify", str(tmp_path / "easy.pdf"), "--content", str(tmp_path / "plan.json")]
    assert CliRunner().invoke(command, asked).exit_code == 1
    asked += ["--easy-words"]
    assert CliRunner().invoke(command, [*asked, str(tmp_path / "words.json")]).exit_code == 0
    refused = CliRunner().invoke(command, [*asked, str(tmp_path / "plan.json")])
    assert (refused.exit_code, "no Easy Read words" in refused.output) == (2, True)


def test_a_pack_of_ones_own_takes_the_place_of_ours_and_is_credited(tmp_path):
    (tmp_path / "pack.toml").write_text(
        'name = "Other"\ncredit = "Drawn by Invented Artists."\n[drawings]\nme = "A waving hand"\n'
    )
    (tmp_path / "me.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>')
    plan = amara()
    document = document_of(plan, Kind.EASY_READ, mark_for(1, plan), symbols=load(tmp_path))
    said = document.model_dump_json()
    assert "A waving hand" in said
    assert "Drawn by Invented Artists." in said
    assert "A smiling face" not in said


@pytest.mark.parametrize("inside", ["<script>x</script>", '<a href="x"/>', "<foreignObject/>"])
def test_a_drawing_with_a_script_or_a_link_is_refused(tmp_path, inside):
    (tmp_path / "pack.toml").write_text('name = "x"\ncredit = ""\n[drawings]\nme = "x"\n')
    (tmp_path / "me.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>')
    with pytest.raises(BadPack, match="script or a link"):
        load(tmp_path)


def test_a_folder_without_its_list_is_no_pack(tmp_path):
    with pytest.raises(BadPack, match="no symbol pack"):
        load(tmp_path)


def test_every_drawing_of_ours_has_words():
    assert len(OWN.drawings) == 9
    assert all(shows and svg.startswith("<svg") for _, shows, svg in OWN.drawings)


def test_a_profiles_lines_end_at_a_sentence_or_a_word():
    assert cut("Short.") == "Short."
    assert cut(
        "A first thought that is quite long enough to stand by itself. " + "more " * 40
    ).endswith("itself.")
    assert re.search(r"\w…$", cut("word " * 60))


# The command


@pytest.fixture
def content(tmp_path):
    place = tmp_path / "plan.json"
    place.write_text(amara().model_dump_json())
    return place


@pytest.mark.parametrize("kind", ["statutory", "web"])
def test_the_command_draws_and_proves(content, tmp_path, kind):
    out = tmp_path / f"out.{ENDINGS[Kind(kind)]}"
    run = CliRunner().invoke
    made = run(command, ["render", str(content), str(out), "--kind", kind, "--version", "7"])
    assert made.exit_code == 0, made.output
    proved = run(command, ["verify", str(out), "--content", str(content), "--json"])
    assert proved.exit_code == 0
    told = json.loads(proved.output)
    assert (told["belongs"], told["version"], told["kind"]) == (True, "7", kind)
    assert run(command, ["verify", str(out)]).exit_code == 3
    content.write_text(amara().model_copy(update={"monitoring": "x"}).model_dump_json())
    assert run(command, ["verify", str(out), "--content", str(content)]).exit_code == 1


def test_the_command_says_what_is_wrong_with_a_file(tmp_path, content):
    run = CliRunner().invoke
    assert "no such file" in run(command, ["verify", str(tmp_path / "none.pdf")]).output
    answer = run(command, ["verify", str(content)])
    assert answer.exit_code == 2
    assert "neither a PDF" in answer.output
    wrong = run(command, ["render", str(content), str(tmp_path / "x"), "--version", "a b"])
    assert wrong.exit_code == 2
