"""Who may use the routes that store or start something: whoever has the API key, or without a key this machine alone.

A page of another site that is open in a browser on this machine is not this machine, nor is a proxy on it that lets the
world in: so without a key the names and origins that a request brings count too.
"""

from __future__ import annotations

import hmac
import ipaddress
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from service.errors import NotOpen, Unauthorised
from service.settings import Settings

GUARDED: Final = ("/v1/feedback", "/v1/retraining")
"""The routes that ask ``Access``, as does what is below them."""

_FORWARDED: Final = ("forwarded", "x-forwarded-for", "x-real-ip")


class Access:
    """Lets requests in by the key of the settings. One for all guarded routes."""

    def __init__(self, settings: Settings) -> None:
        self._key = settings.api_key.encode()
        self._local = is_loopback(settings.host)

    def admit(self, request: HTTPConnection) -> None:
        """Return where the request may use a guarded route. Raises ``Unauthorised`` or ``NotOpen``."""
        if self._key:
            given = _given(request)
            # Both are compared in whole, however many characters are right.
            if given is None or not hmac.compare_digest(given, self._key):
                raise Unauthorised
        elif not (self._local and _from_here(request)):
            raise NotOpen


def closed_note(settings: Settings) -> str | None:
    """Return what to tell whoever starts the service where the guarded routes will answer nobody, or null."""
    if settings.api_key or is_loopback(settings.host):
        return None
    return (
        f"note: {' and '.join(GUARDED)} stay closed: the service listens on {settings.host} and has no API key. "
        "Set STANDPUNT_API_KEY or STANDPUNT_API_KEY_FILE to open them."
    )


def is_loopback(host: str) -> bool:
    """Return whether an address, or the name localhost, is reached from this machine alone."""
    if host.lower() == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def _given(request: HTTPConnection) -> bytes | None:
    """Return the key that a request brings, or null."""
    kind, _, credentials = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        # Headers are bytes; Starlette shows them as Latin-1.
        return credentials.strip().encode("latin-1")
    plain = request.headers.get("x-api-key")
    return None if plain is None else plain.strip().encode("latin-1")


def _from_here(request: HTTPConnection) -> bool:
    """Return whether a request came to the machine itself, by its own name, and not through another site or proxy."""
    reached = request.scope.get("server")
    if reached is None or not is_loopback(reached[0]):
        return False
    if any(name in request.headers for name in _FORWARDED):
        return False
    named = request.headers.get("host", "localhost")
    if not is_loopback(_hostname(f"//{named}")):
        return False
    origin = request.headers.get("origin")
    return origin is None or origin.lower().partition("://")[2] == named.lower()


def _hostname(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
