// A yes/no question in the page's native dialog. It knows nothing about what is being asked.

/** @import { Question } from "../words/message.js" */

/**
 * @param {{ dialog: HTMLDialogElement, title: HTMLElement, text: HTMLElement }} options
 * @returns {{ ask: (question: Question) => Promise<boolean> }}
 */
export function createConfirmDialog({ dialog, title, text }) {
  const buttons = [...dialog.querySelectorAll("button")].map((button) => ({ button, usual: button.textContent }));
  for (const { button } of buttons) button.addEventListener("click", () => dialog.close(button.dataset.answer));

  return {
    ask(question) {
      title.textContent = question.title;
      text.textContent = question.text;
      for (const { button, usual } of buttons) {
        button.textContent = (button.dataset.answer === "yes" ? question.yes : question.no) ?? usual;
      }
      dialog.returnValue = "no";
      dialog.showModal();
      return new Promise((resolve) => {
        // Escape also closes the dialog; the return value is then still "no".
        dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
      });
    },
  };
}
