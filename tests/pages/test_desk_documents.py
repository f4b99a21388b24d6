"""The Documents tab: what is added is held until checked; what is refused says why."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

CSV = b"name,when\nAn invented child,2026-11-22\n"


@pytest.fixture
def tab(cast, sam, settings, tmp_path):
    """Ask for the tab as somebody, with or without a document."""
    settings.MEDIA_ROOT = tmp_path

    def ask(who: str = "officer", name: str = "", content: bytes = CSV):
        client = Client()
        client.force_login(getattr(cast, who), backend="django.contrib.auth.backends.ModelBackend")
        address = reverse("desk:documents", args=[sam.pk])
        if not name:
            return client.get(address)
        return client.post(address, {"document": SimpleUploadedFile(name, content)}, follow=True)

    return ask


def text(answer) -> str:
    return answer.content.decode()


class TestDocuments:
    def test_says_when_there_is_none(self, tab):
        assert "No document has been added" in text(tab())

    @pytest.mark.parametrize("who", ["officer", "psychologist", "senco"])
    def test_holds_what_is_added_and_offers_no_link_until_it_is_checked(self, tab, who):
        answer = text(tab(who, "advice.csv"))
        assert "being checked" in answer
        assert "/download/" not in answer

    def test_in_the_demo_it_says_that_nothing_was_scanned(self, tab, settings):
        settings.DEMO = True
        answer = text(tab(name="advice.csv"))
        assert "not scanned: demo" in answer
        assert "/download/" in answer

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("plan.exe", b"MZ\x90\x00"),
            ("plan.pdf", b"this is not a PDF"),
            ("plan.docm", b"PK\x03\x04"),
            ("empty.csv", b""),
        ],
    )
    def test_refuses_a_wrong_file_with_a_sentence_and_keeps_nothing(self, tab, name, content):
        answer = text(tab(name=name, content=content))
        assert "There is a problem" in answer
        assert "No document has been added" in text(tab())

    def test_asks_for_a_document_when_none_is_chosen(self, cast, sam):
        client = Client()
        client.force_login(cast.officer, backend="django.contrib.auth.backends.ModelBackend")
        answer = client.post(reverse("desk:documents", args=[sam.pk]), {})
        assert "There is a problem" in text(answer)

    @pytest.mark.parametrize(("who", "code"), [("stranger", 404), ("parent", 403), ("dco", 200)])
    def test_adds_only_for_those_who_may(self, tab, who, code):
        assert tab(who, "advice.csv").status_code == code
