"""Keys for servers that ask: long random words, of which only the SHA-256 is kept."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import SettingError

PREFIX = "spotter_"  # by which scanners for leaked secrets know it
_RANDOM_BYTES = 32  # more than can be guessed, so that a hash without salt or stretching is enough
_HASH = re.compile(r"[0-9a-f]{64}")
_FIX = "Give SHA-256 hashes as `spotter key` prints them, separated by commas, or a file with one a line."


@dataclass(frozen=True, slots=True)
class Keys:
    """The hashes of the keys that are let in; none where none are set."""

    hashes: tuple[str, ...] = ()

    @classmethod
    def read(cls, value: str) -> "Keys":
        """Read SPOTTER_API_KEYS: hashes separated by commas, or the path of a file with one a line (`hash  # whose`).

        Raises:
            SettingError: the file cannot be read, or something is no hash.
        """
        words = [word.strip().lower() for word in value.split(",") if word.strip()]
        if all(_HASH.fullmatch(word) for word in words):
            return cls(tuple(words))
        if len(words) > 1 or re.fullmatch(r"[\w+=-]{40,}", words[0]):  # a key itself, say: it must not be repeated
            raise SettingError("SPOTTER_API_KEYS holds something that is no hash", _FIX)
        return cls(tuple(_hashes_of(Path(value.strip()))))

    def name_of(self, key: str) -> str:
        """What a key is known by, the beginning of its hash; "" for one that is not let in.

        Every hash is compared, each in the same time wherever it differs.
        """
        digest = hash_of(key)
        found = [hmac.compare_digest(digest, known) for known in self.hashes]
        return digest[:12] if any(found) else ""


def new_key() -> str:
    """A key that nobody has."""
    return PREFIX + secrets.token_urlsafe(_RANDOM_BYTES)


def hash_of(key: str) -> str:
    """SHA-256 of a key, in hexadecimal digits."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _hashes_of(path: Path) -> Iterable[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise SettingError(f"SPOTTER_API_KEYS: the file {path} cannot be read: {reason}", _FIX) from None
    for number, line in enumerate(lines, start=1):
        word = line.partition("#")[0].strip().lower()
        if word and not _HASH.fullmatch(word):
            raise SettingError(f"SPOTTER_API_KEYS: line {number} of {path} is no hash", _FIX)
        if word:
            yield word
