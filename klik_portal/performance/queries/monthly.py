"""What other apps are told of the monthly mail: its paper when it leaves, and that it may be declined.

Apart from making it, so that starting Klik does not load what draws PDFs.
"""

from django.utils.translation import gettext_lazy

from klik_portal.accounts.roles import Role
from klik_portal.notifications.attachments import Attachment
from klik_portal.performance.models import MonthlyReport
from klik_portal.reminders.subjects import News

ATTACHED = "monthly"
NEWS = News("monthly_report", gettext_lazy("Laporan kinerja setiap bulan"), frozenset({Role.HEAD}))


def opened(key: str) -> Attachment:
    """The paper of a month, when the mail leaves."""
    report = MonthlyReport.objects.select_related("paper").get(month=f"{key}-01")
    paper = report.paper
    return Attachment(paper.download_name, paper.content_type, paper.path.read_bytes())
