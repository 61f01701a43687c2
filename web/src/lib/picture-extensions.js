// The extensions that files of pictures have, and the format that each promises: the one list. Whether the content keeps the
// promise is not looked at here. Extensions of formats that are not accepted count too.

/** @type {ReadonlyMap<string, string>} from the extension, in lower case without its dot, to the format's name */
export const PICTURE_EXTENSIONS = new Map([
  ...promise("PNG", "png apng"),
  ...promise("JPEG", "jpg jpeg jpe jfif pjpeg pjp jif mpo"),
  ...promise("WebP", "webp"),
  ...promise("AVIF", "avif avifs"),
  ...promise("HEIC", "heic heics heif heifs hif hifs"),
  ...promise("GIF", "gif"),
  ...promise("BMP", "bmp dib"),
  ...promise("TIFF", "tif tiff"),
  ...promise("JPEG XL", "jxl"),
  ...promise("SVG", "svg"),
  ...promise("Photoshop", "psd"),
]);

/**
 * What stands behind the last dot is often no extension: "IMG 2024.01.02", "Dr. Smith", "v1.5".
 *
 * @param {string} name of a file, without folders
 * @returns {string} the name without a picture's extension, or without a dot that nothing follows; else the name itself. A dot
 *   in front is part of the name: ".jpg" has no extension.
 */
export function withoutPictureExtension(name) {
  const dot = name.lastIndexOf(".");
  const extension = name
    .slice(dot + 1)
    .trimEnd()
    .toLowerCase();
  return dot > 0 && (extension === "" || PICTURE_EXTENSIONS.has(extension)) ? name.slice(0, dot) : name;
}

/**
 * @param {string} format
 * @param {string} extensions
 * @returns {[string, string][]}
 */
function promise(format, extensions) {
  return extensions.split(" ").map((extension) => [extension, format]);
}
