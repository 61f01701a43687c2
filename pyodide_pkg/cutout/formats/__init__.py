"""From the bytes of a file to a photo, and from a cutout to the bytes of a file. One room below for each format.

Other rooms import the modules below, and no others.
"""

__all__ = ["decode", "encode", "matte", "original_preview", "thumbnail", "verify"]
