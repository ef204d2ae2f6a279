"""When the front door itself says no."""


class Refused(Exception):
    """A command cannot be carried out as asked; the message says why and what to do."""
