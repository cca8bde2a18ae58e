"""Other systems, measured beside Spotter: a script each, run in its own process and its own environment."""
