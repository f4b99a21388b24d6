"""How passwords are kept: argon2id, above what OWASP asks and no costlier than a busy hour bears.

OWASP's Password Storage Cheat Sheet asks for at least 19 MiB, two passes and one lane. Django's own
default (100 MiB, two passes, eight lanes) takes a fifth of a second of a processor for each sign-in
and 800 MiB when eight sign in at once: 200 parents in one minute then wait until their phones give
up. This is measured by `goldenthread bench --only sign-in`.
"""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id with 32 MiB, two passes and one lane.

    A password kept with other costs is still checked, and kept anew at the next sign-in.
    """

    time_cost = 2  # passes
    memory_cost = 32 * 1024  # KiB
    parallelism = 1  # lanes
