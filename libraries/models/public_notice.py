"""What the office lets everybody read beyond the registry: the institution's contact and the way there.

The contacts of the registry belong to people and stay inside. An officer writes these, and answers
for it that they are the institution's.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from klik_portal.core.models import Versioned
from libraries.models.library import Library


class PublicNotice(Versioned):
    library = models.OneToOneField(Library, on_delete=models.CASCADE, related_name="public_notice")
    phone = models.CharField(_("Telepon lembaga"), max_length=30, blank=True)
    email = models.EmailField(_("Surel lembaga"), blank=True)
    website = models.URLField(_("Situs atau media sosial lembaga"), max_length=200, blank=True)
    way = models.TextField(_("Cara ke sana"), max_length=600, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    agreed_at = models.DateTimeField()
