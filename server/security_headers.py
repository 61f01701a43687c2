"""The headers that isolate the page and forbid it to talk to any other origin, on every response.

It wraps the whole application from outside, so that errors (404, 405, 413, 416, 500) carry them too.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; "
    "img-src 'self' blob: data:; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

# Only names that browsers know: an unknown one is a warning in every visitor's console. Not listed because the page
# needs them: cross-origin-isolated (threads), clipboard and fullscreen.
_REFUSED_FEATURES = (
    "accelerometer autoplay camera display-capture encrypted-media geolocation gyroscope hid magnetometer "
    "microphone midi payment publickey-credentials-get serial usb xr-spatial-tracking"
)
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in _REFUSED_FEATURES.split())

SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    # these three make the page cross-origin isolated, without which there is no SharedArrayBuffer and no threads
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": PERMISSIONS_POLICY,
}
_RAW_HEADERS = [(name.lower().encode("ascii"), value.encode("ascii")) for name, value in SECURITY_HEADERS.items()]
_NAMES = frozenset(name for name, _ in _RAW_HEADERS)


class SecurityHeaders:
    """ASGI middleware; a header that a response already set is replaced, so that no route can weaken it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the headers to the start of its response."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [(name, value) for name, value in message.get("headers", []) if name.lower() not in _NAMES]
                message = {**message, "headers": kept + _RAW_HEADERS}
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)
