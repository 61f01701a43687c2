"""The choice of a content coding by q-values."""

import pytest

from server.content_coding import choose_coding


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        ("", "identity"),
        ("br", "br"),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("BR;Q=1", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0.5 , gzip; q=0.5", "br"),
        ("br;q=0", "identity"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.0, gzip;q=0.000", "identity"),
        ("identity, br;q=0.5", "identity"),
        ("*", "br"),
        ("*;q=0.3, br;q=0", "gzip"),
        ("gzip;q=0.001", "gzip"),
        ("identity;q=0, gzip", "gzip"),
        ("identity;q=0", "identity"),
        ("*;q=0", "identity"),
        ("zstd, deflate", "identity"),
        ("br;q=2, gzip;q=0.1", "gzip"),
        ("br;q=high", "identity"),
        ("br;level=4", "identity"),
        (",,;q=1,", "identity"),
    ],
)
def test_choice(accept, coding):
    assert choose_coding(accept, ["br", "gzip"]) == coding


def test_only_what_exists_is_chosen():
    assert choose_coding("br, gzip;q=0.5", ["gzip"]) == "gzip"
    assert choose_coding("br, gzip", []) == "identity"
