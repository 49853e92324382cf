from accreditation.models.answer import Answer, ReadinessRecord
from accreditation.models.appeal import AppealPoint
from accreditation.models.application import Application, ApplicationKind
from accreditation.models.bundle import Bundle, BundleFile, BundleState
from accreditation.models.confirmation import ConfirmationCode
from accreditation.models.conversation import Message, MessageFile, MessageSide, ReadMark
from accreditation.models.correction import Correction
from accreditation.models.document import ApplicationDocument
from accreditation.models.evidence import Evidence
from accreditation.models.history import HistoryEntry
from accreditation.models.improvement import ImprovementStep
from accreditation.models.instrument import (
    AnswerOption,
    Component,
    Indicator,
    InstrumentEdition,
)
from accreditation.models.internal_note import InternalNote
from accreditation.models.milestone import Milestone, MilestoneCorrection
from accreditation.models.outcome import Outcome, OutcomeCorrection
from accreditation.models.question import Question, QuestionState
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
    "AppealPoint",
    "Application",
    "ApplicationDocument",
    "ApplicationKind",
    "Bundle",
    "BundleFile",
    "BundleState",
    "Component",
    "ConfirmationCode",
    "Correction",
    "CorrectionDraft",
    "CorrectionReason",
    "Evidence",
    "HistoryEntry",
    "ImprovementStep",
    "Indicator",
    "InstrumentEdition",
    "InternalNote",
    "ItemReview",
    "Message",
    "MessageFile",
    "MessageSide",
    "Milestone",
    "MilestoneCorrection",
    "Outcome",
    "OutcomeCorrection",
    "Question",
    "QuestionState",
    "ReadMark",
    "ReadinessRecord",
    "SecondLook",
    "SecondScore",
]
