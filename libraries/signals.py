"""What higher floors may listen to, inside the transaction of the change."""

from django.dispatch import Signal

# Sent with user=, library=, at= when a confirmed member no longer belongs to a library.
membership_ended = Signal()

# Sent with pks= when libraries were written or removed many at once, past `save()`.
libraries_written = Signal()

# Sent with library=, giver=, successor=, position=, by=, at= once the giver has left.
custody_handed = Signal()

# Sent with library=, by=, at= when another row of the same library was merged into it.
library_merged = Signal()
