"""What an error may say was found: names and numbers of this package's own. Used by the tests that provoke errors.

The sentences that people read are made of these in JavaScript; tests/web/errors.test.js looks at each of them.
"""

import json
import re

# Words of libraries and languages: they belong into the detail.
LIBRARY_TALK = re.compile(
    r"libheif|libavif|libjpeg|mozjpeg|bmff|pillow|zlib|buffer|unpack_from|out of range|data stream|decoder object"
    r"|driver|codec\b|truncated|exception|error\b|traceback|0x[0-9a-f]|\bb'|\bbox\b|chunk|nonetype",
    re.IGNORECASE,
)


def what_is_wrong(found):
    """Return why what an error found cannot be told to people; empty where it can.

    Parameters
    ----------
    found : dict
        `CutoutError.found`, or as it crossed to JavaScript.
    """
    if json.loads(json.dumps(found)) != found:
        return "more than plain values"
    for name, value in found.items():
        if not isinstance(value, str):
            continue
        if value != " ".join(value.split()) or not value.isprintable() or not value:
            return f"{name}: a line break, a tab, doubled spaces, a character that is not shown, or nothing"
        if talk := LIBRARY_TALK.search(value):
            return f"{name}: a library's word: {talk[0]}"
    return ""
