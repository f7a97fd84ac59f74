"""What a finished fine-tuning says of itself, for those who read its folder."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from training.finetune import MODEL_FOLDER, SUMMARY


class NotReleasable(Exception):
    """What stands in ``folder`` cannot be released: ``problem`` says why, ``remedy`` what to do."""

    def __init__(self, folder: Path, problem: str, remedy: str) -> None:
        super().__init__(f"{folder}: {problem}. {remedy}")
        self.folder = folder
        self.problem = problem
        self.remedy = remedy


class Course(BaseModel):
    """How often text of one origin was learned, and in which part of the run."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    times: float
    begin: float = 0.0
    end: float = 1.0


class Summary(BaseModel):
    """What is read of ``finetuning.json``."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    base: str
    revision: str | None = None
    random: bool = False
    dataset: str
    gold_share: float = 1.0
    courses: dict[str, Course] = {}
    hints: bool = False
    noise: bool = True
    paragraphs: int = 0
    seconds: float = 0.0

    @property
    def named_base(self) -> str:
        """Return the base as a reader may see it: no path of the machine that it was trained on."""
        name = Path(self.base).name if Path(self.base).is_absolute() else self.base
        name = f"{name} at {self.revision}" if self.revision else name
        return f"fresh weights in the shape of {name}" if self.random else name


def read_summary(run: Path) -> Summary:
    """Return what a fine-tuning says of itself. Raises ``NotReleasable`` where it has not ended or is not whole."""
    remedy = "Give the folder --out of `standpunt-train finetune`, and let that end first."
    for needed in (run / SUMMARY, run / MODEL_FOLDER / "config.json"):
        if not needed.is_file():
            raise NotReleasable(run, f"{needed.relative_to(run)} is missing", remedy)
    try:
        return Summary.model_validate_json((run / SUMMARY).read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise NotReleasable(run, f"{SUMMARY} is wrong at {where}: {first['msg']}", remedy) from error
