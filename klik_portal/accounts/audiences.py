"""Who may knock: the left column of every urls.py."""

from typing import Any

from klik_portal.accounts.roles import CASEWORKERS, READERS, Role
from klik_portal.core.routing import Audience


def _signed_in(user: Any) -> bool:
    return user.is_authenticated


def _with_role(*roles: Role) -> Any:
    return lambda user: user.is_authenticated and user.role in roles


everyone = Audience("everyone", lambda user: True, public=True)
signed_in = Audience("signed_in", _signed_in)
applicants = Audience("applicants", _with_role(Role.APPLICANT))
caseworkers = Audience("caseworkers", _with_role(*CASEWORKERS))
coordinators = Audience("coordinators", _with_role(Role.COORDINATOR))
readers = Audience("readers", _with_role(*READERS))
leaders = Audience("leaders", _with_role(Role.COORDINATOR, Role.HEAD))
fillers = Audience("fillers", _with_role(Role.APPLICANT, *CASEWORKERS))  # officers: what they file
case_people = Audience("case_people", _with_role(Role.APPLICANT, *READERS))
calendar_owners = Audience("calendar_owners", _with_role(Role.APPLICANT, *CASEWORKERS))
sysadmins = Audience("sysadmins", _with_role(Role.SYSADMIN))
operators = Audience("operators", _with_role(*READERS, Role.SYSADMIN))  # see what leaves Klik
