"""How files are taken that a form sends: in memory, bounded, and never on the disk."""

from io import BytesIO
from typing import Any, Final

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

__all__ = ["MOST_BYTES", "BoundedUpload"]

MOST_BYTES: Final = 1_000_000
"""Of all files of one form together: a list of members is far smaller."""


class BoundedUpload(FileUploadHandler):
    """Keeps files of a form while they are within the bound; the rest of a larger one is dropped.

    Django's own would write what is large into a folder for all, whoever sends it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with nothing."""
        super().__init__(*args, **kwargs)
        self.taken = 0
        self.file = BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self.file = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's
        """Keep a part; beyond the bound the whole file counts as not sent."""
        self.taken += len(raw_data)
        if self.taken > MOST_BYTES:
            raise StopUpload(connection_reset=False)
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Return the file that has come."""
        self.file.seek(0)
        return InMemoryUploadedFile(
            self.file, self.field_name, self.file_name, self.content_type, file_size, self.charset
        )
