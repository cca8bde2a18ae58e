"""Text in, index out: loads, splits, encodes and publishes the pages, and reads what it wrote."""
