"""Measurements, run by hand: `.venv/bin/python -m bench.NAME`. Nothing here is a test."""
