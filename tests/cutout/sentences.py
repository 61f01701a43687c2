"""What a message for people looks like, whoever wrote it: used by the tests that provoke errors."""

import re

# Words of libraries and languages: they belong into the detail.
LIBRARY_TALK = re.compile(
    r"libheif|libavif|libjpeg|mozjpeg|bmff|pillow|zlib|buffer|unpack_from|out of range|data stream|decoder object"
    r"|driver|codec\b|truncated|exception|error\b|traceback|0x[0-9a-f]|\bb'|\bbox\b|chunk|nonetype",
    re.IGNORECASE,
)


def what_is_wrong(message: str) -> str:
    """Return why a message is not made of an author's sentences; empty where it is."""
    if message != " ".join(message.split()):
        return "a line break, a tab or doubled spaces"
    if ".." in message or re.search(r"[.:;,] ?[.:;,]", message):
        return "doubled punctuation"
    if not re.fullmatch(r"[A-Z].*[.]", message) or len(message) < 20:
        return "no whole sentence"
    if not message.isprintable():
        return "a character that is not shown"
    if found := LIBRARY_TALK.search(message):
        return f"a library's word: {found[0]}"
    return ""
