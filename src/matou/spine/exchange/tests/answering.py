"""A neighbour that answers over real HTTP, and misbehaves as a network or a thief would."""

import secrets
from collections.abc import Callable
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from uuid import UUID

from matou.kit.errors import DomainError
from matou.spine.exchange.contracts.refusals import NotGranted
from matou.spine.exchange.rules import envelope
from matou.spine.exchange.rules.messages import (
    JSON_TYPE,
    REQUEST_HEADERS,
    REQUEST_ID,
    Request,
    Response,
    kept_headers,
)
from matou.spine.exchange.rules.signing import sign_response
from matou.spine.exchange.tests.world import NOW, Neighbour

RECORD = {"name": "佛山建材", "status": "registered"}


class AnsweringServer:
    """Keeps what it got; ``spoil`` changes an answer before it is sent, ``None`` loses it."""

    def __init__(self) -> None:
        self.neighbour = Neighbour()
        self._http = HTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = Thread(target=self._http.serve_forever, daemon=True)
        self.base_url = f"http://127.0.0.1:{self._http.server_port}"
        self.behave()

    def behave(self) -> None:
        """Forget what came and answer well."""
        self.got: list[Request] = []
        self.refusal: DomainError | None = None
        self.at: datetime = NOW
        self.signer = self.neighbour.signer
        self.spoil: Callable[[Response], Response | None] = lambda response: response

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Close the port."""
        self._http.shutdown()
        self._http.server_close()

    def refuse(self) -> None:
        """Say no to everything, signed."""
        self.refusal = NotGranted(service="parties.company")

    def answer(self, request: Request) -> Response:
        """Return the signed answer to a request."""
        name = request.headers[REQUEST_ID]
        body = envelope.write_answer(
            service="parties.company",
            request_id=UUID(name),
            fields=("name", "status"),
            records=(RECORD,),
        )
        response = Response(
            status_code=self.refusal.status if self.refusal else 200,
            headers={"content-type": JSON_TYPE, REQUEST_ID: name},
            body=envelope.write_refusal(self.refusal) if self.refusal else body,
            request=request,
        )
        sign_response(
            response, signers=[self.signer], created_at=self.at, nonce=secrets.token_hex(16)
        )
        return response

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        world = self

        class Handler(BaseHTTPRequestHandler):
            """Answers one POST."""

            def do_POST(self) -> None:  # the library's name
                request = Request(
                    method="POST",
                    url=f"{world.base_url}{self.path}",
                    headers=kept_headers(
                        {name.lower(): value for name, value in self.headers.items()},
                        REQUEST_HEADERS,
                    ),
                    body=self.rfile.read(int(self.headers["Content-Length"])),
                )
                world.got.append(request)
                answer = world.spoil(world.answer(request))
                if answer is None:  # carried out, but the answer is lost
                    self.close_connection = True
                    return
                self.send_response(answer.status_code)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler
