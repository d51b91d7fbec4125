"""The line between two instances: it loses, doubles, delays and alters what passes, by dice."""

import http.client
import threading
import time
from collections import Counter
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random

_LATEST_S = 3.0
_TIMEOUT_S = 30
_TROUBLES = ("lost", "answer lost", "doubled", "late", "altered")
SHARE = 0.03
"""How often each trouble befalls a message."""


class Line:
    """Listens where one instance is said to be, and passes on to where it is."""

    def __init__(self, *, target_port: int, dice: Random) -> None:
        """Bind a free port; ``troubles`` counts what befell the messages."""
        self.target_port, self.dice = target_port, dice
        self.troubles: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_port)

    def start(self) -> None:
        """Begin to pass messages on."""
        self._thread.start()

    def stop(self) -> None:
        """Close the port."""
        self._server.shutdown()
        self._server.server_close()

    def trouble(self) -> str:
        """Draw what befalls the next message, empty for most."""
        with self._lock:
            drawn = int(self.dice.random() / SHARE)
            found = _TROUBLES[drawn] if drawn < len(_TROUBLES) else ""
            self.troubles[found or "passed"] += 1
            return found

    def late_s(self) -> float:
        """Draw how late a message comes."""
        with self._lock:
            return self.dice.uniform(0.1, _LATEST_S)

    def passed(
        self, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, list[tuple[str, str]], bytes] | None:
        """Pass a message on with what befalls it; None where its sender hears nothing."""
        trouble = self.trouble()
        if trouble == "lost":
            return None
        if trouble == "late":
            time.sleep(self.late_s())
        if trouble == "altered":
            body = body[:-2] + b" " + body[-2:]
            headers["Content-Length"] = str(len(body))
        if trouble == "doubled":
            self.forward(path, headers, body)
        answer = self.forward(path, headers, body)
        return None if trouble == "answer lost" else answer

    def forward(
        self, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, list[tuple[str, str]], bytes] | None:
        """Pass a message on; None where nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.target_port, timeout=_TIMEOUT_S)
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        line = self

        class Handler(BaseHTTPRequestHandler):
            """Takes one message."""

            def do_POST(self) -> None:  # the library's name
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                answer = line.passed(self.path, dict(self.headers.items()), body)
                if answer is None:
                    self.close_connection = True
                    return
                with suppress(OSError):
                    self._give(*answer)

            def _give(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
                self.send_response(status)
                for name, value in headers:
                    if name.lower() not in {"content-length", "transfer-encoding", "connection"}:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler
