"""The downloader against a real HTTP server on this machine: resume, restart, truncation, wrong content, redirects."""

import errno
import hashlib
import sys
from pathlib import Path

import pytest

from build_steps import one_at_a_time
from build_steps.downloads.download import WAITS_S, DownloadError, Pin, fetch
from tests.build.hub import CONTENT, Hub, running_hub

PIN = Pin("file.bin", hashlib.sha256(CONTENT).hexdigest(), len(CONTENT))


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.name != one_at_a_time.NAME]


def test_downloads_checks_and_does_not_ask_again(hub: Hub, tmp_path: Path) -> None:
    first = fetch(hub.url, PIN, tmp_path)
    assert first.read_bytes() == CONTENT
    assert fetch(hub.url, PIN, tmp_path) == first
    assert hub.ranges == [None]
    assert [path.name for path in kept(tmp_path)] == ["file.bin"]


def test_continues_a_partial_file(hub: Hub, tmp_path: Path) -> None:
    (tmp_path / "file.bin.part").write_bytes(CONTENT[:1000])
    assert fetch(hub.url, PIN, tmp_path).read_bytes() == CONTENT
    assert hub.ranges == ["bytes=1000-"]


def test_continues_as_often_as_the_connection_breaks(hub: Hub, tmp_path: Path, no_waits: list[float]) -> None:
    hub.cut_after = [100_000] * 7
    assert fetch(hub.url, PIN, tmp_path).read_bytes() == CONTENT
    assert hub.ranges[0] is None
    starts = [int(wanted[6:-1]) for wanted in hub.ranges[1:] if wanted]
    assert len(starts) == 7
    assert starts == sorted(set(starts))
    assert no_waits == []


def test_gives_up_when_nothing_comes_any_more(hub: Hub, tmp_path: Path, no_waits: list[float]) -> None:
    hub.cut_after = [5000] + [0] * 100
    with pytest.raises(DownloadError, match=r"could not fetch file\.bin .*it continues where it stopped"):
        fetch(hub.url, PIN, tmp_path)
    assert no_waits == list(WAITS_S)
    assert 0 < (tmp_path / "file.bin.part").stat().st_size <= 5000


def test_restarts_when_the_server_ignores_ranges(hub: Hub, tmp_path: Path) -> None:
    hub.honour_range = False
    (tmp_path / "file.bin.part").write_bytes(b"something else")
    assert fetch(hub.url, PIN, tmp_path).read_bytes() == CONTENT
    assert hub.ranges == ["bytes=14-"]


def test_restarts_when_the_server_sends_another_part(hub: Hub, tmp_path: Path) -> None:
    hub.range_shift = 10
    (tmp_path / "file.bin.part").write_bytes(CONTENT[:1000])
    assert fetch(hub.url, PIN, tmp_path).read_bytes() == CONTENT
    assert hub.ranges == ["bytes=1000-", None]


def test_restarts_when_the_server_refuses_the_range(hub: Hub, tmp_path: Path) -> None:
    hub.answers = [416]
    (tmp_path / "file.bin.part").write_bytes(CONTENT[:1000])
    assert fetch(hub.url, PIN, tmp_path).read_bytes() == CONTENT
    assert hub.ranges == ["bytes=1000-", None]


def test_a_spoilt_partial_file_is_fetched_anew(hub: Hub, tmp_path: Path) -> None:
    (tmp_path / "file.bin.part").write_bytes(b"x" * 1000)
    assert fetch(hub.url, PIN, tmp_path).read_bytes() == CONTENT
    assert hub.ranges == ["bytes=1000-", None]


def test_wrong_content_is_fetched_once_more(hub: Hub, tmp_path: Path) -> None:
    hub.wrong_once = b"y" * len(CONTENT)
    assert fetch(hub.url, PIN, tmp_path).read_bytes() == CONTENT
    assert hub.ranges == [None, None]


