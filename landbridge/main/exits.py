"""What the exit codes of `landbridge` mean; the same for every command."""

from enum import IntEnum


class Exit(IntEnum):
    """The docs list these texts."""

    DONE = 0, "done, and all is well"
    NOT_WELL = 1, "done, but not all is well: something is wrong, unfinished or does not agree"
    USAGE = 2, "the command line is wrong; nothing was done"
    FAILED = 3, "could not be done; the sentence says what happened and what to do"
    BUG = 70, "an error in Landbridge itself; the log holds the details"
    INTERRUPTED = 130, "stopped by Ctrl-C"

    text: str

    def __new__(cls, code: int, text: str) -> "Exit":
        member = int.__new__(cls, code)
        member._value_ = code
        member.text = text
        return member
