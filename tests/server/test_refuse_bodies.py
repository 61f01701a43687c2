"""Bodies are refused by what the headers announce, and never read."""

import asyncio

import pytest
from starlette.datastructures import Headers

from server.refuse_bodies import RefuseBodies, announces_body


@pytest.mark.parametrize(
    ("headers", "announced"),
    [
        ({}, False),
        ({"content-length": "0"}, False),
        ({"content-length": "1"}, True),
        ({"content-length": "10"}, True),
        ({"content-length": "-1"}, True),
        ({"content-length": "many"}, True),
        ({"transfer-encoding": "chunked"}, True),
        ({"transfer-encoding": "chunked", "content-length": "0"}, True),
        ({"content-type": "image/png"}, False),
    ],
)
def test_what_announces_a_body(headers, announced):
    assert announces_body(Headers(headers)) is announced


def test_the_body_is_not_read_and_the_application_not_asked():
    sent = []

    async def receive():
        raise AssertionError("the body was read")

    async def application(scope, receive, send):
        raise AssertionError("the application was asked")

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [(b"content-length", b"5")]}
    asyncio.run(RefuseBodies(application)(scope, receive, send))
    assert sent[0]["status"] == 413
