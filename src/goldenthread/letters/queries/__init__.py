"""Reading letters: who gets one, what a scan finds, what was written, and what waits."""

from goldenthread.letters.queries.looking import other_children_in, places_in
from goldenthread.letters.queries.papers import Stopped, look_through_file, look_through_words
from goldenthread.letters.queries.readers import (
    default_readers,
    professional,
    readers_of,
    setting,
)
from goldenthread.letters.queries.reading import (
    copy_file,
    get_letter,
    letter_of_copy,
    letters_of,
    own_letter,
    own_letters,
)
from goldenthread.letters.queries.waiting import holds_to_settle, keys_of, keys_taken, outbox

__all__ = [
    "Stopped",
    "copy_file",
    "default_readers",
    "get_letter",
    "holds_to_settle",
    "keys_of",
    "keys_taken",
    "letter_of_copy",
    "letters_of",
    "look_through_file",
    "look_through_words",
    "other_children_in",
    "outbox",
    "own_letter",
    "own_letters",
    "places_in",
    "professional",
    "readers_of",
    "setting",
]
