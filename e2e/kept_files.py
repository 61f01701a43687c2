"""What the page keeps on the device (origin private file system), looked at from outside; and storage that refuses."""

from typing import Any

from e2e.page import CutroomPage

LIST = """async () => {
  const found = {};
  const walk = async (folder, path) => {
    for await (const [name, handle] of folder.entries()) {
      // A folder that goes while it is looked at is empty.
      if (handle.kind === "directory") await walk(handle, `${path}${name}/`).catch((error) => {
        if (error.name !== "NotFoundError") throw error;
      });
      else {
        // One that goes while it is looked at is gone.
        const file = await handle.getFile().catch(() => null);
        if (file !== null) found[path + name] = [file.size, file.lastModified];
      }
    }
  };
  await walk(await navigator.storage.getDirectory(), "");
  return found;
}"""
SETTLED = """async (wanted) => {
  const list = %s;
  const end = performance.now() + 60_000;
  for (;;) {
    const paths = Object.keys(await list());
    const count = (kind) => paths.filter((path) => path.includes(`/${kind}/`)).length;
    if (Object.entries(wanted).every(([kind, number]) => count(kind) === number)) return;
    if (performance.now() > end) throw new Error(`kept are: ${paths.join(", ")}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}"""
NOTHING = """async () => {
  const list = %s;
  const end = performance.now() + 30_000;
  for (;;) {
    const paths = Object.keys(await list());
    if (paths.length === 0) return;
    if (performance.now() > end) throw new Error(`kept are: ${paths.join(", ")}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}"""
# All other text that the page could have left: the keys and values of localStorage, the addresses in every cache.
STORED_TEXTS = """async () => {
  const texts = Object.entries(localStorage).flat();
  for (const name of await caches.keys()) {
    for (const { url } of await (await caches.open(name)).keys()) texts.push(url);
  }
  return texts.join("\\n");
}"""
# Changes one byte in the middle of the first file of a kind.
DAMAGE_ONE = """async (kind) => {
  const home = await (await navigator.storage.getDirectory()).getDirectoryHandle("cutroom");
  for await (const session of (await home.getDirectoryHandle("sessions")).values()) {
    const folder = await session.getDirectoryHandle(kind);
    const names = [];
    for await (const name of folder.keys()) names.push(name);
    const handle = await folder.getFileHandle(names.sort()[0]);
    const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
    bytes[bytes.length >> 1] ^= 1;
    const writable = await handle.createWritable();
    await writable.write(bytes);
    await writable.close();
  }
}"""
REMOVE = """async ([kind, start]) => {
  const home = await (await navigator.storage.getDirectory()).getDirectoryHandle("cutroom");
  for await (const session of (await home.getDirectoryHandle("sessions")).values()) {
    const folder = await session.getDirectoryHandle(kind);
    const names = [];
    for await (const name of folder.keys()) if (name.startsWith(start)) names.push(name);
    for (const name of names) await folder.removeEntry(name);
  }
}"""
FULL = """
FileSystemFileHandle.prototype.createWritable = async () => {
  throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
};
"""
SHORT = """
navigator.storage.estimate = async () => ({ quota: 121e6, usage: 100.5e6 });
"""


def kept_files(page: CutroomPage) -> dict[str, Any]:
    """Return [size, last modified] of every file that is kept, by path."""
    found: dict[str, Any] = page.page.evaluate(LIST)
    return found


def wait_kept(page: CutroomPage, **counts: int) -> None:
    """Wait until there are so many files of each kind (``sources``, ``mattes``, ``results``, ``thumbnails``)."""
    page.page.evaluate(SETTLED % LIST, counts)


def wait_nothing_kept(page: CutroomPage) -> None:
    """Wait until no file of any kind is left."""
    page.page.evaluate(NOTHING % LIST)


def results_of(page: CutroomPage) -> dict[str, Any]:
    """Return the finished cutouts' files: a cutout that is made again has another name and time."""
    return {path: facts for path, facts in kept_files(page).items() if "/results/" in path}
