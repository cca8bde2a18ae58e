"""Campaigns of faults: processes killed, disks full, bytes flipped; what they found is kept in bench/results/."""
