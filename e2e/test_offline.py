"""A server that goes away: after one visit everything works without it; before that, the batch waits and says so."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, FilePayload, expect

from e2e.drawn import encode, green_screen
from e2e.drawn_formats import drawn_files
from e2e.other_build import copy_build
from e2e.page import CutroomPage
from e2e.stoppable_site import StoppableSite

GOOD = encode(green_screen(96, 64), "PNG")
HEIC = next(file.data for file in drawn_files() if file.name == "alpha in heic.heic")


def png(name: str) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": GOOD}


PHOTOS: list[FilePayload] = [
    {"name": "a.png", "mimeType": "image/png", "buffer": GOOD},
    {"name": "b.heic", "mimeType": "image/heic", "buffer": HEIC},
]
NOTE = "/service-worker/complete.json"
FORGET_NOTE = f"""async () => {{
  const [name] = (await caches.keys()).filter((each) => each.startsWith("cutroom-build-"));
  return (await caches.open(name)).delete("{NOTE}");
}}"""
STORED = """async () => {
  const paths = [];
  for (const name of (await caches.keys()).filter((each) => each.startsWith("cutroom-build-"))) {
    for (const { url } of await (await caches.open(name)).keys()) paths.push(new URL(url).pathname);
  }
  return paths;
}"""


def test_after_one_visit_everything_works_without_the_server(
    offline_page: CutroomPage, stoppable_site: StoppableSite, tmp_path: Path
) -> None:
    page = offline_page.open()
    page.wait_ready_offline()
    page.add(PHOTOS)
    page.wait_all_ended(2)
    online = page.download_zip(tmp_path)
    stoppable_site.stop()
    page.forget_http_cache()

    page.page.reload()
    page.page.wait_for_selector("html[data-ready=true]")
    assert page.page.evaluate("() => crossOriginIsolated && typeof SharedArrayBuffer === 'function'")
    page.add(PHOTOS)
    page.wait_all_ended(2)
    assert page.statuses() == {"a.png": "done", "b.heic": "done"}
    assert page.download_zip(tmp_path) == online
    expect(page.page.locator("#offline-line")).to_have_text(re.compile("cannot be reached.*goes on"))


@pytest.mark.stub_worker
def test_the_server_may_go_while_the_page_is_open(offline_page: CutroomPage, stoppable_site: StoppableSite) -> None:
    page = offline_page.open()
    page.wait_ready_offline()
    stoppable_site.stop()
    page.forget_http_cache()
    page.add([png("a.png"), png("c.png")])
    page.wait_all_ended(2)
    assert set(page.statuses().values()) == {"done"}
    expect(page.page.locator("#offline-line")).to_have_text(re.compile("cannot be reached.*goes on"))


@pytest.mark.stub_worker
def test_what_is_stored_is_the_program_once_and_the_model_once(offline_page: CutroomPage) -> None:
    page = offline_page.open()
    page.wait_ready_offline()
    stored = page.page.evaluate(STORED)
    assert {"/", "/models/catalogue.json", NOTE} <= set(stored)
    assert len(stored) == len(set(stored))
    assert not [path for path in stored if path.endswith((".onnx", ".weights"))], "models are the page's to store"
    assert not [path for path in stored if "ort.webgpu" in path or "asyncify" in path], "there is no GPU here"
    for unit in ("app", "pyodide", "python", "ort", "codecs", "vendor"):
        assert [path for path in stored if path.startswith(f"/assets/{unit}.")], unit


@pytest.mark.stub_worker
def test_a_build_that_is_not_stored_whole_is_never_shown(
    offline_page: CutroomPage, stoppable_site: StoppableSite
) -> None:
    page = offline_page.open()
    page.wait_ready_offline()
    assert page.page.evaluate(FORGET_NOTE)
    stoppable_site.stop()
    with pytest.raises(Error, match=r"ERR_"):
        page.page.goto(page.site)
    page.problems.clear()


@pytest.mark.stub_worker
def test_a_damaged_file_is_not_stored(
    offline_page: CutroomPage, stoppable_site: StoppableSite, stub_build: Path, tmp_path: Path
) -> None:
    dist = copy_build(tmp_path, stub_build)
    manifest = json.loads((dist / "manifest.json").read_text("utf-8"))
    damaged = next(url for url in manifest["files"] if url.endswith("/packages.bin"))
    size = manifest["files"][damaged]["bytes"]
    for suffix in ("", ".br", ".gz"):
        (dist / (damaged[1:] + suffix)).unlink(missing_ok=True)
    (dist / damaged[1:]).write_bytes(bytes(size))
    stoppable_site.start(dist)
    page = offline_page.open()
    expect(page.page.locator("#offline-line")).to_contain_text("could not be stored completely", timeout=60_000)
    stored = page.page.evaluate(STORED)
    assert damaged not in stored
    assert NOTE not in stored


# Cuts half off every stored file with that name.
CUT_SHORT = """async (name) => {
  for (const key of await caches.keys()) {
    const cache = await caches.open(key);
    for (const request of await cache.keys()) {
      if (!request.url.endsWith(name)) continue;
      const { headers } = await cache.match(request);
      const whole = await (await cache.match(request)).blob();
      await cache.put(request, new Response(whole.slice(0, whole.size / 2), { headers }));
    }
  }
}"""
SIZES = """async (name) => {
  const sizes = [];
  for (const key of await caches.keys()) {
    const cache = await caches.open(key);
    for (const request of await cache.keys()) {
      if (request.url.endsWith(name)) sizes.push((await (await cache.match(request)).blob()).size);
    }
  }
  return sizes;
}"""


def test_a_stored_program_file_that_is_cut_short_is_fetched_again(
    offline_page: CutroomPage, stoppable_site: StoppableSite
) -> None:
    page = offline_page.open()
    page.wait_ready_offline()
    name = "/python_stdlib.zip"
    whole = page.page.evaluate(SIZES, name)
    page.page.evaluate(CUT_SHORT, name)
    assert page.page.evaluate(SIZES, name) != whole
    # A service worker that was started anew, as after a pause: this one would trust what it has compared.
    devtools = page.context.new_cdp_session(page.page)
    devtools.send("ServiceWorker.enable")
    devtools.send("ServiceWorker.stopAllWorkers")
    page.add(PHOTOS[:1])
    page.wait_all_ended(1)
    assert page.statuses() == {"a.png": "done"}
    page.page.wait_for_function(f"async (whole) => String(await ({SIZES})('{name}')) === String(whole)", arg=whole)


@pytest.mark.stub_worker
def test_a_batch_whose_model_is_not_here_waits_for_the_server(browser: Browser, stoppable_site: StoppableSite) -> None:
    context = browser.new_context(service_workers="block")
    page = CutroomPage(context, stoppable_site.origin).open()
    stoppable_site.stop()
    page.add([FilePayload(name=f"{number}.png", mimeType="image/png", buffer=GOOD) for number in range(3)])
    expect(page.page.get_by_role("heading", name="Waiting for the server")).to_be_visible()
    assert sorted(page.statuses().values()) == ["failed", "queued", "queued"]
    expect(page.page.locator("#toolbar")).to_contain_text("0 of 3 done, 1 failed. Waiting for the server")
    stoppable_site.start()
    page.button("Try now").click()
    page.wait_all_ended(3)
    assert set(page.statuses().values()) == {"done"}
    expect(page.page.get_by_role("heading", name="Waiting for the server")).to_have_count(0)
    assert [problem for problem in page.problems if "ERR_CONNECTION_REFUSED" not in problem] == []
    context.close()
    page.assert_private()


def test_without_room_for_the_program_the_page_says_so_and_works_with_its_server(
    offline_page: CutroomPage, stoppable_site: StoppableSite
) -> None:
    devtools = offline_page.page.context.new_cdp_session(offline_page.page)
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": stoppable_site.origin, "quotaSize": 2_000_000})
    page = offline_page.open()
    expect(page.page.locator("#offline-line")).to_have_text(re.compile("too little room"), timeout=60_000)
    page.add(PHOTOS[:1])
    page.wait_all_ended(1)
    assert page.statuses() == {"a.png": "done"}


SAVES_DATA = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } });"


@pytest.mark.stub_worker
def test_who_saves_data_fetches_no_model_before_the_first_photo(offline_page: CutroomPage) -> None:
    fetched: list[str] = []
    offline_page.page.context.on("request", lambda request: fetched.append(request.url))
    offline_page.page.add_init_script(SAVES_DATA)
    page = offline_page.open()
    line = page.page.locator("#offline-line")
    expect(line).to_have_text("Works offline once the model is here.", timeout=60_000)
    assert not [url for url in fetched if ".onnx" in url]
    page.add(PHOTOS[:1])
    page.wait_all_ended(1)
    expect(line).to_have_text("Ready to work offline.")
    assert [url for url in fetched if ".onnx" in url]
