"""What cannot be done with a group."""

from __future__ import annotations

from typing import ClassVar

from ocr_intake.errors import ExitCode, IntakeError


class NoSuchGroupError(IntakeError):
    """There is no group with that key."""

    key = "duplicates.error.no_such_group"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT

    def __init__(self, group: str) -> None:
        super().__init__(group=group)


class GroupDecidedError(IntakeError):
    """Somebody has decided on all of the group already."""

    key = "duplicates.error.group_decided"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT

    def __init__(self, group: str) -> None:
        super().__init__(group=group)
