"""What may be uploaded, judged by content as well as name (trust rule 43)."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest
from openpyxl import Workbook
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from goldenthread.files.rules import Kind, Limits, Refused, safe_name
from goldenthread.files.rules.contents import inspect

LIMITS = Limits()
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def look(content: bytes, name: str, limits: Limits = LIMITS):
    return inspect(io.BytesIO(content), name, limits)


def refused(content: bytes, name: str, limits: Limits = LIMITS) -> str:
    with pytest.raises(Refused) as problem:
        look(content, name, limits)
    return str(problem.value)


def pdf(change=lambda writer: None) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(width=100, height=100)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def workbook() -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def word(**more: bytes) -> bytes:
    parts = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"}
    return zipped(parts | {name.replace("__", "/"): content for name, content in more.items()})


def picture(kind: str, size=(40, 20), **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 10, 10)).save(out, kind, **options)
    return out.getvalue()


class TestKind:
    @pytest.mark.parametrize(
        ("content", "name", "kind"),
        [
            (pdf(), "Advice.PDF", Kind.PDF),
            (workbook(), "list.xlsx", Kind.XLSX),
            (word(), "letter.docx", Kind.DOCX),
            ("a,b\r\n1,£2\r\n".encode(), "list.csv", Kind.CSV),
            ("a,b\r\n1,£2\r\n".encode("cp1252"), "list.csv", Kind.CSV),
            (b"<?xml version='1.0'?><a><b/></a>", "return.xml", Kind.XML),
            (gzip.compress(b"<a/>", mtime=0), "return.xml.gz", Kind.GZ),
        ],
    )
    def test_what_is_what_it_says_is_taken_as_it_is(self, content, name, kind):
        assert look(content, name) == (kind, None)

    @pytest.mark.parametrize(
        "name",
        ["run.exe", "page.html", "pic.svg", "old.doc", "book.xlsm", "letter.docm", "a.zip", "x"],
    )
    def test_other_kinds_are_refused_by_name(self, name):
        assert refused(b"%PDF-1.7", name).startswith("Send a PDF")

    @pytest.mark.parametrize(
        ("content", "name"),
        [
            (b"MZ\x90\x00 a program", "Advice.pdf"),
            (workbook(), "letter.docx"),
            (word(), "list.xlsx"),
            (zipped({"a.txt": b"a"}), "letter.docx"),
            (pdf(), "photo.jpg"),
            (picture("PNG"), "photo.jpg"),
            (b"\x00\x01", "list.csv"),
            (b"not xml", "return.xml"),
            (b"", "return.xml"),
            (b"", "Advice.pdf"),
        ],
    )
    def test_content_that_is_not_what_the_name_says_is_refused(self, content, name):
        assert "name says" in refused(content, name)


class TestPdf:
    def attach(self, writer):
        writer.add_attachment("inside.txt", b"text")

    def script(self, writer):
        action = DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x")}
        )
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)

    def launch(self, writer):
        action = DictionaryObject(
            {
                NameObject("/S"): NameObject("/Launch"),
                NameObject("/F"): TextStringObject("run.exe"),
            }
        )
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)

    def form(self, writer):
        held = DictionaryObject({NameObject("/XFA"): TextStringObject("x")})
        writer.root_object[NameObject("/AcroForm")] = held

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ("script", "a script"),
            ("attach", "another file"),
            ("launch", "start a program"),
            ("form", "a form that runs"),
        ],
    )
    def test_what_runs_or_hides_something_is_refused(self, change, said):
        assert said in refused(pdf(getattr(self, change)), "Advice.pdf")

    def test_a_locked_one_is_refused(self):
        assert "password" in refused(pdf(lambda w: w.encrypt("word")), "Advice.pdf")

    @pytest.mark.parametrize("cut", [9, 60, 200])
    def test_a_broken_one_is_refused(self, cut):
        assert refused(pdf()[:cut], "Advice.pdf")


class TestOffice:
    @pytest.mark.parametrize(
        "more",
        [
            {"word__vbaProject.bin": b"x"},
            {"word__embeddings__oleObject1.bin": b"x"},
            {"word__activeX__activeX1.xml": b"<x/>"},
        ],
    )
    def test_macros_and_files_inside_are_refused(self, more):
        assert "macros" in refused(word(**more), "letter.docx")

    def test_a_macro_type_is_refused_whatever_the_parts_are_called(self):
        types = b'<Types><Override ContentType="x.macroEnabled.main+xml"/></Types>'
        held = zipped({"[Content_Types].xml": types, "word/document.xml": b"<a/>"})
        assert "macros" in refused(held, "letter.docx")

    @pytest.mark.parametrize(("kind", "taken"), [("hyperlink", True), ("attachedTemplate", False)])
    def test_a_link_to_follow_is_taken_and_a_template_from_elsewhere_is_not(self, kind, taken):
        relation = (
            f'<Relationships><Relationship Id="r1" Type="{REL}/{kind}" TargetMode="External"'
            ' Target="https://elsewhere.invalid/"/></Relationships>'
        )
        made = word(
            word___rels__document_xml_rels=b"", **{"word___rels__d.rels": relation.encode()}
        )
        if taken:
            assert look(made, "letter.docx") == (Kind.DOCX, None)
        else:
            assert "elsewhere" in refused(made, "letter.docx")

    def test_one_that_unpacks_to_far_more_is_refused(self):
        assert "unpacks" in refused(word(word__big=b"0" * 9_000_000), "letter.docx")

    def test_one_that_is_too_large_unpacked_is_refused(self):
        small = Limits(unpacked_bytes=1000, ratio=10_000)
        assert "too large" in refused(word(word__big=b"0" * 2000), "letter.docx", small)

    def test_one_with_too_many_parts_is_refused(self):
        many = word(**{f"word__p{n}": b"x" for n in range(20)})
        assert "too large" in refused(many, "letter.docx", Limits(parts=10))

    def test_one_that_climbs_out_is_refused(self):
        held = {"[Content_Types].xml": b"<T/>", "word/document.xml": b"<a/>", "../x": b"x"}
        assert refused(zipped(held), "letter.docx")

    def test_a_damaged_one_is_refused(self):
        whole = bytearray(workbook())
        whole[60:80] = b"\xff" * 20
        assert "damaged" in refused(bytes(whole), "list.xlsx")


class TestXmlAndGzip:
    @pytest.mark.parametrize(
        "content",
        [
            b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
            b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
            b"<!DOCTYPE a><a/>",
        ],
    )
    def test_entities_and_document_types_are_refused(self, content):
        assert "entities" in refused(content, "return.xml")

    def test_a_broken_one_is_refused_by_place(self):
        assert "line 2, column" in refused(b"<a>\n<b></a>", "return.xml")

    def test_one_nested_too_deep_is_refused(self):
        deep = b"<a>" * 101 + b"</a>" * 101
        assert "nested" in refused(deep, "return.xml")
        assert look(b"<a>" * 100 + b"</a>" * 100, "return.xml")[0] is Kind.XML

    def test_a_gzip_bomb_is_refused_before_it_is_unpacked(self):
        assert "unpacks" in refused(gzip.compress(b"0" * 30_000_000, mtime=0), "return.xml.gz")

    @pytest.mark.parametrize("name", ["letter.docx.gz", "x.gz", "a.xml.gz.gz"])
    def test_only_xml_and_csv_come_packed(self, name):
        assert refused(gzip.compress(pdf(), mtime=0), name)

    def test_what_is_packed_is_looked_into(self):
        assert "entities" in refused(gzip.compress(b"<!DOCTYPE a><a/>", mtime=0), "return.xml.gz")

    def test_a_damaged_one_is_refused(self):
        assert "damaged" in refused(gzip.compress(b"<a/>" * 500, mtime=0)[:-9], "return.xml.gz")


class TestPictures:
    def test_the_place_and_words_are_taken_out_and_it_stands_upright(self):
        exif = Image.Exif()
        exif[0x010E] = "CANARY words"
        exif[0x0112] = 6  # on its side
        exif.get_ifd(0x8825)[2] = (53.0, 6.0, 1.0)
        sent = picture("JPEG", exif=exif, comment=b"CANARY comment")
        assert b"CANARY" in sent
        kind, kept = look(sent, "photo.jpeg")
        again = Image.open(io.BytesIO(kept))
        assert (kind, again.size, dict(again.getexif())) == (Kind.JPEG, (20, 40), {})
        assert b"CANARY" not in kept

    def test_the_words_of_a_png_are_taken_out(self):
        from PIL.PngImagePlugin import PngInfo

        words = PngInfo()
        words.add_text("Comment", "CANARY")
        kind, kept = look(picture("PNG", pnginfo=words), "photo.png")
        assert kind is Kind.PNG
        assert b"CANARY" not in kept
        assert Image.open(io.BytesIO(kept)).getpixel((0, 0)) == (200, 10, 10)

    def test_colours_of_a_palette_are_kept(self):
        out = io.BytesIO()
        Image.new("RGB", (4, 4), (10, 200, 10)).quantize(4).save(out, "PNG")
        _, kept = look(out.getvalue(), "photo.png")
        assert Image.open(io.BytesIO(kept)).convert("RGB").getpixel((1, 1)) == (10, 200, 10)

    def test_one_of_too_many_points_is_refused_before_it_is_drawn(self):
        assert "million points" in refused(picture("PNG"), "p.png", Limits(pixels=799))

    @pytest.mark.parametrize("kind", ["PNG", "JPEG"])
    def test_a_broken_one_is_refused(self, kind):
        sent = picture(kind, (300, 300))
        assert refused(sent[: len(sent) // 2], f"photo.{kind.lower()}")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("C:\\Users\\me\\Report.pdf", "Report.pdf"),
        ("../../etc/passwd.csv", "passwd.csv"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ("\u202efdp.exe.pdf", "fdp.exe.pdf"),
        (".pdf", "file.pdf"),
        ("", "file"),
        ("..", "file"),
        ("voice-001", "voice-001"),
        ("a." + "x" * 300, "a." + "x" * 198),
        ("\u202bرسالة 🚂 Łódź\u200b.m4a", "رسالة 🚂 Łódź.m4a"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_name_keeps_no_path_and_no_control(sent, kept):
    assert safe_name(sent) == kept
    assert len(safe_name(sent)) <= 200
