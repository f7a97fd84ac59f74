"""What the commands share: how they write, complain and fail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final

import click

from service import output

NOTHING_DONE: Final = 2


class Failure(click.ClickException):
    """Ends the command with one sentence."""

    exit_code = NOTHING_DONE

    def show(self, file: IO[str] | None = None) -> None:
        """Print the sentence."""
        complain(self.message)


def complain(sentence: str) -> None:
    """Print a sentence on standard error."""
    output.console(error=True).print(output.visible(sentence), markup=False)


def write(text: str) -> None:
    """Print a text as UTF-8, whatever the terminal's language is set to. Raises ``Failure``."""
    with writing():
        click.echo(text.encode(), nl=False)


@contextmanager
def writing() -> Iterator[None]:
    """Say in one sentence why the output could not be written, such as a full disk."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Failure(f"The output cannot be written: {error.strerror or 'it is closed'}.") from None
