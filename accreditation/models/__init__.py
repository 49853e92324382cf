from accreditation.models.answer import Answer, ReadinessRecord
from accreditation.models.application import Application, ApplicationKind
from accreditation.models.correction import Correction
from accreditation.models.document import ApplicationDocument
from accreditation.models.evidence import Evidence
from accreditation.models.history import HistoryEntry
from accreditation.models.instrument import (
    AnswerOption,
    Component,
    Indicator,
    InstrumentEdition,
)
from accreditation.models.outcome import Outcome
from accreditation.models.review import (
    CorrectionDraft,
    CorrectionReason,
    ItemReview,
    SecondLook,
    SecondScore,
)

__all__ = [
    "Answer",
    "AnswerOption",
    "Application",
    "ApplicationDocument",
    "ApplicationKind",
    "Component",
    "Correction",
    "CorrectionDraft",
    "CorrectionReason",
    "Evidence",
    "HistoryEntry",
    "Indicator",
    "InstrumentEdition",
    "ItemReview",
    "Outcome",
    "ReadinessRecord",
    "SecondLook",
    "SecondScore",
]
