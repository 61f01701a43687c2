// Asks the person where a file is to go, where the browser can ask. It writes nothing.

/** @typedef {(options: object) => Promise<FileSystemFileHandle>} ShowSaveFilePicker */

/**
 * To be called while the browser still counts the press of a button, before anything is waited for.
 *
 * @param {string} suggestedName
 * @returns {Promise<FileSystemFileHandle | "cancelled" | null>} null: the browser does not ask, so it is to be a download
 */
export async function pickZipFile(suggestedName) {
  const show = /** @type {{ showSaveFilePicker?: ShowSaveFilePicker }} */ (/** @type {unknown} */ (globalThis))
    .showSaveFilePicker;
  // A browser that a script drives has nobody to answer: it would say "cancelled" every time.
  if (show === undefined || navigator.webdriver) return null;
  try {
    return await show({
      suggestedName,
      id: "cutroom-zip",
      types: [{ description: "ZIP file", accept: { "application/zip": [".zip"] } }],
    });
  } catch (error) {
    // Anything but a "no" of the person (a policy, a sandbox, a press too long ago) leaves the other ways.
    return error instanceof Error && error.name === "AbortError" ? "cancelled" : null;
  }
}
