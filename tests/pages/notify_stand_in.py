"""A stand-in for GOV.UK Notify on this machine: it checks the token, keeps what it takes by our
reference, and can be told to refuse, to be slow, or to lose an answer.

What it does follows Notify's own API description: a token signed with the service's key, 201 with
an id, 200 for a list by reference, 400 and 403 with errors that have a kind and a sentence.
"""

from __future__ import annotations

import base64
import json
import threading
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt

SERVICE, SECRET = "1" * 8 + "-1111-1111-1111-" + "1" * 12, "2" * 8 + "-2222-2222-2222-" + "2" * 12
LATE = {"verify_iat": False}  # a busy machine may answer late
KEY = f"stand_in-{SERVICE}-{SECRET}"


class StandIn:
    """The service: what it took by reference, and what it says next."""

    def __init__(self) -> None:
        self.taken: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.status = "created"
        self.refuse: tuple[int, str] | None = None
        self.lose_answers = 0  # take it, and drop the line before answering
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def __enter__(self) -> StandIn:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    @property
    def settings(self) -> dict[str, str]:
        return {"key": KEY, "url": self.url, "email_template": "e", "text_template": "t"}

    def take(self, path: str, told: dict[str, Any]) -> dict[str, Any]:
        kind = path.rsplit("/", 1)[-1]
        number = f"00000000-0000-0000-0000-{sum(map(len, self.taken.values())):012d}"
        kept = {**told, "id": number, "type": kind}
        if kind == "letter":
            kept["pdf"] = base64.b64decode(kept.pop("content"))
        self.taken[told["reference"]].append(kept)
        return kept

    def said_of(self, kept: dict[str, Any]) -> dict[str, Any]:
        return {"id": kept["id"], "reference": kept["reference"], "status": self.status}

    def _handler(stand_in) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def log_message(self, *_: object) -> None:
                return

            def answer(self, status: int, told: object) -> None:
                body = json.dumps(told).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def may_come_in(self) -> bool:
                token = self.headers.get("Authorization", "").removeprefix("Bearer ")
                try:
                    told = jwt.decode(
                        token, SECRET, algorithms=["HS256"], options={"verify_iat": False}
                    )
                except jwt.PyJWTError:
                    self.answer(403, {"errors": [{"error": "AuthError", "message": "no"}]})
                    return False
                return told["iss"] == SERVICE

            def do_POST(self) -> None:
                told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if not self.may_come_in():
                    return None
                if stand_in.refuse:
                    status, kind = stand_in.refuse
                    return self.answer(status, {"errors": [{"error": kind, "message": str(told)}]})
                kept = stand_in.take(self.path, told)
                if stand_in.lose_answers:
                    stand_in.lose_answers -= 1
                    self.close_connection = True
                    self.connection.close()
                    return None
                return self.answer(201, stand_in.said_of(kept))

            def do_GET(self) -> None:
                if not self.may_come_in():
                    return None
                asked = urlsplit(self.path)
                if asked.path == "/v2/notifications":
                    reference = parse_qs(asked.query)["reference"][0]
                    rows = [stand_in.said_of(each) for each in stand_in.taken.get(reference, [])]
                    return self.answer(200, {"notifications": rows, "links": {}})
                number = asked.path.rsplit("/", 1)[-1]
                for kept in chain.from_iterable(stand_in.taken.values()):
                    if kept["id"] == number:
                        return self.answer(200, stand_in.said_of(kept))
                return self.answer(404, {"errors": [{"error": "NoResultFound", "message": ""}]})

        return Handler
