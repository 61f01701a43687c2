"""AVIF as an export: written and checked. An AVIF that comes in is read like HEIC, in `formats.heif`.

Other rooms import the modules below, and no others.
"""

__all__ = ["encode", "record", "verify"]
