"""Which model of the store is champion, and which were before it: ``champion.json``, replaced as a whole or not at all.

Who reads it needs no lock: there is the old file or the new one, never a part. Who writes it holds that of the
registry.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from service.model_folder import VERSION_PATTERN, UnusableModel, read_json
from service.whole_files import settle, write_whole

NAME: Final = "standpunt"
"""The name of all models in the store; their versions differ."""

FILE: Final = "champion.json"
PROMOTE_ANEW: Final = "Promote a model: standpunt model promote TAG."

KEPT: Final = 100
"""How many earlier champions are remembered."""

TAG_PATTERN: Final = rf"^{NAME}:{VERSION_PATTERN.removeprefix('^')}"
Tag = Annotated[str, Field(pattern=TAG_PATTERN)]

Identity = tuple[int, int, int]
"""What tells one ``champion.json`` from the next: when it was written (ns), its size (bytes) and its inode."""


def tag_of(version: str) -> str:
    """Return the tag of a version."""
    return f"{NAME}:{version}"


def version_of(tag: str) -> str | None:
    """Return the version that a tag holds, or None where it is no tag of a model of ours."""
    return tag.removeprefix(f"{NAME}:") if re.fullmatch(TAG_PATTERN.strip("^$"), tag) else None


class Reign(BaseModel):
    """A model as champion: its ``tag``, ``since`` when, and ``by`` whom it was made so."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tag: Tag
    since: AwareDatetime
    by: str


class Champion(Reign):
    """The present champion, and the ``earlier`` ones to go back to, oldest first."""

    earlier: tuple[Reign, ...] = ()

    def reign(self) -> Reign:
        """Return the champion without those before it."""
        return Reign(tag=self.tag, since=self.since, by=self.by)


def promoted(present: Champion | None, tag: str, since: datetime, by: str) -> Champion:
    """Return the champion after a promotion of ``tag``; that of the present champion changes nothing."""
    if present is None:
        return Champion(tag=tag, since=since, by=by)
    if present.tag == tag:
        return present
    return Champion(tag=tag, since=since, by=by, earlier=(*present.earlier, present.reign())[-KEPT:])


def rolled_back(present: Champion, tag: str, since: datetime, by: str) -> Champion | None:
    """Return the champion after going back to ``tag`` as it last was champion, or None where it never was."""
    for at in range(len(present.earlier) - 1, -1, -1):
        if present.earlier[at].tag == tag:
            return Champion(tag=tag, since=since, by=by, earlier=present.earlier[:at])
    return None


@dataclass(frozen=True, slots=True)
class ChampionFile:
    """``champion.json`` in the ``home`` of a store. Where it is absent, no model is champion."""

    home: Path

    @property
    def path(self) -> Path:
        """Return where the file lies."""
        return self.home / FILE

    def identity(self) -> Identity | None:
        """Return what changes whenever the file does, or None where it is absent. Raises ``OSError``."""
        try:
            found = self.path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino

    def read(self) -> Champion | None:
        """Return the champion, or None where the file is absent. Raises ``UnusableModel`` where it is no such file."""
        try:
            if self.identity() is None:
                return None
        except OSError as error:
            problem = f"{FILE} cannot be read: {error.strerror}"
            raise UnusableModel(self.home, problem, "Let this user read the store.") from error
        return read_json(self.home, self.path, Champion, PROMOTE_ANEW)

    def write(self, champion: Champion) -> None:
        """Put ``champion`` in the place of what is there, for good even where the machine stops. Raises ``OSError``."""
        write_whole(self.path, champion.model_dump_json(indent=2) + "\n")

    def remove(self) -> None:
        """Let no model be champion. Raises ``OSError``."""
        self.path.unlink(missing_ok=True)
        settle(self.home)
