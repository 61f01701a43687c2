// A file name that stays readable when space is short: the start gives way, the last characters and the extension stay.
// It shows the name of the user's file; the names inside the ZIP are made elsewhere.

import { element } from "./element.js";

// Enough for a running number and the extension, which is what tells the files of one camera apart.
const KEPT_AT_END = 12;
const SHORT_NAME = 24;

/**
 * @param {{ id: string, name: string, path: string }} options
 * @returns {HTMLElement} a paragraph with the whole path as its text and title
 */
export function createFileName({ id, name, path }) {
  const characters = [...name];
  const keep = characters.length > SHORT_NAME ? KEPT_AT_END : 0;
  const start = characters.slice(0, characters.length - keep).join("");
  const end = characters.slice(characters.length - keep).join("");
  const folder = path.endsWith(name) ? path.slice(0, path.length - name.length) : "";

  const paragraph = element("p", { class: "file-name", id, title: path });
  const first = element("span", { class: "file-name-start" });
  if (folder !== "") first.append(element("span", { class: "file-name-folder" }, folder));
  first.append(start);
  paragraph.append(first);
  if (end !== "") paragraph.append(element("span", {}, end));
  return paragraph;
}
