"""Why a file was not read: always a plain sentence, never half a plan called whole."""


class CannotRead(Exception):
    """The file cannot be read as a plan; the message says why and what to do."""
