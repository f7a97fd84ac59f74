"""From stored corrections to what is sent of them."""

from __future__ import annotations

from labels.scheme import Act, Span
from service.api import SpanAnswer
from service.feedback.contract import (
    CorrectionAnswer,
    CorrectionsAnswer,
    MarkedActAnswer,
    ReceiptAnswer,
    WithdrawalAnswer,
)
from service.feedback.store import Entry, Page, Receipt


def receipt_answer(receipt: Receipt) -> ReceiptAnswer:
    """Return what became of one correction."""
    stored = receipt.stored
    return ReceiptAnswer(id=stored.id, duplicate=receipt.duplicate, state=stored.state, at=stored.correction.at)


def page_answer(page: Page) -> CorrectionsAnswer:
    """Return a page of corrections."""
    return CorrectionsAnswer(corrections=[entry_answer(each) for each in page.entries], next=page.next)


def entry_answer(entry: Entry) -> CorrectionAnswer:
    """Return one correction among the others of its text."""
    stored, given = entry.stored, entry.stored.correction
    gone = stored.withdrawn
    return CorrectionAnswer(
        id=stored.id,
        paragraph=given.paragraph.id,
        text=given.paragraph.text,
        acts=[_act(act) for act in given.paragraph.acts],
        by=given.by,
        at=given.at,
        model=given.model,
        note=given.note,
        received=stored.received,
        state=stored.state,
        withdrawn=WithdrawalAnswer(by=gone.by, at=gone.at) if gone else None,
        counts=entry.counts,
        duplicates=list(entry.duplicates),
        contradicts=list(entry.contradicts),
    )


def _act(act: Act) -> MarkedActAnswer:
    return MarkedActAnswer(
        stance=act.stance,
        strength=act.strength,
        trigger=_span(act.trigger),
        target=_span(act.target) if act.target else None,
        addressees=[_span(each.span) for each in act.addressees],
    )


def _span(span: Span) -> SpanAnswer:
    return SpanAnswer(text=span.text, start=span.start, end=span.end)
