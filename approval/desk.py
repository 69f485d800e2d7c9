"""What every question and change needs at hand: workflow versions, files, settings."""

from dataclasses import dataclass

from .settings import Settings
from .storage import Storage
from .versions import Versions


@dataclass(frozen=True, slots=True)
class Desk:
    """Shared by every request and job of a process; holds nothing about any proposal."""

    versions: Versions
    storage: Storage
    settings: Settings
