"""Changes to the directory: a feed read in, and pages of things to try, written and approved."""

from goldenthread.directory.commands.importing import Imported, import_feed, read_in
from goldenthread.directory.commands.refusals import CannotSay
from goldenthread.directory.commands.trying import (
    approve_try_page,
    clinical_post,
    write_try_page,
)

__all__ = [
    "CannotSay",
    "Imported",
    "approve_try_page",
    "clinical_post",
    "import_feed",
    "read_in",
    "write_try_page",
]
