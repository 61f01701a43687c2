"""HEIC and AVIF, which share one container (ISO base media file, HEIF): read.

Other rooms import the modules below, and no others.
"""

__all__ = ["boxes", "geometry", "header", "items", "record", "source"]
