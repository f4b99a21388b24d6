"""What may be uploaded, judged by its content as well as its name (trust rule 43). No Django."""

from goldenthread.files.rules.kinds import (
    CONTENT_TYPES,
    SELDOM_PLAYED,
    SOUND_OR_FILM,
    Kind,
    Limits,
    Refused,
    State,
    ended,
    kind_of,
    safe_name,
)

__all__ = [
    "CONTENT_TYPES",
    "SELDOM_PLAYED",
    "SOUND_OR_FILM",
    "Kind",
    "Limits",
    "Refused",
    "State",
    "ended",
    "kind_of",
    "safe_name",
]
