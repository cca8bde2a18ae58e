from pathlib import Path

import pytest

from bot.access import Keyless
from bot.keys import Keys, hash_of, new_key
from bot.settings import Settings, access_of
from ingest.errors import SettingError

HASH = hash_of("one")


def test_the_settings_of_the_server_are_read_from_the_environment() -> None:
    settings = Settings.from_environment(
        {
            "SPOTTER_HOSTS": "chat.gym.example, [2001:db8::1]",
            "SPOTTER_ORIGINS": "https://www.gym.example https://gym.example:8443",
            "SPOTTER_TRUSTED_PROXIES": "127.0.0.1,10.0.0.0/8",
            "SPOTTER_RATE": "30 / Minute",
            "SPOTTER_SITE_RATE": "off",
            "SPOTTER_WAITING": "8",
            "SPOTTER_API_KEYS": HASH,
            "SPOTTER_KEYLESS": "nobody",
            "SPOTTER_OPENAPI": "on",
        }
    )

    access = access_of(settings)

    assert access.hosts == {"chat.gym.example", "2001:db8::1"}
    assert access.origins == {"https://www.gym.example", "https://gym.example:8443"}
    assert list(map(str, access.proxies)) == ["127.0.0.1/32", "10.0.0.0/8"]
    assert (access.rate, access.site_rate) == ("30/minute", "")
    assert (settings.waiting, settings.openapi, access.keyless) == (8, "on", Keyless.NOBODY)
    assert access.keys == Keys((HASH,))


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("SPOTTER_HOSTS", "https://chat.gym.example", "'https://chat.gym.example' is no host name"),
        ("SPOTTER_HOSTS", "chat.gym.example:8000", "'chat.gym.example:8000' is no host name"),
        ("SPOTTER_HOSTS", "*", "'*' is no host name"),
        ("SPOTTER_ORIGINS", "*", "'*' is no origin"),
        ("SPOTTER_ORIGINS", "https://*.gym.example", "'https://*.gym.example' is no origin"),
        ("SPOTTER_ORIGINS", "www.gym.example", "'www.gym.example' is no origin"),
        ("SPOTTER_ORIGINS", "https://gym.example/", "'https://gym.example/' is no origin"),
        ("SPOTTER_ORIGINS", "null", "'null' is no origin"),
        ("SPOTTER_ORIGINS", "ftp://gym.example", "'ftp://gym.example' is no origin"),
        ("SPOTTER_TRUSTED_PROXIES", "proxy", "'proxy' is no address"),
        ("SPOTTER_TRUSTED_PROXIES", "10.0.0.1/8", "'10.0.0.1/8' is no address"),
        ("SPOTTER_RATE", "many", "SPOTTER_RATE is 'many'"),
        ("SPOTTER_RATE", "0/minute", "SPOTTER_RATE is '0/minute'"),
        ("SPOTTER_SITE_RATE", "5/fortnight", "SPOTTER_SITE_RATE is '5/fortnight'"),
        ("SPOTTER_WAITING", "0", "SPOTTER_WAITING is '0'"),
        ("SPOTTER_KEYLESS", "everyone", "SPOTTER_KEYLESS is 'everyone'"),
        ("SPOTTER_OPENAPI", "yes", "SPOTTER_OPENAPI is 'yes'"),
        ("SPOTTER_API_KEYS", f"{HASH},nonsense", "SPOTTER_API_KEYS holds something that is no hash"),
        ("SPOTTER_API_KEYS", "/nowhere/keys", "SPOTTER_API_KEYS: the file /nowhere/keys cannot be read"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_with_its_name(name: str, value: str, message: str) -> None:
    with pytest.raises(SettingError) as caught:
        Settings.from_environment({name: value})

    assert message in caught.value.message
    assert name in caught.value.message
    assert caught.value.fix


def test_a_key_in_place_of_its_hash_is_refused_and_not_repeated() -> None:
    key = new_key()

    with pytest.raises(SettingError) as caught:
        Keys.read(key)

    assert key not in caught.value.message + caught.value.fix


def test_keys_are_read_from_a_file_with_their_names_beside_them(tmp_path: Path) -> None:
    first, second = new_key(), new_key()
    file = tmp_path / "keys"
    file.write_text(f"# our programs\n{hash_of(first)}  # till\n\n{hash_of(second).upper()}\n", encoding="utf-8")

    keys = Keys.read(str(file))

    assert keys.hashes == (hash_of(first), hash_of(second))
    assert [keys.name_of(key) for key in (first, second)] == [hash_of(first)[:12], hash_of(second)[:12]]
    assert [keys.name_of(key) for key in (new_key(), "", hash_of(first), "\ud800")] == [""] * 4


def test_a_line_that_is_no_hash_is_named_by_its_number(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text(f"{HASH}\nspotter_secret\n", encoding="utf-8")

    with pytest.raises(SettingError) as caught:
        Keys.read(str(file))

    assert caught.value.message == f"SPOTTER_API_KEYS: line 2 of {file} is no hash"


def test_no_key_is_made_twice() -> None:
    keys = {new_key() for _ in range(100)}

    assert len(keys) == 100
    assert {len(key) for key in keys} == {51}
