"""Which texts about a model the page can show: how long each may be, and of which characters.

The one place that says so, for the build and the server: it uses the standard library only. It writes no text, and what
a network needs is in model_spec.py.
"""

import unicodedata

LONGEST = {"title": 60, "description": 200, "licence": 200, "licence_url": 500, "note": 600, "source": 1000}
"""Field -> the most characters of it: about twice what the catalogue's own entries need."""
LINES = ("description", "note")
"""Fields that may have line ends: whoever writes a long text in TOML breaks it. The page shows them as spaces."""
# Control characters, and halves of surrogate pairs (a file name that is no UTF-8).
_UNFIT = ("Cc", "Cs")


def is_model_text(field: str, value: object) -> bool:
    """Return whether a value can be shown in this field of a model; an empty text cannot.

    Parameters
    ----------
    field : str
        A key of `LONGEST`.
    value : object
    """
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST[field]:
        return False
    return not any(map(_is_unfit, value.replace("\n", " ") if field in LINES else value))


def words_for_model_text(field: str) -> str:
    """Return what such a text should be, in words that complete "expected ..."."""
    return f"a text of at most {LONGEST[field]} characters, without control characters"


def as_model_text(field: str, text: str) -> str:
    """Return a text that can be shown, made of one that perhaps cannot, such as the name of a file.

    Parameters
    ----------
    field : str
        A key of `LONGEST`.
    text : str
        Not empty. Each character that does not fit becomes U+FFFD; what is too long ends in an ellipsis.
    """
    fit = "".join("\ufffd" if _is_unfit(each) else each for each in text)
    return fit if len(fit) <= LONGEST[field] else f"{fit[: LONGEST[field] - 1]}…"


def _is_unfit(character: str) -> bool:
    return unicodedata.category(character) in _UNFIT
