// Makes a ZIP as the page does, from names on standard input (a JSON list of paths): for readers that are no JavaScript. Each
// entry but the report holds the number of its photo. Writes to the file named on the command line.

import { writeFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { streamZip } from "../../web/src/lib/zip.js";
import { zipContents } from "../../web/src/page/zip-contents.js";
import { downloadZip } from "./deps.js";

const result = { extension: ".png", facts: { doubt: 0, reasons: [] }, details: {} };
const items = JSON.parse(await text(process.stdin)).map((/** @type {string} */ path, /** @type {number} */ id) => ({
  id,
  path,
  status: "done",
  error: null,
  result,
}));
const entries = zipContents(items, ({ id }) => new Blob([String(id)]), new Date(2024, 4, 6));
const archive = await new Response(streamZip(downloadZip, entries)).arrayBuffer();
await writeFile(process.argv[2], new Uint8Array(archive));
