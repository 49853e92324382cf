from scheduling.models.appointment import Appointment, AppointmentState, Mode
from scheduling.models.slot import OfficerSlot

__all__ = ["Appointment", "AppointmentState", "Mode", "OfficerSlot"]
