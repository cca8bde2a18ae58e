"""Measurements, and the fits whose results the project ships."""
