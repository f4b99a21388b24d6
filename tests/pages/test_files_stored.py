"""Files: received, held until scanned, and sent only to those who may have them at that moment."""

from __future__ import annotations

import gzip
import io
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from goldenthread.access import asking
from goldenthread.access import commands as access
from goldenthread.access.models import Post
from goldenthread.access.rules import NotAllowed, NotFound
from goldenthread.audit.models import AuditRow
from goldenthread.files import commands, queries, scanner
from goldenthread.files.models import StoredFile
from goldenthread.files.rules import Refused, State

from .conftest import NOW, TODAY

BACKEND = "django.contrib.auth.backends.ModelBackend"
CONTENT = b"name,plan\r\nCANARY,1\r\n"


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.FILE_SCANNER = "scanner:3310"
    return tmp_path


@pytest.fixture
def scanned(monkeypatch):
    """Say what the scanner answers, and run the scan."""

    def run(answer: scanner.Verdict | None) -> dict[State, int]:
        def scan(file, at):
            if answer is None:
                raise scanner.ScannerDown("down")
            return answer

        monkeypatch.setattr(scanner, "scan", scan)
        return commands.scan_held(NOW)

    return run


def send(by, child_id=None, content=CONTENT, name="Mrs Neighbour's list.csv", area_id=830):
    with asking.stated(by):
        return commands.receive(
            chunks=[content[:5], content[5:]],
            name=name,
            area_id=area_id,
            child_id=child_id,
            by=by,
            at=NOW,
        )


