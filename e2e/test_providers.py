"""WebGPU, really running (in Chromium's software adapter), and the ways in which it can fail.

Whatever happens, the photo is done by the next provider in a fresh worker, and the page says why.
"""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Playwright, Route, expect

from e2e import gpu_faults
from e2e.browser import launch
from e2e.chroma_key import write_chroma_key
from e2e.drawn import GREEN, encode, green_screen
from e2e.page import CutroomPage
from e2e.site import serving
from e2e.watched_workers import WATCH_WORKERS

GPU_FLAGS = ("--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader")
GOOD = encode(green_screen(96, 64), "PNG")
CHECKS = "() => JSON.parse(localStorage.getItem('cutroom.self-checks') ?? '[]')"


def png(name: str, data: bytes = GOOD) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": data}


@pytest.fixture(scope="module")
def gpu_browser(playwright: Playwright) -> Iterator[Browser]:
    running = launch(playwright, *GPU_FLAGS)
    yield running
    running.close()


@pytest.fixture
def gpu_page(gpu_browser: Browser, site: str) -> Iterator[CutroomPage]:
    """A fresh page in a browser with a WebGPU adapter, as strict at its end as `page`."""
    context = gpu_browser.new_context(accept_downloads=True, service_workers="block")
    cutroom = CutroomPage(context, site)
    yield cutroom
    context.close()
    cutroom.assert_private()
    assert cutroom.problems == []


def details_of(page: CutroomPage, name: str) -> str:
    row = page.row(name)
    row.get_by_text("Details", exact=True).click()
    facts = row.locator(".details-list")
    expect(facts).not_to_be_empty()
    return facts.inner_text()


def providers(page: CutroomPage) -> dict[str, str | None]:
    return {item.name: item.provider for item in page.items()}


def test_webgpu_runs_checks_itself_once_and_says_so(gpu_page: CutroomPage) -> None:
    page = gpu_page.open("?provider=webgpu")
    page.page.get_by_label("Looks").select_option("one")
    page.add([png("a.png"), png("b.png")])
    page.wait_all_ended(2)
    assert page.statuses() == {"a.png": "done", "b.png": "done"}
    assert providers(page) == {"a.png": "webgpu", "b.png": "webgpu"}
    first, second = details_of(page, "a.png"), details_of(page, "b.png")
    print(first)
    for words in ("WebGPU", "google swiftshader", "32-bit floating point", "JSPI", "passed in", "Loading the network"):
        assert words in first
    assert "the 16-bit network needs shader-f16, which the graphics card does not offer" in first
    assert "passed in" not in second, "once is enough"
    assert len(page.page.evaluate(CHECKS)) == 1
    expect(page.page.locator("#notices .notice")).to_have_count(0)
    page.open("?provider=webgpu").add([png("c.png")])
    page.wait_all_ended(1)
    assert "passed in" not in details_of(page, "c.png"), "and it is remembered across visits"


def test_without_jspi_the_other_build_runs(gpu_page: CutroomPage) -> None:
    gpu_page.page.add_init_script("delete WebAssembly.Suspending;")
    page = gpu_page.open("?provider=webgpu")
    page.add([png("a.png")])
    page.wait_all_ended(1)
    assert providers(page) == {"a.png": "webgpu"}
    assert "asyncify" in details_of(page, "a.png")
    assert [url for url in page.requests if "jspi" in url] == []


def test_a_software_adapter_is_used_only_when_asked_for(gpu_page: CutroomPage) -> None:
    page = gpu_page.open()
    page.add([png("a.png")])
    page.wait_all_ended(1)
    assert providers(page) == {"a.png": "wasm"}
    assert "only a program that acts as one (google swiftshader)" in details_of(page, "a.png")
    expect(page.page.locator("#notices .notice")).to_have_count(0)


