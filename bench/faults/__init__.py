"""Faults that are caused on purpose, and what must hold in spite of them."""