def stored(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def file(cast, sam, asker_of, storage):
    return send(asker_of(cast.officer), sam.pk)


@pytest.fixture
def clean(file, scanned, as_service):
    scanned(scanner.Verdict())
    asking.state(as_service)
    file.refresh_from_db()
    return file


class TestReceive:
    def test_keeps_it_under_a_name_that_says_nothing_and_holds_it(self, file, sam, storage):
        (kept,) = stored(storage)
        assert kept.read_bytes() == CONTENT
        assert "Neighbour" not in str(kept)
        assert (file.state, file.size, file.area_id) == (State.HELD, len(CONTENT), 830)
        assert file.sha256 == file.sent_sha256
        assert AuditRow.objects.filter(purpose="file-received", child_id=sam.pk).exists()

    def test_keeps_a_picture_without_its_place_and_both_hashes(self, cast, sam, asker_of, storage):
        exif, out = Image.Exif(), io.BytesIO()
        exif[0x010E] = "CANARY"
        Image.new("RGB", (9, 9)).save(out, "JPEG", exif=exif)
        made = send(asker_of(cast.officer), sam.pk, out.getvalue(), "p.jpg")
        (kept,) = stored(storage)
        assert b"CANARY" not in kept.read_bytes()
        assert made.size == kept.stat().st_size
        assert made.sha256 != made.sent_sha256

    @pytest.mark.parametrize(
        ("content", "name", "said"),
        [
            (b"MZ", "run.exe", "Send a PDF"),
            (b"", "list.csv", "empty"),
            (b"x" * 2001, "list.csv", "larger"),
            (gzip.compress(b"<!DOCTYPE a><a/>", mtime=0), "a.xml.gz", "entities"),
        ],
    )
    def test_keeps_nothing_of_what_is_refused(
        self, cast, sam, asker_of, storage, settings, content, name, said
    ):
        settings.FILE_LARGEST_BYTES = 2000
        with pytest.raises(Refused, match=said):
            send(asker_of(cast.officer), sam.pk, content, name)
        assert stored(storage) == []
        assert not StoredFile.objects.exists()

    @pytest.mark.parametrize(
        ("who", "problem"),
        [("city_officer", NotFound), ("stranger", NotFound), ("privacy_officer", NotAllowed)],
    )
    def test_is_refused_to_those_who_may_not(self, cast, sam, asker_of, storage, who, problem):
        with pytest.raises(problem):
            send(asker_of(getattr(cast, who)), sam.pk)
        assert stored(storage) == []

    def test_a_list_to_load_is_the_data_officers(self, cast, areas, asker_of):
        assert send(asker_of(cast.data_officer)).child_id is None
        for who in (cast.officer, cast.senco):
            with pytest.raises(NotAllowed):
                send(asker_of(who))
        with pytest.raises(NotAllowed):
            send(asker_of(cast.data_officer), area_id=831)


class TestScan:
    def test_lets_a_clean_file_go(self, clean):
        assert (clean.state, clean.scanned_at) == (State.CLEAN, NOW)

    def test_removes_what_has_a_virus_and_says_so(
        self, cast, file, scanned, storage, asker_of, as_service, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            assert scanned(scanner.Verdict("Eicar-Signature"))[State.REFUSED] == 1
        assert stored(storage) == []
        with pytest.raises(NotAllowed, match="virus check refused"):
            fetch(asker_of(cast.officer), file)
        asking.state(as_service)
        assert StoredFile.objects.get().found == "Eicar-Signature"

    @pytest.mark.parametrize("scanner_set", ["scanner:3310", ""])
    def test_with_no_answer_or_no_scanner_it_is_held_not_lost_and_not_shown(
        self, cast, file, scanned, storage, settings, asker_of, as_service, scanner_set
    ):
        settings.FILE_SCANNER = scanner_set
        assert sum(scanned(None).values()) == 0
        assert len(stored(storage)) == 1
        with pytest.raises(NotAllowed, match="still being checked"):
            fetch(asker_of(cast.officer), file)
        settings.FILE_SCANNER = "scanner:3310"
        assert scanned(scanner.Verdict())[State.CLEAN] == 1

    def test_the_demo_says_it_was_not_scanned_and_only_the_demo_opens_it(
        self, cast, sam, settings, asker_of
    ):
        settings.DEMO, settings.FILE_SCANNER = True, ""
        by = asker_of(cast.officer)
        made = send(by, sam.pk)
        assert made.state == State.NOT_SCANNED_DEMO
        sam.classes_in_reach = frozenset()
        asking.state(by)
        assert queries.files_of(sam)[0].state == "not scanned: demo"
        assert fetch(by, made).size == len(CONTENT)
        settings.DEMO = False
        with pytest.raises(NotAllowed, match="never checked"):
            fetch(by, made)


def fetch(by, file):
    with asking.stated(by):
        found = queries.authorised_download(file.pk, by=by, on=TODAY)
        found.content.close()
        return found


def read(answer) -> bytes:
    """Read a file's answer to its end, which closes the file."""
    return b"".join(answer.streaming_content)


class TestDownload:
    def test_is_an_attachment_in_a_sandbox_kept_nowhere(self, cast, clean, client):
        client.force_login(cast.officer, backend=BACKEND)
        answer = client.get(f"/files/{clean.pk}/download/")
        assert read(answer) == CONTENT
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert answer["Cache-Control"] == "no-store, private"
        assert answer["Content-Type"] == "text/csv"

    @pytest.mark.parametrize(
        ("who", "status"),
        [
            *((who, 200) for who in ("officer", "manager", "dco", "psychologist", "senco")),
            *((who, 403) for who in ("data_officer", "privacy_officer", "parent")),
            *((who, 404) for who in ("city_officer", "commissioner", "board_member")),
            *((who, 404) for who in ("administrator", "stranger")),
        ],
    )
    def test_is_for_those_whose_post_and_tie_allow_it(self, cast, clean, client, who, status):
        client.force_login(getattr(cast, who), backend=BACKEND)
        answer = client.get(f"/files/{clean.pk}/download/")
        assert answer.status_code == status
        assert (CONTENT in (read(answer) if status == 200 else answer.content)) is (status == 200)

    def test_is_audited_each_time(self, cast, clean, client, sam, as_service):
        client.force_login(cast.officer, backend=BACKEND)
        for _ in range(2):
            read(client.get(f"/files/{clean.pk}/download/"))
        asking.state(as_service)
        rows = AuditRow.objects.filter(purpose="file-download", child_id=sam.pk)
        assert [(r.user_id, r.route) for r in rows] == [(cast.officer.pk, "files:download")] * 2

    def test_a_link_stops_working_on_the_next_request(self, cast, clean, client, sam, asker_of):
        client.force_login(cast.psychologist, backend=BACKEND)
        address = f"/files/{clean.pk}/download/"
        first = client.get(address)
        read(first)
        by = asker_of(cast.administrator)
        with asking.stated(by):
            gone = NOW - timedelta(days=30)
            access.end_post(
                post=Post.objects.get(user=cast.psychologist), on=gone.date(), by=by, at=gone
            )
        assert (first.status_code, client.get(address).status_code) == (200, 404)

    def test_says_the_same_of_a_file_out_of_reach_and_of_none(self, cast, clean, client):
        client.force_login(cast.city_officer, backend=BACKEND)
        for number in (clean.pk, 999_999):
            answer = client.get(f"/files/{number}/download/")
            assert answer.status_code == 404
            assert b"CANARY" not in answer.content

    def test_is_not_for_a_visitor_who_has_not_signed_in(self, clean, client):
        assert client.get(f"/files/{clean.pk}/download/").status_code == 404

    def test_the_senders_name_for_it_is_for_those_who_may_see_third_parties(
        self, cast, clean, asker_of
    ):
        assert fetch(asker_of(cast.officer), clean).name == "Mrs Neighbour's list.csv"
        assert fetch(asker_of(cast.psychologist), clean).name == f"document-{clean.pk}.csv"

    def test_a_list_to_load_is_not_for_casework(self, cast, areas, asker_of, scanned, as_service):
        made = send(asker_of(cast.data_officer))
        scanned(scanner.Verdict())
        assert fetch(asker_of(cast.data_officer), made).size == len(CONTENT)
        with pytest.raises(NotAllowed):
            fetch(asker_of(cast.officer), made)
        with pytest.raises(NotFound):
            fetch(asker_of(cast.city_officer), made)
