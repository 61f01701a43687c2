// A yes/no question in the page's native dialog. It knows nothing about what is being asked.

/**
 * @param {{ dialog: HTMLDialogElement, title: HTMLElement, text: HTMLElement }} options
 * @returns {{ ask: (question: { title: string, text: string }) => Promise<boolean> }}
 */
export function createConfirmDialog({ dialog, title, text }) {
  for (const button of dialog.querySelectorAll("button")) {
    button.addEventListener("click", () => dialog.close(button.dataset.answer));
  }

  return {
    ask(question) {
      title.textContent = question.title;
      text.textContent = question.text;
      dialog.returnValue = "no";
      dialog.showModal();
      return new Promise((resolve) => {
        // Escape also closes the dialog; the return value is then still "no".
        dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
      });
    },
  };
}
