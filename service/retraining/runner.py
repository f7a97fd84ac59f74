"""The process of a job: ``python -m service.retraining.runner FOLDER ID COMMAND…``.

It leaves the process that started it, so that a worker of the service may be restarted meanwhile, leads a process group
of its own, steps behind everything else on the machine, and notes in the table of jobs when it begins and how the
command ends. Its starter returns once the beginning is noted.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

from service.retraining.jobs import Jobs
from service.retraining.processes import Group

LOG: Final = "log.txt"
NICE: Final = 19
_NOTED: Final = b"1"
_NO_PROGRAM: Final = 127


def main(arguments: list[str]) -> int:
    """Start the job beside this process, and return 0 once it is noted, or 1 where it could not be."""
    folder, id, *command = arguments
    reads, writes = os.pipe()
    if os.fork():
        os.close(writes)
        with os.fdopen(reads, "rb") as told:
            return 0 if told.read(1) == _NOTED else 1
    os.close(reads)
    _lead(Path(folder), id, command, writes)
    return 0


def _lead(folder: Path, id: str, command: list[str], told: int) -> None:
    os.setsid()
    asked: list[int] = []
    # The whole group is asked to end: the command does, and this process notes how.
    signal.signal(signal.SIGTERM, lambda number, frame: asked.append(number))
    os.nice(NICE)
    jobs = Jobs(folder)
    place = jobs.folder_of(id)
    place.mkdir(parents=True, exist_ok=True)
    with (place / LOG).open("ab") as log:
        # Nothing of the starter is held open, which would wait for it.
        nothing = os.open(os.devnull, os.O_RDONLY)
        for number, file in enumerate((nothing, log.fileno(), log.fileno())):
            os.dup2(file, number)
        goes_on = jobs.note_group(id, Group.own())
        os.write(told, _NOTED)
        os.close(told)
        code = _run(command, log.fileno()) if goes_on and not asked else -signal.SIGTERM
    jobs.note_end(id, code)


def _run(command: list[str], log: int) -> int:
    try:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log).wait()
    except OSError as error:
        os.write(log, f"{command[0]} cannot be started: {error.strerror}\n".encode())
        return _NO_PROGRAM


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
