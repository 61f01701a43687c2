"""Measurements, run by hand: `python3 build.py bench NAME`. Nothing here is a test."""
