"""The base of what this package's own readers raise when the structure of a file is damaged. No words for people."""


class BrokenFileError(ValueError):
    """The structure of a file is damaged; the text says where, for a bug report."""
