import inspect
import re

from ingest import errors
from ingest.errors import RejectedFileError, SpotterError


def test_the_tree_in_the_docstring_is_the_tree_of_the_code() -> None:
    drawn = re.findall(r"^([│├└─ ]*)(\w+(?:Error|Problem))\b", str(errors.__doc__), re.MULTILINE)

    depths = [(len(lead) // 4, name) for lead, name in drawn]

    assert depths == _tree(SpotterError, 0)


def test_every_error_of_the_module_is_in_the_tree() -> None:
    classes = {name for name, value in inspect.getmembers(errors, inspect.isclass)}

    assert classes == {name for _, name in _tree(SpotterError, 0)}


def test_an_error_says_what_happened_and_what_to_do() -> None:
    error = RejectedFileError("not UTF-8: byte 3", "Save it as UTF-8 text.")

    assert (str(error), error.message, error.fix) == (
        "not UTF-8: byte 3",
        "not UTF-8: byte 3",
        "Save it as UTF-8 text.",
    )


def _tree(error: type[SpotterError], depth: int) -> list[tuple[int, str]]:
    members = [member for member in error.__subclasses__() if member.__module__ == errors.__name__]
    below = [row for member in members for row in _tree(member, depth + 1)]
    return [(depth, error.__name__), *below]
