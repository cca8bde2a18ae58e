"""Every error that a user can cause, drawn as a tree.

SpotterError
├── InputError            a file, folder or question that cannot be used
│   └── RejectedFileError one file of many: named in the report, the rest goes on
├── SettingError          a setting whose value makes no sense
├── ModelError            the embedding model is missing, altered or unsuitable
├── TooBusyError          more questions wait than can be answered soon
└── IndexProblem          the index cannot be used
    ├── NoIndexError           there is none yet
    ├── DamagedIndexError      its bytes are not those that were published
    ├── IncompatibleIndexError it was made by another model or format
    ├── BusyIndexError         another ingest is writing it
    └── UnwritableIndexError   its folder cannot be written

Anything else that is raised is a defect of the program and keeps its traceback.
"""


class SpotterError(Exception):
    """What happened and where (`message`), and what to do about it (`fix`)."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix


class InputError(SpotterError):
    """A file, folder or question that cannot be used."""


class RejectedFileError(InputError):
    """One file that cannot be ingested; `message` is the reason without the file's name."""


class SettingError(SpotterError):
    """A setting whose value makes no sense."""


class ModelError(SpotterError):
    """The embedding model is missing, altered or unsuitable."""


class TooBusyError(SpotterError):
    """More questions wait than can be answered soon; `seconds` until it is worth asking again."""

    def __init__(self, message: str, fix: str, seconds: int = 1) -> None:
        super().__init__(message, fix)
        self.seconds = seconds


class IndexProblem(SpotterError):  # noqa: N818 - the family's name; each member ends in Error
    """The index cannot be used."""


class NoIndexError(IndexProblem):
    """There is no index in this folder."""


class DamagedIndexError(IndexProblem):
    """The index's bytes are not those that were published."""


class IncompatibleIndexError(IndexProblem):
    """The index was made by another model or in another format."""


class BusyIndexError(IndexProblem):
    """Another ingest holds the index's lock."""


class UnwritableIndexError(IndexProblem):
    """The index's folder cannot be written."""
