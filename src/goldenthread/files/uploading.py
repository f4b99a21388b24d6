"""Taking an upload in as it comes: no more of it lies on the disk than may be kept.

A film of 4 GB would fill a small disk before anybody could say that it is too large. What comes
after the largest file that is taken goes by unkept, so that its sender is answered in words by the
form they used, and what they typed beside it is still there.
"""

from __future__ import annotations

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class KeepNoMore(TemporaryFileUploadHandler):
    """Django upload handler: one byte past the limit is kept, by which `files` knows it passed."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        room = settings.FILE_LARGEST_BYTES + 1 - start
        if room > 0:
            super().receive_data_chunk(raw_data[:room], start)
        return None
