"""Serve the page: `python app.py` is `spotter serve` with the settings of the environment."""

from bot.cli import main

if __name__ == "__main__":
    main(["serve"])
