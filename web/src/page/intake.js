// All the ways photos come in: the two inputs, a drop anywhere, a paste. What is found goes to add-photos.js.

import { fromDrop, fromInput } from "../lib/drop-files.js";
import { createDropTarget } from "../ui/drop-target.js";
import { byId } from "../ui/element.js";
import { createFilePicker } from "../ui/file-picker.js";
import { createAddPhotos } from "./add-photos.js";

/** @param {Parameters<typeof createAddPhotos>[0]} parts */
export function enableIntake(parts) {
  const add = createAddPhotos(parts);
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
