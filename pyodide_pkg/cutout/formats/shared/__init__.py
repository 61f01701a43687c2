"""What formats have in common. It knows none of them.

Other rooms import the modules below, and no others.
"""

__all__ = ["broken_file", "codecs", "declared_size", "exif", "orientation", "records", "source", "verify_pixels"]
