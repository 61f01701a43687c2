// The two file inputs of the page: photos, and a whole folder where the browser can. It hands over plain files; it does
// not judge them.

/**
 * @param {{
 *   photoInput: HTMLInputElement,
 *   folderInput: HTMLInputElement,
 *   folderPicker: HTMLElement,
 *   onFiles: (files: File[]) => void,
 * }} options folderPicker: what is hidden where the browser cannot choose a folder
 * @returns {{ enable: () => void }}
 */
export function createFilePicker({ photoInput, folderInput, folderPicker, onFiles }) {
  folderPicker.hidden = !("webkitdirectory" in folderInput);

  for (const input of [photoInput, folderInput]) {
    input.addEventListener("change", () => {
      const files = [...(input.files ?? [])];
      // Emptied so that choosing the same file a second time is a change again.
      input.value = "";
      if (files.length > 0) onFiles(files);
    });
  }

  return {
    enable() {
      photoInput.disabled = false;
      folderInput.disabled = false;
    },
  };
}
