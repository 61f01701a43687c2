"""Runs Firefox for Playwright: it starts the real one and stands between the two on their WebDriver BiDi line.

Firefox ESR 153 and Playwright 1.65 do not understand each other in three things, none of which concerns the page:

- Playwright asks every new context for something that Firefox does not have (`emulation.setMediaFeaturesOverride`). The
  refusal is turned into a yes; nothing here emulates a medium.
- Downloads come without the number that Playwright finds their end by. They get one.
- While a BiDi session listens to workers, ending workers inside workers freezes Firefox now and then; alone it never
  freezes. onnxruntime-web's threads are such workers. So right after the session began the listener is taken away; when
  that fails, so does the start of the browser, instead of a test some day.

Command line: the browser to run, then its arguments.
"""

import asyncio
import json
import re
import signal
import sys
import uuid
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve

UNKNOWN_TO_FIREFOX = "emulation.setMediaFeaturesOverride"
DOWNLOAD_BEGINS, DOWNLOAD_ENDS = "browsingContext.downloadWillBegin", "browsingContext.downloadEnd"
STOP_LISTENING = """ChromeUtils.importESModule(
  "chrome://remote/content/shared/js-process-actors/WebDriverWorkerListenerActor.sys.mjs"
).unregisterWebDriverWorkerListenerActor()"""
ALLOW_IT = "--remote-allow-system-access"
ADDRESS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
# Numbers of our own commands: Playwright counts from 1.
OWN_IDS = 1 << 52
ANY_SIZE: dict[str, Any] = {"max_size": None, "compression": None, "ping_interval": None}
CANNOT_START = 70


class Line:
    """One connection of Playwright, and its other end in Firefox."""

    def __init__(self, client: ServerConnection, firefox: ClientConnection) -> None:
        self._client, self._firefox = client, firefox
        self._asked: dict[int, str] = {}
        self._own: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._downloads: dict[tuple[str, str], str] = {}
        self._beginning: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Pass messages on until one end hangs up."""
        ways = [asyncio.create_task(self._to_firefox()), asyncio.create_task(self._to_client())]
        _, rest = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in rest:
            way.cancel()

    async def _to_firefox(self) -> None:
        async for text in self._client:
            message = json.loads(text)
            self._asked[message["id"]] = message["method"]
            await self._firefox.send(text)

    async def _to_client(self) -> None:
        async for text in self._firefox:
            message = json.loads(text)
            if message.get("id") in self._own:
                self._own.pop(message["id"]).set_result(message)
                continue
            method = self._asked.pop(message.get("id"), None)
            if method == "session.new" and message["type"] == "success":
                # Answered only once the listener is gone. This loop has to go on meanwhile, to hear that it is.
                self._beginning = asyncio.create_task(self._begin(text))
                continue
            await self._client.send(self._mended(method, message))

    def _mended(self, method: str | None, message: dict[str, Any]) -> str:
        if method == UNKNOWN_TO_FIREFOX and message.get("error") == "unknown command":
            message = {"type": "success", "id": message["id"], "result": {}}
        elif message.get("method") in (DOWNLOAD_BEGINS, DOWNLOAD_ENDS):
            facts = message["params"]
            which = (facts["context"], facts["url"])
            if message["method"] == DOWNLOAD_BEGINS:
                self._downloads[which] = str(uuid.uuid4())
            if not facts.get("download") and not facts.get("navigation"):
                facts["download"] = self._downloads.get(which, str(uuid.uuid4()))
        return json.dumps(message)

    async def _begin(self, answer: str | bytes) -> None:
        try:
            tree = await self._ask("browsingContext.getTree", {"moz:scope": "chrome"})
            target = {"context": tree["contexts"][0]["context"]}
            wish = {"expression": STOP_LISTENING, "target": target, "awaitPromise": False}
            done = await self._ask("script.evaluate", wish)
            if done["type"] != "success":
                raise RuntimeError(str(done))
        except (RuntimeError, LookupError) as error:
            print(f"firefox_shim: the listener for workers could not be taken away: {error}", file=sys.stderr)
            sys.exit(CANNOT_START)
        await self._client.send(answer)

    async def _ask(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        number = OWN_IDS + len(self._own)
        self._own[number] = asyncio.get_running_loop().create_future()
        answer = self._own[number]
        await self._firefox.send(json.dumps({"id": number, "method": method, "params": params}))
        message = await answer
        if message["type"] != "success":
            raise RuntimeError(f"{method}: {message}")
        return dict(message["result"])


async def main(command: list[str]) -> int:
    """Run the browser to its end and return its exit code."""
    process = await asyncio.create_subprocess_exec(*command, ALLOW_IT, stderr=asyncio.subprocess.PIPE)
    assert process.stderr is not None
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, process.terminate)
    try:
        async for raw in process.stderr:
            text = raw.decode(errors="replace").rstrip("\n")
            if found := ADDRESS.search(text):
                text = text.replace(found[1], await _stand_before(found[1]))
            print(text, file=sys.stderr, flush=True)
        return await process.wait()
    finally:
        if process.returncode is None:
            process.terminate()


async def _stand_before(address: str) -> str:
    """Listen for Playwright and return where."""

    async def talk(client: ServerConnection) -> None:
        assert client.request is not None
        async with connect(address + client.request.path, **ANY_SIZE) as firefox:
            await Line(client, firefox).run()

    server = await serve(talk, "127.0.0.1", 0, **ANY_SIZE)
    return f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
