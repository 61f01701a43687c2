"""What colours mean: profiles, colour said by number, sRGB and Lab, high dynamic range, 8 bits. It opens no file.

Other rooms import the modules below, and no others.
"""

__all__ = [
    "cielab",
    "codes",
    "hdr",
    "hidden",
    "icc",
    "icc_header",
    "icc_table",
    "icc_tags",
    "icc_write",
    "quantise",
    "rgb_space",
    "srgb",
]
