"""The inspection verb starts fast: nothing of Django, numpy or the database is loaded."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.unit.strategy.invented import actions, finish, start

PROGRAM = (
    "import sys; from goldenthread.config.cli import main; "
    "code = main(['inspection', 'read', sys.argv[1], '--json'], standalone_mode=False); "
    "loaded = {name.partition('.')[0] for name in sys.modules}; "
    "assert not loaded & {'django', 'numpy', 'psycopg', 'pdfplumber'}, loaded"
)


def test_reading_loads_neither_django_nor_numpy(tmp_path):
    paper = start(outcome=2)
    actions(paper, [(("Ambleford City Council",), ("Leaders must act.",))])
    path = finish(paper).save(tmp_path / "report.pdf")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    read = json.loads(done.stdout)
    assert read["style"] == "area-send-2023"
    assert read["priority_actions"][0]["responsible_bodies"] == ["Ambleford City Council"]
    assert "’" in done.stdout  # printed as it is, not escaped
