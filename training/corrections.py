"""Corrections that people made, read from a file and as rows to train on.

What a line of the file holds stands in ``service/feedback/lines.py``; which of several counts, in
``labels/corrections.py``.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from labels.corrections import Correction
from labels.scheme import Paragraph
from service.feedback.lines import CorrectionProblem, read_lines
from training.records import Record


def read_corrections(path: Path) -> tuple[Correction, ...]:
    """Read the corrections of a file in order; blank lines are passed over.

    Raises ``CorrectionProblem`` at the first line that is wrong, and ``OSError`` where there is no such file.
    """
    found: list[Correction] = []
    for each in read_lines(path):
        if isinstance(each, CorrectionProblem):
            raise each
        found.append(each)
    return tuple(found)


def record_of(correction: Correction) -> Record:
    """Return the correction as a row to train on; its id is unique among different texts."""
    paragraph = correction.paragraph
    document = f"correction-{sha256(paragraph.text.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
    own = Paragraph(f"{document}/1", paragraph.text, paragraph.acts, paragraph.role or "operative", "1")
    return Record(own, "correction", document, date=correction.at.date().isoformat())
