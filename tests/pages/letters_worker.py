"""A worker that is killed: run by `test_letters_killed.py` in a process of its own.

It loads everything once, and then forks a worker for each life, so that many deaths take seconds.
The worker is the one that a real service runs; what takes the letters is the stand-in for GOV.UK
Notify and a print room's folder.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from datetime import datetime
from pathlib import Path


def load() -> None:
    """Load what a worker needs, so that a life begins at its work."""
    from goldenthread.letters.carriers import folder, notify
    from goldenthread.letters.commands import handing

    assert folder
    assert notify
    assert handing


def work(at: datetime, url: str, folder: str) -> None:
    """Hand over what waits, until there is no more or until killed."""
    from tests.pages.notify_stand_in import KEY

    from goldenthread.letters.carriers.folder import Folder
    from goldenthread.letters.carriers.notify import Account, Notify
    from goldenthread.letters.commands.handing import hand_over_waiting
    from goldenthread.letters.rules.recipients import Channel

    notify = Notify(Account(key=KEY, url=url, email_template="e", text_template="t"))
    room = Folder(Path(folder))
    notify.at_once = 8  # so that many lives end in the middle of handing over
    carriers = [(Channel.EMAIL, notify), (Channel.POST, room), (Channel.TEXT, room)]
    random.shuffle(carriers)
    hand_over_waiting(at, dict(carriers))


def life(kill_after: float | None, at: datetime, url: str, folder: str) -> bool:
    """Fork a worker; kill it after so many seconds, or wait for its end. Say whether it ended."""
    child = os.fork()
    if child == 0:
        work(at, url, folder)
        os._exit(0)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0


def main() -> None:
    """Live and die so often, then live to the end; print how many were killed before theirs."""
    import django

    django.setup()
    from django.conf import settings

    load()
    settings.LETTERS_LEASE_SECONDS = 0  # what a dead worker held is taken again at once
    url, folder, deaths, seed, moment, longest = sys.argv[1:7]
    at, chance = datetime.fromisoformat(moment), random.Random(int(seed))
    killed = lives = 0
    while killed < int(deaths) and lives < 2 * int(deaths):
        lives += 1
        killed += not life(chance.uniform(0.01, float(longest)), at, url, folder)
    print(killed, life(None, at, url, folder))  # noqa: T201 - read by the test


if __name__ == "__main__":
    main()
