"""Reading an email: who wrote, whether that is proven, and what they said themselves."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.contact.rules.mail import MOST_WORDS, NotMail, digest, read_mail

TRUSTED = "mx.council.example"
PASSED = f"{TRUSTED}; dmarc=pass header.from=example.invalid"


def email(words="Hello, when is the meeting?", **headers) -> bytes:
    message = EmailMessage()
    given = {
        "From": "Mum <Mum@example.invalid>",
        "Subject": "A question",
        "Message-ID": "<1@example.invalid>",
    }
    for name, value in {**given, **headers}.items():
        if value is not None:
            message[name.replace("_", "-")] = value
    message.set_content(words)
    return message.as_bytes()


def read(content: bytes):
    return read_mail(content, trusted=TRUSTED)


def test_what_stands_in_it():
    found = read(email())
    assert (found.id, found.address) == ("<1@example.invalid>", "mum@example.invalid")
    assert (found.subject, found.words) == ("A question", "Hello, when is the meeting?")
    assert not found.proven
    assert not found.machine


@pytest.mark.parametrize(
    ("said", "proven"),
    [
        (PASSED, True),
        (None, False),
        (PASSED.replace("pass", "fail"), False),
        (PASSED.replace(TRUSTED, "mx.liar.example"), False),
        (PASSED.replace("example.invalid", "example.invalid.liar.example"), False),
        (PASSED.replace("example.invalid", "other.invalid"), False),
        (f"{TRUSTED}; spf=pass smtp.mailfrom=example.invalid", False),
        ("", False),
    ],
)
def test_a_sender_is_believed_only_as_our_own_server_found(said, proven):
    assert read(email(Authentication_Results=said)).proven is proven


def test_a_finding_further_down_was_written_by_anybody():
    content = b"Authentication-Results: mx.liar.example; none\r\n" + email(
        Authentication_Results=PASSED
    )
    assert not read(content).proven


def test_with_no_server_trusted_nobody_is_believed():
    assert not read_mail(email(Authentication_Results=PASSED), trusted="").proven


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List_Id": "<news.example>"},
        {"Return_Path": "<>"},
    ],
)
def test_machines_are_known(headers):
    assert read(email(**headers)).machine


def test_the_conversation_it_answers():
    assert read(email(Subject="Re: Message 7KDM-2X4P")).reference == "7KDM-2X4P"
    assert read(email(Subject="My reference is 1LIO-0000")).reference == ""


def test_what_is_quoted_below_is_left_out_and_words_alone_are_kept():
    said = "Thank you.\n\nOn Mon 3 Nov 2026, the team wrote:\n> We meet on Tuesday.\n"
    assert read(email(said)).words == "Thank you."
    assert read(email("> only what they said")).words == ""


def test_markup_is_read_as_words():
    message = EmailMessage()
    message["From"] = "a@example.invalid"
    message.set_content("<p>Hello<br>there</p><script>steal()</script>", subtype="html")
    found = read(message.as_bytes())
    assert found.words.split() == ["Hello", "there"]
    assert found.id == digest(message.as_bytes())


def test_attachments_come_with_their_names():
    message = EmailMessage()
    message["From"] = "a@example.invalid"
    message.set_content("See the letter.")
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="l.pdf")
    assert read(message.as_bytes()).attachments == (("l.pdf", b"%PDF-"),)


def test_a_very_long_one_is_cut_and_says_so():
    found = read(email("word " * MOST_WORDS))
    assert found.words.endswith("too long to keep here.]")
    assert len(found.words) < MOST_WORDS + 100


@pytest.mark.parametrize("content", [b"", b"hello", b"From: nobody\r\n\r\nHello", b"\x00\xff"])
def test_what_has_no_sender_is_no_email(content):
    with pytest.raises(NotMail):
        read(content)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60))
def test_names_and_words_of_any_language_come_through(words):
    words = " ".join(words.split()).lstrip(">")
    found = read(email(words or "x"))
    assert "\x00" not in found.words
    if words and not words.startswith(("On ", "From: ", "--")):
        assert found.words == words.strip()
