"""Who may use the guarded routes, with a key and without."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from service.access import Access, closed_note, is_loopback
from service.errors import NotOpen, ServiceError, Unauthorised
from service.settings import Settings

KEY = "sleutel-van-koper"
PUBLIC = "192.0.2.7"


def request(server: str | None = "127.0.0.1", **headers: str) -> Request:
    named = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    reached = None if server is None else (server, 3000)
    return Request({"type": "http", "server": reached, "headers": named})


def refusal(access: Access, asked: Request) -> ServiceError | None:
    try:
        access.admit(asked)
    except ServiceError as error:
        return error
    return None


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": f"Bearer {KEY}"},
        {"authorization": f"bearer  {KEY} "},
        {"x_api_key": KEY},
        {"authorization": "Basic YTpi", "x_api_key": KEY},
    ],
)
def test_the_key_opens_from_anywhere(headers: dict[str, str]) -> None:
    for host in ("127.0.0.1", "0.0.0.0"):
        access = Access(Settings(host=host, api_key=KEY))
        access.admit(request(PUBLIC, host="standpunt.example", x_forwarded_for=PUBLIC, **headers))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": KEY},
        {"authorization": f"Basic {KEY}"},
        {"authorization": f"Bearer {KEY}x"},
        {"authorization": f"Bearer {KEY[:-1]}"},
        {"authorization": "Bearer"},
        {"x_api_key": ""},
        {"x_api_key": "sleutél"},
        {"x_api_key": KEY.upper()},
    ],
)
def test_without_the_key_nobody_comes_in_not_even_from_here(headers: dict[str, str]) -> None:
    error = refusal(Access(Settings(api_key=KEY)), request(**headers))
    assert isinstance(error, Unauthorised)
    assert error.status == 401
    assert dict(error.headers) == {"WWW-Authenticate": 'Bearer realm="standpunt"'}
    assert KEY not in error.message


@given(st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=30))
def test_no_other_key_opens(key: str) -> None:
    assert (refusal(Access(Settings(api_key=KEY)), request(x_api_key=key)) is None) == (key.strip() == KEY)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"host": "localhost:3000"},
        {"host": "127.0.0.1"},
        {"host": "[::1]:3000"},
        {"host": "localhost:3000", "origin": "http://localhost:3000"},
    ],
)
def test_without_a_key_this_machine_comes_in(headers: dict[str, str]) -> None:
    for server in ("127.0.0.1", "::1", "::ffff:127.0.0.1"):
        Access(Settings()).admit(request(server, **headers))


@pytest.mark.parametrize(
    ("server", "headers"),
    [
        # The service listens everywhere, whatever the setting says.
        (PUBLIC, {}),
        (None, {}),
        # A page of another site, or a name of another site that leads here.
        ("127.0.0.1", {"host": "localhost:3000", "origin": "https://site.example"}),
        ("127.0.0.1", {"host": "localhost:3000", "origin": "http://localhost:8000"}),
        ("127.0.0.1", {"host": "localhost:3000", "origin": "null"}),
        ("127.0.0.1", {"host": "site.example:3000", "origin": "http://site.example:3000"}),
        ("127.0.0.1", {"host": "[", "origin": "http://["}),
        # A proxy on this machine.
        ("127.0.0.1", {"host": "localhost", "x_forwarded_for": PUBLIC}),
        ("127.0.0.1", {"host": "localhost", "forwarded": f"for={PUBLIC}"}),
    ],
)
def test_without_a_key_nobody_else_does(server: str | None, headers: dict[str, str]) -> None:
    error = refusal(Access(Settings()), request(server, **headers))
    assert isinstance(error, NotOpen)
    assert error.status == 403
    assert "STANDPUNT_API_KEY" in error.message


@pytest.mark.parametrize("host", ["0.0.0.0", "::", PUBLIC])
def test_on_a_public_address_without_a_key_nobody_does(host: str) -> None:
    assert isinstance(refusal(Access(Settings(host=host)), request()), NotOpen)
    note = closed_note(Settings(host=host))
    assert note is not None
    assert host in note
    assert "STANDPUNT_API_KEY" in note
    assert closed_note(Settings(host=host, api_key=KEY)) is None


def test_nothing_is_noted_where_nothing_is_closed() -> None:
    assert closed_note(Settings()) is None
    assert closed_note(Settings(host="::1")) is None


@pytest.mark.parametrize(
    ("host", "here"),
    [("localhost", True), ("127.8.9.1", True), ("::1", True), ("::", False), ("", False), ("localhost.example", False)],
)
def test_addresses_of_this_machine(host: str, here: bool) -> None:
    assert is_loopback(host) is here
