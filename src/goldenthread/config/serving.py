"""What gunicorn is told beside its address: `--config python:goldenthread.config.serving`."""

from __future__ import annotations

from threading import Thread
from typing import Any

from goldenthread.config import warming

workers = 2
threads = 4
worker_class = "gthread"
preload_app = True


def post_worker_init(worker: Any) -> None:
    """Load the slow libraries beside the first requests, most of which need none."""
    Thread(target=warming.load_the_slow, name="warming", daemon=True).start()
