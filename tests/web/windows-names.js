// Would Windows take this path? Written from Microsoft's "Naming Files, Paths, and Namespaces", not from the product: it names
// characters one by one and changes nothing.

const CHARACTERS = [...'<>:"\\|?*'];
const DEVICES = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"];
for (const digit of "0123456789¹²³") DEVICES.push(`COM${digit}`, `LPT${digit}`);

/**
 * @param {string} path with "/" between its parts
 * @returns {string | null} why not; null where it is fine
 */
export function windowsRefusal(path) {
  for (const part of path.split("/")) {
    if (part === "") return "an empty part";
    if (part.endsWith(" ") || part.endsWith(".")) return "a dot or space at the end";
    if (Buffer.byteLength(part) > 255) return "longer than 255 bytes";
    for (const character of part) {
      const code = character.codePointAt(0) ?? 0;
      if (CHARACTERS.includes(character)) return `the character ${character}`;
      if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return "a control character";
      if (code === 0x061c || code === 0x200e || code === 0x200f) return "a direction mark";
      if ((code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)) return "a direction character";
    }
    const [device] = part.split(".");
    if (DEVICES.includes(device.trimEnd().toUpperCase())) return `the device ${device}`;
  }
  return null;
}
