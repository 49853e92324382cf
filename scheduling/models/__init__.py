from scheduling.models.action import ActionState, AgreedAction, Side
from scheduling.models.appointment import Appointment, AppointmentState, Mode
from scheduling.models.feed import CalendarFeed
from scheduling.models.hours import BookingRules, HoursException, Leave, Weekday, WeeklyHours
from scheduling.models.proposal import ProposalState, TimeProposal
from scheduling.models.report import Finding, FindingFate, VisitPhoto, VisitReport
from scheduling.models.route import RoutePoint, TravelMode, TravelRoute
from scheduling.models.slot import OfficerSlot
from scheduling.models.trip import (
    BudgetLine,
    ReadinessTap,
    Rung,
    StopState,
    TapAnswer,
    TravelLeg,
    Trip,
    TripMember,
    TripNote,
    TripState,
    TripStop,
)
from scheduling.models.visit_request import Readiness, VisitRequest, VisitRequestState
from scheduling.models.zoom_meeting import Participant, SyncState, ZoomEvent, ZoomMeeting

__all__ = [
    "ActionState",
    "AgreedAction",
    "Appointment",
    "AppointmentState",
    "BookingRules",
    "BudgetLine",
    "CalendarFeed",
    "Finding",
    "FindingFate",
    "HoursException",
    "Leave",
    "Mode",
    "OfficerSlot",
    "Participant",
    "ProposalState",
    "Readiness",
    "ReadinessTap",
    "RoutePoint",
    "Rung",
    "Side",
    "StopState",
    "SyncState",
    "TapAnswer",
    "TimeProposal",
    "TravelLeg",
    "TravelMode",
    "TravelRoute",
    "Trip",
    "TripMember",
    "TripNote",
    "TripState",
    "TripStop",
    "VisitPhoto",
    "VisitReport",
    "VisitRequest",
    "VisitRequestState",
    "Weekday",
    "WeeklyHours",
    "ZoomEvent",
    "ZoomMeeting",
]
