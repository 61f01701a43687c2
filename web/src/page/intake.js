// All the ways photos come in: the two inputs, a drop anywhere, a paste. What is found goes to add-photos.js.

import { fromDrop, fromInput } from "../lib/drop-files.js";
import { createDropTarget } from "../ui/drop-target.js";
import { byId, setText } from "../ui/element.js";
import { createFilePicker } from "../ui/file-picker.js";
import { createAddPhotos } from "./add-photos.js";

/**
 * @param {Omit<Parameters<typeof createAddPhotos>[0], "note"> & { say: (text: string) => void }} parts say: to people who
 *   listen
 */
export function enableIntake({ say, ...parts }) {
  const note = byId("intake-note", HTMLElement);
  const add = createAddPhotos({
    ...parts,
    note(text) {
      setText(note, text);
      note.hidden = text === "";
      if (text !== "") say(text);
    },
  });
  createFilePicker({
    photoInput: byId("photo-input", HTMLInputElement),
    folderInput: byId("folder-input", HTMLInputElement),
    folderPicker: byId("folder-picker", HTMLElement),
    onFiles: (files) => add(fromInput(files)),
  }).enable();
  createDropTarget({
    overlay: byId("drop-overlay", HTMLElement),
    words: byId("drop-words", HTMLElement),
    onTransfer: async (transfer) => add(await fromDrop(transfer)),
  }).enable();
}
