"""Who may ask: this computer, this page or a program that knows the token, and nobody else.

A page of another site in the same browser cannot know the token, and is refused by its Origin; a name that an
attacker points at 127.0.0.1 (DNS rebinding) is refused by its Host.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from starlette.responses import JSONResponse

from photocheck import Text
from photocheck.words import sentence

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
    b"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(self), microphone=(), geolocation=()"),
    (b"content-security-policy", POLICY),
)
"""On every answer: nothing is kept by the browser, nothing comes from elsewhere, and the address stays here."""


class Guard:
    """Lets through to ``app`` what comes from here and names the token as the first part of its path.

    :param port: the one listened on.
    """

    def __init__(self, app: App, token: str, port: int) -> None:
        self._app = app
        self._token = token.encode()
        self._hosts = frozenset(f"{name}:{port}".encode() for name in ("127.0.0.1", "localhost"))
        self._origins = frozenset(b"http://" + host for host in self._hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # no web sockets here: the server closes the connection

        async def sealed(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                given = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(h for h in HEADERS if h[0] not in given)]
            await send(message)

        why = self._refusal(scope)
        if why is None:
            await self._app(scope, receive, sealed)
        else:
            await JSONResponse(problem("refused", why), 403)(scope, receive, sealed)

    def _refusal(self, scope: Scope) -> Text | None:
        headers: Iterable[tuple[bytes, bytes]] = scope["headers"]
        hosts = [value for name, value in headers if name == b"host"]
        origins = [value for name, value in headers if name == b"origin"]
        sites = [value for name, value in headers if name == b"sec-fetch-site"]
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return sentence("station.error.strange_host")
        if any(origin.lower() not in self._origins for origin in origins):
            return sentence("station.error.strange_host")
        token = scope.get("raw_path", scope["path"].encode()).lstrip(b"/").partition(b"/")[0].partition(b"?")[0]
        if not hmac.compare_digest(token, self._token):
            return sentence("station.error.no_token")
        # Another site may link here, but not fetch, embed or post.
        if any(site in {b"cross-site", b"same-site"} for site in sites) and scope["method"] != "GET":
            return sentence("station.error.strange_host")
        return None


def problem(kind: str, text: Text) -> dict[str, Any]:
    """An error as every answer has it."""
    return {"error": {"kind": kind, **text.to_dict()}}
