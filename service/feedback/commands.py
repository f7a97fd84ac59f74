"""The commands ``standpunt feedback …``: look at corrections, take them out, bring them in, withdraw one.

They work on the store itself, the one that ``STANDPUNT_FEEDBACK`` names; the service need not run.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import click

from labels.corrections import Correction
from service.feedback.contract import NAME_LENGTH, is_name
from service.output import console, visible
from service.settings import PREFIX, Settings, SettingsError
from service.terminal import Failure, complain, write, writing

if TYPE_CHECKING:
    from service.feedback.store import FeedbackStore

MOST: Final = 100_000
_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def feedback() -> None:
    """Look after the corrections that people sent."""


@contextmanager
def _store() -> Iterator[FeedbackStore]:
    """Give the store that the settings name; say in one sentence what is wrong with it."""
    # SQLAlchemy takes a third of a second, which `standpunt classify` need not wait for.
    from service.database import DatabaseUnusable
    from service.feedback.store import FeedbackStore, UnknownCorrection

    try:
        # The other settings are those of the service, and may be wrong here.
        own = {f"{PREFIX}FEEDBACK": os.environ.get(f"{PREFIX}FEEDBACK", "")}
        yield FeedbackStore(Settings.from_environment(own).feedback_place)
    except (SettingsError, DatabaseUnusable, UnknownCorrection) as error:
        raise Failure(str(error)) from None


@feedback.command("list")
@click.option("--state", type=click.Choice(["all", "standing", "withdrawn"]), default="all", show_default=True)
@click.option("--limit", type=click.IntRange(1, MOST), default=50, show_default=True, help="Most to show.")
@click.option("--after", metavar="ID", help="Show those that were stored before this one.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def list_command(
    state: Literal["all", "standing", "withdrawn"], limit: int, after: str | None, form: Literal["table", "json"]
) -> None:
    """Show the corrections, newest first, and which contradict each other.

    Of several corrections of one text the latest counts. The JSON is the answer of GET /v1/feedback.
    """
    with _store() as store:
        from service.feedback.answers import page_answer
        from service.feedback.table import corrections_table

        behind = store.named(after, begin=True).id if after else None
        page = page_answer(store.page(after=behind, limit=limit, state=None if state == "all" else state))
    if form == "json":
        write(page.model_dump_json(indent=2) + "\n")
    else:
        with writing():
            console().print(corrections_table(page))


@feedback.command("export")
@click.argument("out", default="-", type=click.Path(dir_okay=False, allow_dash=True))
def export_command(out: str) -> None:
    """Write the standing corrections to OUT, as JSON Lines that `standpunt-train dataset build` reads.

    Without OUT, or with "-": to standard output. They come in the order in which they were stored.
    """
    with _store() as store:
        from service.feedback.lines import as_line

        lines = map(as_line, store.standing())
        if out == "-":
            for line in lines:
                write(line)
            return
        with writing(), click.open_file(out, "w", encoding="utf-8", atomic=True) as file:
            count = 0
            for count, line in enumerate(lines, 1):  # noqa: B007
                file.write(line)
    complain(f"{count:,} corrections written to {out}.")


@feedback.command("import")
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE...")
@click.option("--dry-run", is_flag=True, help="Only check the files, and say what would be stored.")
def import_command(files: tuple[Path, ...], dry_run: bool) -> None:
    """Store the corrections of each FILE of JSON Lines, such as an export. Those that are there already stay one.

    Where a line is refused, nothing is stored, and every such line is named. Exit code 0: all were stored or there;
    2: nothing was stored.
    """
    with _store() as store:
        from service.feedback.store import Submitted

        now = datetime.now(UTC)
        corrections = _read(files, now)
        submitted = [Submitted(each) for each in corrections]
        receipts = store.plan(submitted, now) if dry_run else store.add(submitted, now)
    known = sum(each.duplicate for each in receipts)
    withdrawn = sum(each.stored.state == "withdrawn" for each in receipts)
    done = "would be stored" if dry_run else "stored"
    told = f"{len(receipts) - known:,} corrections {done}, {known:,} there already"
    console().print(f"{told} ({withdrawn:,} of them withdrawn)." if withdrawn else f"{told}.")


def _read(files: Sequence[Path], now: datetime) -> list[Correction]:
    """Return the corrections of the files; name every line that is refused, and end there."""
    from service.feedback.lines import CorrectionProblem, read_lines
    from service.feedback.marking import refuse_ahead

    found: list[Correction] = []
    refused = 0
    for file in files:
        try:
            for each in read_lines(file, check=lambda correction: refuse_ahead(correction, now)):
                if isinstance(each, CorrectionProblem):
                    refused += 1
                    complain(str(each))
                else:
                    found.append(each)
        except OSError as error:
            raise Failure(f"{file}: {error.strerror or 'it cannot be read'}. Nothing was stored.") from None
    if refused:
        raise Failure(f"{refused:,} {'line is' if refused == 1 else 'lines are'} refused. Nothing was stored.")
    return found


@feedback.command("withdraw")
@click.argument("id")
@click.option("--by", required=True, metavar="NAME", help="Who withdraws it.")
def withdraw_command(id: str, by: str) -> None:
    """Withdraw the correction ID (its first characters do): it no longer counts, and stays in the store."""
    who = by.strip()
    if not is_name(who):
        raise click.BadParameter(f"it must be a name of at most {NAME_LENGTH} characters", param_hint="--by")
    with _store() as store:
        found = store.named(id, begin=True)
        store.withdraw(found.id, who, datetime.now(UTC))
    before = found.withdrawn
    told = f"was withdrawn before, by {before.by} at {before.at:%Y-%m-%d %H:%M} UTC" if before else "is withdrawn"
    console().print(visible(f"{found.id} {told}."), markup=False)
