"""Starts the service from the command line: sets the environment that BentoML reads, then becomes BentoML."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

from service.access import closed_note
from service.settings import KEY_FILE, PREFIX, Settings

TARGET = "service.app:Standpunt"

CURL = """curl {address}/v1/classify -H 'Content-Type: application/json' \\
  -d '{{"paragraphs": [{{"id": "1", "text": "verzoekt de Commissie kleine vissersdorpen te steunen;"}}]}}'"""


class AddressInUse(Exception):
    """Another process listens there, or it is no address of this machine. Carries ``host`` and ``port``."""

    def __init__(self, host: str, port: int, problem: str) -> None:
        super().__init__(f"Cannot listen on {host} port {port}: {problem}. Choose another with --host or --port.")
        self.host = host
        self.port = port


def serve(settings: Settings) -> None:
    """Say where the service will be, and start it in the place of this process; it ends with Ctrl+C.

    Raises ``AddressInUse``.
    """
    _try_address(settings.host, settings.port)
    address = f"http://{_shown(settings.host)}:{settings.port}"
    print(f"standpunt: {address} (ready in a few seconds; stop with Ctrl+C)")
    if note := closed_note(settings):
        print(note)
    print(f"Try it:\n{CURL.format(address=address)}\n", flush=True)
    home = Path(__file__).resolve().parent.parent
    os.environ.update(
        {
            "BENTOML_DO_NOT_TRACK": "true",
            f"{PREFIX}HOST": settings.host,
            f"{PREFIX}WORKERS": str(settings.workers),
            f"{PREFIX}MODEL": settings.model,
            f"{PREFIX}STORE": str(settings.store_folder),
            f"{PREFIX}FEEDBACK": settings.feedback,
            f"{PREFIX}RETRAINING": settings.retraining,
        }
    )
    if file := os.environ.get(KEY_FILE, "").strip():
        # The workers may start in another folder.
        os.environ[KEY_FILE] = str(Path(file).absolute())
    os.execv(
        sys.executable,
        [
            *(sys.executable, "-m", "bentoml", "serve", TARGET),
            *("--working-dir", str(home), "--host", settings.host, "--port", str(settings.port)),
        ],
    )


def _try_address(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise AddressInUse(host, port, error.strerror or "it is taken") from None


def _shown(host: str) -> str:
    if host in ("127.0.0.1", "0.0.0.0", "::", "::1"):
        return "localhost"
    return f"[{host}]" if ":" in host else host
