"""What higher floors may listen to, inside the transaction of the change."""

from django.dispatch import Signal

# Sent with user=, library=, at= when a confirmed member no longer belongs to a library.
membership_ended = Signal()
