"""The clamd protocol, tried against a stand-in on this machine."""

from __future__ import annotations

import io
import socket
import socketserver
import threading
import time

import pytest

from goldenthread.files.scanner import ScannerDown, Verdict, read_verdict, scan

# The EICAR test text is put together here, so that no scanner stops this file itself.
EICAR = b"X5O!P%@AP[4" + b"\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST" + b"-FILE!$H+H*"


class StandIn(socketserver.BaseRequestHandler):
    """Answers as clamd does, by what it is sent."""

    def handle(self):
        got = self.request.makefile("rb")
        assert got.read(10) == b"zINSTREAM\0"
        content = b""
        while size := int.from_bytes(got.read(4), "big"):
            content += got.read(size)
        if b"SLOW" in content:
            time.sleep(0.5)
        if b"MUTE" in content:
            return
        found = b"Eicar-Signature FOUND" if b"EICAR" in content else b"OK"
        answer = b"INSTREAM size limit exceeded. ERROR\0" if b"LARGE" in content else None
        self.request.sendall(answer or b"stream: " + found + b"\0")


@pytest.fixture
def clamd():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), StandIn) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_passes_what_is_clean_however_long(clamd):
    assert scan(io.BytesIO(b"x" * 700_000), clamd) == Verdict()
    assert scan(io.BytesIO(b""), clamd).clean


def test_names_what_it_finds(clamd):
    assert scan(io.BytesIO(b"a" * 300_000 + EICAR), clamd).found == "Eicar-Signature"


@pytest.mark.parametrize("content", [b"SLOW", b"MUTE", b"LARGE"])
def test_too_slow_no_answer_and_an_error_are_no_verdict(clamd, content):
    with pytest.raises(ScannerDown):
        scan(io.BytesIO(content), clamd, seconds=0.1)


def test_nobody_there_is_no_verdict():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(ScannerDown):
        scan(io.BytesIO(b"x"), nobody, seconds=0.5)


@pytest.mark.parametrize("at", ["", "clamd", "clamd:", ":3310", "clamd:port"])
def test_an_address_that_is_none_is_no_verdict(at):
    with pytest.raises(ScannerDown):
        scan(io.BytesIO(b"x"), at)


@pytest.mark.parametrize("said", ["", "stream: ", "OK", "stream: OKAY", "UNKNOWN COMMAND"])
def test_only_ok_is_ok(said):
    with pytest.raises(ScannerDown):
        read_verdict(said)
