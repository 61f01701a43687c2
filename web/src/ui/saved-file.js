// Hands a finished file to the browser's own download. It does not know whether the user kept it.

// A browser may start to read the URL a good while after the click (a "save as" question); the URL itself costs nothing.
const URL_LIFETIME_MS = 120_000;

/**
 * @param {Blob} blob
 * @param {string} name
 */
export function saveFile(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), URL_LIFETIME_MS);
}
