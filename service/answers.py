"""From what was found to what is sent: the answers of the contract, built from the terms of the field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from labels.scheme import Act, Actor, Addressee, Paragraph, Span, Stance
from service.api import (
    ActAnswer,
    ActorAnswer,
    AddresseeAnswer,
    ClassifyAnswer,
    DocumentAnswer,
    DocumentParagraphAnswer,
    LimitsAnswer,
    MetadataAnswer,
    ModelAnswer,
    ModelStateAnswer,
    ParagraphAnswer,
    SpanAnswer,
    StanceAnswer,
    StancesAnswer,
    TrainedAnswer,
)
from service.classifier import Classification, Classifier
from service.documents.model import Document, Metadata
from service.settings import Settings
from service.trained import Trained


def classify_answer(result: Classification, stances: Mapping[str, Stance]) -> ClassifyAnswer:
    """Return the answer to a list of paragraphs."""
    return ClassifyAnswer(
        paragraphs=[_paragraph(item, stances) for item in result.paragraphs],
        model=ModelAnswer(version=result.version, engine=result.engine),
        warnings=list(result.warnings),
    )


def document_answer(document: Document, result: Classification, stances: Mapping[str, Stance]) -> DocumentAnswer:
    """Return the answer to a document whose passages were classified."""
    paragraphs = [
        DocumentParagraphAnswer(**dict(_paragraph(item, stances)), role=item.role or "operative", number=item.number)
        for item in result.paragraphs
    ]
    return DocumentAnswer(
        document=_metadata(document.metadata),
        paragraphs=paragraphs,
        model=ModelAnswer(version=result.version, engine=result.engine),
        warnings=[*document.warnings, *result.warnings],
    )


def stances_answer(stances: Mapping[str, Stance]) -> StancesAnswer:
    """Return the list of stances."""
    return StancesAnswer(
        stances=[
            StanceAnswer(
                id=item.id,
                name=item.name,
                name_en=item.name_en,
                definition=item.definition,
                definition_en=item.definition_en,
                group=item.group,
                polarity=_sign(item.polarity),
                force=item.force,
            )
            for item in stances.values()
        ]
    )


def model_answer(classifier: Classifier, limits: Settings) -> ModelStateAnswer:
    """Return what answers, the model that it has, and the limits of a request."""
    default = classifier.engine("hybrid")
    return ModelStateAnswer(
        version=default.version,
        engine=default.name,
        engines=classifier.engines,
        trained=_trained(classifier.trained) if classifier.trained is not None else None,
        warnings=list(classifier.notices),
        limits=LimitsAnswer(
            bytes=limits.max_bytes,
            paragraphs=limits.max_paragraphs,
            characters=limits.max_characters,
        ),
    )


def _trained(model: Trained) -> TrainedAnswer:
    labels, calibration = model.labels, model.calibration
    return TrainedAnswer(
        version=labels.version,
        tag=model.tag,
        base=labels.base,
        data=labels.data,
        stances=len(labels.stances),
        tags=len(labels.tags),
        scores=model.scores,
        temperatures=calibration.temperatures,
        arbitration=calibration.arbitration,
        sureness=calibration.sureness,
    )


def _paragraph(paragraph: Paragraph, stances: Mapping[str, Stance]) -> ParagraphAnswer:
    acts = [_act(act, stances[act.stance]) for act in paragraph.acts]
    first = acts[0] if acts else None
    return ParagraphAnswer(
        id=paragraph.id,
        text=paragraph.text,
        stance=first.stance if first else None,
        target=first.target if first else None,
        addressees=first.addressees if first else [],
        confidence=first.confidence if first else None,
        acts=acts,
    )


def _act(act: Act, stance: Stance) -> ActAnswer:
    return ActAnswer(
        stance=act.stance,
        name=stance.name,
        group=stance.group,
        polarity=_sign(stance.polarity),
        force=stance.force,
        strength=act.strength,
        trigger=_span(act.trigger),
        frame=act.frame,
        target=_span(act.target) if act.target else None,
        addressees=[_addressee(item) for item in act.addressees],
        confidence=act.confidence,
        source=act.source,
    )


def _span(span: Span) -> SpanAnswer:
    return SpanAnswer(text=span.text, start=span.start, end=span.end)


def _addressee(addressee: Addressee) -> AddresseeAnswer:
    span = addressee.span
    return AddresseeAnswer(text=span.text, start=span.start, end=span.end, actor=_actor(addressee.actor))


def _actor(actor: Actor | None) -> ActorAnswer | None:
    return ActorAnswer(id=actor.id, name=actor.name, kind=actor.kind) if actor else None


def _metadata(metadata: Metadata) -> MetadataAnswer:
    return MetadataAnswer(
        title=metadata.title,
        reference=metadata.reference,
        procedure=metadata.procedure,
        date=metadata.date,
        body=metadata.body,
        language=metadata.language,
    )


def _sign(polarity: int) -> Literal[-1, 0, 1]:
    return 1 if polarity > 0 else -1 if polarity < 0 else 0
