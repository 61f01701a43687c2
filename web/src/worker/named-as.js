// Does a file's name promise another format than its content holds? The content decides; the name is only remarked on.

/** @import { Details } from "../shared/protocol.js" */

/** Extensions that promise a format; those of formats that are not accepted count too. Any other promises nothing. */
const PROMISES = new Map([
  ...promise("PNG", "png apng"),
  ...promise("JPEG", "jpg jpeg jpe jfif jif mpo"),
  ...promise("WebP", "webp"),
  ...promise("AVIF", "avif avifs"),
  ...promise("HEIC", "heic heics heif heifs hif"),
  ...promise("GIF", "gif"),
  ...promise("BMP", "bmp dib"),
  ...promise("TIFF", "tif tiff"),
  ...promise("JPEG XL", "jxl"),
  ...promise("SVG", "svg"),
  ...promise("Photoshop", "psd"),
  ...promise("PDF", "pdf"),
  ...promise("text", "txt"),
]);

/** HEIF is the container of both, so either may be in a file of that name. */
const ALSO_AVIF = ["heif", "heifs", "hif"];

/**
 * @param {string} fileName
 * @param {Details} details of the finished cutout
 * @returns {{ named_as?: string }} the extension with its dot where it is wrong
 */
export function namedAs(fileName, { source_format: found }) {
  const extension = /\.([^.]+)$/.exec(fileName)?.[1]?.toLowerCase() ?? "";
  const promised = PROMISES.get(extension);
  if (promised === undefined || promised === found || (found === "AVIF" && ALSO_AVIF.includes(extension))) {
    return {};
  }
  return { named_as: `.${extension}` };
}

/**
 * @param {string} format
 * @param {string} extensions
 * @returns {[string, string][]}
 */
function promise(format, extensions) {
  return extensions.split(" ").map((extension) => [extension, format]);
}
