"""`python -m bot` is `spotter`."""

from bot.cli import main

if __name__ == "__main__":
    main(prog_name="spotter")
