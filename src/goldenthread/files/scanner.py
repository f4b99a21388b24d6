"""Asking a virus scanner that speaks clamd's protocol (INSTREAM, over TCP)."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import BinaryIO

CHUNK = 256 * 1024
SECONDS = 30.0


class ScannerDown(Exception):
    """The scanner did not answer, or gave no verdict: the file stays held."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the scanner found: nothing, or something by name."""

    found: str = ""

    @property
    def clean(self) -> bool:
        return not self.found


def address(text: str) -> tuple[str, int]:
    """Read ``host:port``.

    :raises ScannerDown: if it is not one
    """
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit():
        raise ScannerDown(f"GOLDENTHREAD_CLAMD is not host:port: {text}")
    return host, int(port)


def scan(file: BinaryIO, at: str, seconds: float = SECONDS) -> Verdict:
    """Send a file to the scanner at ``host:port`` and return its verdict.

    :raises ScannerDown: if it cannot be reached, is too slow, or answers with an error
    """
    try:
        with socket.create_connection(address(at), timeout=seconds) as line:
            line.sendall(b"zINSTREAM\0")
            while chunk := file.read(CHUNK):
                line.sendall(len(chunk).to_bytes(4, "big") + chunk)
            line.sendall((0).to_bytes(4, "big"))
            return read_verdict(_answer(line))
    except OSError as problem:
        raise ScannerDown(f"The virus scanner did not answer: {type(problem).__name__}") from None


def _answer(line: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < 4096:
        more = line.recv(1024)
        if not more:
            break
        said += more
    return said.decode("utf-8", "replace").strip("\0\n ")


def read_verdict(said: str) -> Verdict:
    """Read an answer such as ``stream: OK`` or ``stream: Eicar-Signature FOUND``.

    :raises ScannerDown: if it is neither
    """
    _, _, rest = said.partition(": ")
    if rest == "OK":
        return Verdict()
    if rest.endswith(" FOUND"):
        return Verdict(rest.removesuffix(" FOUND")[:120] or "unnamed")
    raise ScannerDown("The virus scanner gave no verdict.")
