"""Six thousand copies, and the worker killed at random moments: none missing, none twice (rule 54).

Twenty deaths in the suite, at other moments each time; the seed is in the failure. All two hundred
of the rule, with a seed of one's own, by ``GT_DEATHS=200 GT_SEED=54`` before pytest.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from goldenthread.access import asking
from goldenthread.access.models import User
from goldenthread.config import launcher
from goldenthread.letters.models import Handover
from goldenthread.organisations.models import LocalArea

from .conftest import NOW, child
from .letters_support import adult
from .notify_stand_in import StandIn

COPIES, POSTED, EMAILED = 6000, 200, 1500
DEATHS = int(os.environ.get("GT_DEATHS", "20"))
SEED = int(os.environ.get("GT_SEED") or secrets.randbelow(1_000_000))
SPREAD = 8.0  # seconds of work over which the deaths fall, so that they reach its whole length
HOME = Path(__file__).resolve().parents[2]

MANY = """
INSERT INTO letters_letter (area_id, child_id, case_type, case_id, kind, key, content, content_hash,
  decided_date, made_at, invented)
SELECT 830, %(child)s, 'assessment', n, 'message', 'm/' || n, '{}', 'h', %(day)s, %(at)s, true
FROM generate_series(1, %(many)s) n;
INSERT INTO letters_lettercopy (area_id, child_id, letter_id, reader, reader_key, name, adult_id,
  user_id, content, content_hash, barred, large_print, easy_read, needs, format_reason)
SELECT 830, l.child_id, l.id, 'PARENT', 'adult-1', 'Dee Invented', %(adult)s, %(user)s, %(content)s,
  repeat('0', 64), false, false, false, '[]', '' FROM letters_letter l;
INSERT INTO letters_handover (area_id, child_id, copy_id, key, channel, state, tries, due_at,
  carrier, carrier_id, receipt, problem, receipt_final, came_back)
SELECT 830, c.child_id, c.id, 'GT-' || lpad(c.id::text, 32, '0'),
  CASE WHEN l.case_id <= %(posted)s THEN 'POST'
       WHEN l.case_id <= %(emailed)s THEN 'EMAIL' ELSE 'TEXT' END, 'WAITING', 0, %(at)s, '', '', '',
  '', false, false
FROM letters_lettercopy c JOIN letters_letter l ON l.id = c.letter_id;
"""


@pytest.fixture
def waiting(real_db) -> None:
    """Six thousand copies that wait, for one invented family."""
    everything = asking.service("test", [830])
    area = LocalArea.objects.create(id=830, code="derbyshire", name="Derbyshire")
    user = User.objects.create_user(email="dee@example.invalid", name="Dee", invented=True)
    with asking.stated(everything):
        sam = child(area, "D-1", "Sam", "Invented")
        contacts = {
            "address": "1 Invented Row\nDE0 0AA",
            "email": "dee@example.invalid",
            "phone": "1",
        }
        link = adult(sam, "Dee Invented", contacts, parental_responsibility="YES")
    said = '{"title": "A letter", "pieces": [{"blocks": [{"kind": "paragraph", "words": "x"}]}]}'
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            MANY,
            {
                "child": sam.pk,
                "adult": link.adult_id,
                "user": user.pk,
                "many": COPIES,
                "posted": POSTED,
                "emailed": POSTED + EMAILED,
                "content": said,
                "day": NOW.date(),
                "at": NOW,
            },
        )
    connections.close_all()


def test_none_is_missing_and_none_goes_twice(waiting, tmp_path):
    environment = {
        **os.environ,
        **{
            launcher.VARIABLES[alias]: url
            for alias, url in launcher.addresses(
                settings.TEST_DATABASE, launcher.tests_server()
            ).items()
        },
        "DJANGO_SETTINGS_MODULE": "goldenthread.config.settings",
        "GOLDENTHREAD_SECRET_KEY": "only for this test",
        "PYTHONPATH": f"{HOME}:{HOME / 'src'}",
    }
    with StandIn() as notify:
        ran = subprocess.run(
            [
                *(sys.executable, str(Path(__file__).with_name("letters_worker.py"))),
                *(notify.url, str(tmp_path), str(DEATHS), str(SEED), NOW.isoformat()),
                str(2 * SPREAD / DEATHS),
            ],
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        told = f"seed {SEED}: {ran.stderr[-2000:]}"
        assert ran.stdout.split() == [str(DEATHS), "True"], told
        emails = {key: len(rows) for key, rows in notify.taken.items()}
    with asking.stated(asking.service("test", [830])):
        rows = list(Handover.objects.values_list("key", "channel", "state", "tries"))
    assert Counter(state for _, _, state, _ in rows) == {"SENT": COPIES}, f"seed {SEED}"
    assert emails == {key: 1 for key, channel, _, _ in rows if channel == "EMAIL"}, f"seed {SEED}"
    for ending, kind in (("pdf", "POST"), ("txt", "TEXT")):
        there = {file.stem for file in (tmp_path / "open").glob(f"GT-*.{ending}")}
        assert there == {key for key, channel, _, _ in rows if channel == kind}, f"seed {SEED}"
    assert max(tries for *_, tries in rows) > 1, "nobody was killed in the middle of anything"