FAULTS = {
    "device refused": (gpu_faults.DEVICE_REFUSED, "The model could not be loaded", "refused by the test"),
    "device lost": (gpu_faults.LOST_WHILE_RUNNING, "The graphics card was lost while it worked.", "destroyed"),
    "error": (gpu_faults.INVALID, "The graphics card reported an error.", "GPUValidationError: wrong binding"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_webgpu_that_fails_is_followed_by_wasm_for_the_rest_of_the_visit(gpu_page: CutroomPage, fault: str) -> None:
    script, what, why = FAULTS[fault]
    gpu_faults.put_before_worker(gpu_page.context, script)
    page = gpu_page.open("?provider=webgpu")
    # A second photo shows that the choice is remembered; once is enough.
    names = ["a.png", "b.png"] if fault == "device lost" else ["a.png"]
    started = time.monotonic()
    page.add([png(name) for name in names])
    notice = page.page.locator("#notices .notice")
    expect(notice).to_contain_text("WebGPU failed on this device", timeout=60_000)
    noticed = time.monotonic()
    page.wait_status("a.png", "done")
    print(f"{fault}: noticed after {noticed - started:.1f} s, done after {time.monotonic() - started:.1f} s")
    page.wait_all_ended(len(names))
    print(notice.inner_text())
    assert page.statuses() == dict.fromkeys(names, "done")
    assert providers(page) == dict.fromkeys(names, "wasm")
    expect(notice).to_contain_text(what)
    expect(notice).to_contain_text("does the work from here on")
    for name in names:
        assert why in details_of(page, name)
    expect(page.page.locator("#model-line")).to_contain_text("WebGPU did not work")
    page.problems.clear()


def distort_self_checks(page: CutroomPage, *, after: int = 0) -> None:
    """Have the page believe that the network makes something else of the known picture, in the looks after so many."""

    def distort(route: Route) -> None:
        response = route.fetch()
        catalogue = response.json()
        for model in catalogue["models"]:
            for run in model["self_check"][after:]:
                run["values"] = [1 - value for value in run["values"]]
        route.fulfill(response=response, body=json.dumps(catalogue))

    page.context.route("**/models/catalogue.json", distort)


def assert_found_unfit(page: CutroomPage) -> None:
    assert providers(page) == {"a.png": "wasm"}
    notice = page.page.locator("#notices .notice")
    print(notice.inner_text())
    expect(notice).to_contain_text("The graphics card does not compute this network right.")
    expect(notice).to_contain_text("alpha of a known picture is off by 1.000 on average, 0.03 is allowed")


def test_a_result_that_differs_from_the_reference_is_not_used(gpu_page: CutroomPage) -> None:
    distort_self_checks(gpu_page)
    page = gpu_page.open("?provider=webgpu")
    started = time.monotonic()
    page.add([png("a.png")])
    page.wait_all_ended(1)
    print(f"unfit: done after {time.monotonic() - started:.1f} s")
    assert_found_unfit(page)
    assert page.page.evaluate(CHECKS) == []


def test_each_look_is_checked_once_before_it_is_first_asked(gpu_page: CutroomPage) -> None:
    page = gpu_page.open("?provider=webgpu")
    page.page.get_by_label("Looks").select_option("one")
    page.add([png("a.png")])
    page.wait_all_ended(1)
    assert len(page.page.evaluate(CHECKS)) == 1
    page.page.get_by_label("Looks").select_option("all")
    page.add([png("b.png"), png("c.png")])
    page.wait_all_ended(3)
    assert providers(page) == dict.fromkeys(("a.png", "b.png", "c.png"), "webgpu")
    names = page.page.evaluate(CHECKS)
    assert [name.rsplit("|", 1)[1] for name in names] == ["square 64", "aspect 64"]


def test_a_look_in_which_the_card_is_wrong_is_not_used(gpu_page: CutroomPage) -> None:
    distort_self_checks(gpu_page, after=1)
    page = gpu_page.open("?provider=webgpu")
    page.page.get_by_label("Looks").select_option("all")
    page.add([png("a.png")])
    page.wait_all_ended(1)
    assert_found_unfit(page)
    assert [name.rsplit("|", 1)[1] for name in page.page.evaluate(CHECKS)] == ["square 64"]


def test_a_run_that_never_settles_is_given_up(gpu_page: CutroomPage) -> None:
    # A graphics card in the eyes of the page, so that the shorter limits hold.
    gpu_page.page.add_init_script(
        """const info = Object.getOwnPropertyDescriptor(GPUAdapter.prototype, "info").get;
        Object.defineProperty(GPUAdapter.prototype, "info", { get() {
          const { subgroupMinSize } = info.call(this);
          return { vendor: "acme", architecture: "tester", isFallbackAdapter: false, subgroupMinSize };
        } });"""
    )
    gpu_faults.put_before_worker(gpu_page.context, gpu_faults.NEVER_SETTLES)
    gpu_page.page.clock.install()
    page = gpu_page.open()
    page.add([png("a.png"), png("b.png")])
    page.page.wait_for_selector('[data-name="a.png"][data-stage="inference"]', timeout=60_000)
    assert page.items()[0].provider == "webgpu", "a card is used unasked"
    page.page.clock.run_for(91_000)
    started = time.monotonic()
    page.wait_all_ended(2)
    print(f"never settles: both done {time.monotonic() - started:.1f} s after the limit of 90 s")
    assert providers(page) == {"a.png": "wasm", "b.png": "wasm"}
    notice = page.page.locator("#notices .notice")
    print(notice.inner_text())
    expect(notice).to_contain_text("gave no sign of life for 90 seconds")
    page.problems.clear()


def test_arithmetic_the_card_does_not_have_leaves_the_plain_network_on_the_card(
    gpu_browser: Browser, tmp_path: Path
) -> None:
    """A descriptor that forgets to say what its 16-bit variant needs, so that it is tried and fails."""
    folder = write_chroma_key(tmp_path)
    descriptor = json.loads((folder / "model.json").read_text("utf-8"))
    assert [variant["precision"] for variant in descriptor["variants"]] == ["float16", "float32"]
    descriptor["variants"][0]["needs"] = []
    (folder / "model.json").write_text(json.dumps(descriptor), "utf-8")
    with serving(tmp_path, "chroma-key") as origin:
        context = gpu_browser.new_context(service_workers="block")
        page = CutroomPage(context, origin).open("?provider=webgpu")
        started = time.monotonic()
        page.add([png("a.png")])
        page.wait_all_ended(1)
        print(f"16 bit: done after {time.monotonic() - started:.1f} s")
        print(page.page.locator("#notices .notice").inner_text())
        facts = details_of(page, "a.png")
        assert "WebGPU (16 bit): " in facts
        print(facts[facts.index("WebGPU (16 bit)") :])
        assert "32-bit floating point" in facts
        assert providers(page) == {"a.png": "webgpu"}
        expect(page.page.locator("#notices .notice")).to_contain_text("WebGPU (16 bit) failed on this device")
        context.close()


def test_no_adapter_is_said_before_the_first_photo(gpu_page: CutroomPage) -> None:
    gpu_page.page.add_init_script(gpu_faults.NO_ADAPTER)
    page = gpu_page.open("?provider=webgpu")
    notice = page.page.locator("#notices .notice")
    expect(notice).to_contain_text("WebGPU cannot be used here")
    expect(notice).to_contain_text("this browser found no graphics card for it. WASM")
    print(notice.inner_text())
    page.add([png("a.png")])
    page.wait_all_ended(1)
    assert providers(page) == {"a.png": "wasm"}
    assert "WebGPU: this browser found no graphics card for it." in details_of(page, "a.png")


@pytest.mark.stub_worker
def test_run_on_is_a_setting_that_is_kept_and_the_address_wins(page: CutroomPage) -> None:
    page.open()
    page.page.get_by_label("Run on").select_option("WASM, one thread")
    page.add([png("a.png")])
    page.wait_all_ended(1)
    expect(page.row("a.png")).to_contain_text("WASM, 1 thread")
    page.open()
    expect(page.page.get_by_label("Run on")).to_have_value("wasm-1")
    page.open("?provider=wasm")
    expect(page.page.get_by_label("Run on")).to_be_disabled()
    expect(page.page.get_by_label("Run on")).to_have_value("wasm")
    expect(page.page.locator("#run-on-hint")).to_contain_text("Set by ?provider=wasm")
    page.open()
    expect(page.page.get_by_label("Run on")).to_have_value("wasm-1")


def test_a_photo_without_a_subject_is_flagged_counted_and_can_be_filtered(page: CutroomPage) -> None:
    empty, full = green_screen(96, 64), green_screen(96, 64)
    empty[:] = GREEN
    full[:, :48], full[:, 48:] = (200, 90, 90), (60, 60, 160)
    page.page.add_init_script(WATCH_WORKERS)
    page.open()
    page.page.evaluate("""() => { window.killAt = { "lost.png": ["verify"] }; }""")
    filter_ = page.page.get_by_label("Show", exact=True)
    page.add([png("good.png")])
    page.wait_all_ended(1)
    expect(filter_).to_be_hidden()
    page.add([png("empty.png", encode(empty, "PNG")), png("full.png", encode(full, "PNG")), png("lost.png")])
    page.wait_all_ended(4)
    assert page.statuses() == {"good.png": "done", "empty.png": "done", "full.png": "done", "lost.png": "failed"}
    expect(page.row("empty.png")).to_contain_text("Check this one")
    expect(page.row("empty.png")).to_contain_text("The photo is nearly plain")
    expect(page.row("full.png")).to_contain_text("nearly the whole photo was kept")
    expect(page.row("good.png")).not_to_contain_text("Check")
    expect(page.page.locator(".toolbar-counts")).to_have_text("3 of 4 done, 2 to check, 1 failed")
    filter_.focus()
    page.page.keyboard.press("t")  # as with every select: the first option that begins with it
    expect(filter_).to_have_value("check")
    for name, is_shown in {"good.png": False, "empty.png": True, "full.png": True, "lost.png": False}.items():
        expect(page.row(name)).to_be_visible(visible=is_shown)
    expect(page.page.locator(".filter-words")).to_have_text("2 of 4 shown")
    filter_.select_option("failed")
    expect(page.row("lost.png")).to_be_visible()
    expect(page.row("empty.png")).to_be_hidden()
    page.button("Retry failed").click()
    # Nothing is failed while it runs again, and the list must not look empty.
    expect(page.row("good.png")).to_be_visible()
    page.wait_all_ended(4)


@pytest.mark.stub_worker
def test_a_worker_that_cannot_be_fetched_is_a_runtime_that_is_not_there(page: CutroomPage) -> None:
    page.open()
    page.context.route("**/worker/main.js", lambda route: route.abort())
    page.add([png("a.png")])
    page.wait_status("a.png", "failed")
    assert page.items()[0].error_code == "runtime-unavailable"
    expect(page.row("a.png").locator(".item-failure")).not_to_contain_text("memory")
    page.context.unroute("**/worker/main.js")
    page.button("Retry failed").click()
    page.wait_status("a.png", "done")
    page.problems[:] = [problem for problem in page.problems if "net::ERR_FAILED" not in problem]