def test_content_that_stays_wrong_is_named_and_not_kept(hub: Hub, tmp_path: Path) -> None:
    hub.content = b"y" * len(CONTENT)
    with pytest.raises(DownloadError, match="sha256 is") as caught:
        fetch(hub.url, PIN, tmp_path)
    assert hub.url in str(caught.value)
    assert PIN.sha256 in str(caught.value)
    assert kept(tmp_path) == []
    assert hub.ranges == [None, None]


@pytest.mark.parametrize("content", [CONTENT + b"more", b"<html>not the file</html>"])
def test_a_file_of_another_size_is_not_fetched(hub: Hub, tmp_path: Path, content: bytes) -> None:
    hub.content = content
    with pytest.raises(DownloadError, match=rf"the server has {len(content):,} bytes, expected {len(CONTENT):,}"):
        fetch(hub.url, PIN, tmp_path)
    assert kept(tmp_path) == []
    assert hub.ranges == [None]


@pytest.mark.parametrize("status", [404, 410])
def test_http_errors_say_what_was_asked_and_what_to_do(hub: Hub, tmp_path: Path, status: int) -> None:
    hub.status = status
    with pytest.raises(DownloadError, match=rf"HTTP {status}.*put the file there by hand") as caught:
        fetch(hub.url, PIN, tmp_path)
    assert caught.value.status == status
    assert len(hub.ranges) == 1


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_a_server_that_is_busy_is_asked_again(hub: Hub, tmp_path: Path, no_waits: list[float], status: int) -> None:
    hub.answers = [status, status]
    assert fetch(hub.url, PIN, tmp_path).read_bytes() == CONTENT
    assert no_waits == list(WAITS_S[:2])


def test_follows_redirects_and_continues_behind_them(hub: Hub, tmp_path: Path) -> None:
    (tmp_path / "file.bin.part").write_bytes(CONTENT[:1000])
    with running_hub() as storage:
        hub.answers = [(307, "/elsewhere"), (302, storage.url)]
        assert fetch(hub.url, PIN, tmp_path).read_bytes() == CONTENT
        assert storage.ranges == ["bytes=1000-"]


def test_a_redirect_that_goes_round_in_circles_ends(hub: Hub, tmp_path: Path) -> None:
    hub.answers = [(302, "/file.bin")] * 100
    with pytest.raises(DownloadError, match="redirect"):
        fetch(hub.url, PIN, tmp_path)


def test_the_token_goes_to_the_hub_and_not_to_where_it_redirects(hub: Hub, tmp_path: Path) -> None:
    hub.token = "secret"
    with running_hub() as storage:
        hub.answers = [(302, "/resolved"), (302, storage.url)]
        assert fetch(hub.url, PIN, tmp_path, token="secret").read_bytes() == CONTENT
        assert hub.tokens == ["Bearer secret"] * 2
        assert storage.tokens == [None]


def test_the_token_does_not_come_back_after_a_detour(hub: Hub, tmp_path: Path) -> None:
    with running_hub() as storage:
        hub.answers = [(302, storage.url)]
        storage.answers = [(302, hub.url)]
        assert fetch(hub.url, PIN, tmp_path, token="secret").read_bytes() == CONTENT
        assert storage.tokens == [None]
        assert hub.tokens == ["Bearer secret", None]


def test_without_a_token_none_is_sent(hub: Hub, tmp_path: Path) -> None:
    fetch(hub.url, PIN, tmp_path)
    assert hub.tokens == [None]


def test_no_server_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match=r"could not fetch file\.bin from http://127\.0\.0\.1:9/"):
        fetch("http://127.0.0.1:9/file.bin", PIN, tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
def test_a_full_disk_is_not_taken_for_the_network(hub: Hub, tmp_path: Path, no_waits: list[float]) -> None:
    (tmp_path / "file.bin.part").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left") as caught:
        fetch(hub.url, PIN, tmp_path)
    assert caught.value.errno == errno.ENOSPC
    assert no_waits == []
