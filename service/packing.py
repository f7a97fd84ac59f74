"""``standpunt bento``: packs the service with the model that answers here, as the model of the package.

What ``bentofile.yaml`` could name under ``models`` is fixed, and would lack the champion's title in another store. So
the sources are laid out beside each other in a fresh folder, with the model where the package keeps its own, and
``bentoml build`` packs that: the bento answers with it wherever it runs, without any setting.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import click

from service.model_choice import Chosen, chosen
from service.model_cli import model_settings
from service.model_folder import EMBEDDED, ModelFolder, UnusableModel
from service.registry import prove
from service.terminal import Failure, complain

PROJECT: Final = Path(__file__).resolve().parent.parent
PACKAGES: Final = ("labels", "service")
FILES: Final = ("bentofile.yaml", "README.md", "LICENSE")

LEFT_OUT: Final = ("__pycache__", "gold")


class NotPackable(Exception):
    """The service cannot be packed: ``problem`` says why, ``remedy`` what to do."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"The service cannot be packed: {problem}. {remedy}")
        self.problem = problem
        self.remedy = remedy


@click.command("bento")
def bento_command() -> None:
    """Pack the service as a bento, with the model that answers now.

    That is the champion, the model of the package, or what STANDPUNT_MODEL names. It works in a checkout of the
    project, without a network, and needs `uv` on the PATH. Run what it made with `bentoml serve standpunt:latest`.
    """
    try:
        found = chosen(model_settings())
        if found is None:
            complain("note: there is no trained model here, so the bento will answer with the rules.")
        else:
            prove(found.folder)
        pack(found)
    except (NotPackable, UnusableModel) as error:
        raise Failure(str(error)) from None
    except OSError as error:
        raise Failure(f"The service cannot be packed: {error.strerror}.") from None


def pack(found: Chosen | None) -> None:
    """Build a bento with a model, null with none; its label ``model`` holds the version. Raises ``NotPackable``."""
    with TemporaryDirectory(prefix="standpunt-bento-") as scratch:
        folder = Path(scratch)
        lay_out(found, folder)
        version = ModelFolder(found.folder).read_labels().version if found is not None else "none"
        environment = {
            **os.environ,
            "BENTOML_DO_NOT_TRACK": "true",
            # uv lies beside the Python of a virtual environment, which need not be active.
            "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", ""))),
        }
        # From that folder: Python then takes the packages from there too.
        command = [sys.executable, "-m", "bentoml", "build", ".", "--label", f"model={version}"]
        if subprocess.run(command, cwd=folder, env=environment).returncode:
            raise NotPackable("bentoml build failed", "What it said stands above.")


def lay_out(found: Chosen | None, folder: Path) -> None:
    """Write what a bento is built from into ``folder``. Raises ``NotPackable`` outside a checkout of the project."""
    for name in (*FILES, *PACKAGES):
        if not (PROJECT / name).exists():
            raise NotPackable(f"{name} is not beside the package", "Run this in a checkout of the project.")
    for name in FILES:
        shutil.copyfile(PROJECT / name, folder / name)
    for name in PACKAGES:
        shutil.copytree(PROJECT / name, folder / name, ignore=_left_out)
    if found is None:
        return
    within = folder / "service" / EMBEDDED.name
    within.mkdir()
    for file in ModelFolder(found.folder).files:
        if file.is_file():
            shutil.copyfile(file, within / file.name)


def _left_out(folder: str, names: list[str]) -> set[str]:
    """Return what of a folder of the sources is not packed, the present model of the package among it."""
    left = {name for name in names if name in LEFT_OUT}
    if Path(folder) == PROJECT / "service":
        left.add(EMBEDDED.name)
    return left
