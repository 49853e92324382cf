"""How sending can go wrong, the same for every channel. The text is for the ledger."""


class Temporary(Exception):
    """Worth trying again: the other side is busy."""


class Unreachable(Temporary):
    """No connection, or it does not let us in: nothing can leave over this channel now."""


class Permanent(Exception):
    """This message was refused for good."""
