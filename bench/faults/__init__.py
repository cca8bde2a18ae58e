"""Campaigns of faults: what breaks is counted, and the counts are kept in bench/results."""
