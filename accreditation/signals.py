"""What higher floors may listen to, inside the transaction of the change."""

from django.dispatch import Signal

# Sent with application=, by=, at= when a request enters mentoring, once more or for the first time.
mentoring_began = Signal()
# Sent with application=, by=, at= when a request reaches a final state.
application_closed = Signal()
