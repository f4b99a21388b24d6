"""What day it is, asked once a request or job: Europe/London, or the demo's fixed day (rule 57)."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """Return today in England."""
    return settings.TODAY or timezone.localdate()


def now() -> datetime:
    """Return this moment; in the demo, this time of day on the demo's day."""
    moment = timezone.localtime()
    if settings.TODAY:
        return moment.replace(
            year=settings.TODAY.year, month=settings.TODAY.month, day=settings.TODAY.day
        )
    return moment
