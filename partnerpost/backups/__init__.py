"""An office in one file, and back again: database, stored pages, key and settings."""

from partnerpost.backups.backing_up import Backup, back_up
from partnerpost.backups.restoring import Restored, restore

__all__ = ["Backup", "Restored", "back_up", "restore"]
