// What the page's words are made into: types only. The parts that show them are ui/notices.js and ui/confirm-dialog.js.

/**
 * @typedef {object} Message what happened, and what can be done
 * @property {string} key
 * @property {"info" | "error"} tone
 * @property {string} title
 * @property {string} text
 * @property {{ summary: string, lines: readonly string[] } | undefined} [list] more to read, folded away
 * @property {{ label: string, onPress: () => void } | undefined} [action]
 * @property {readonly { label: string, onPress: () => void }[]} [actions] where there are several ways on
 * @property {boolean} [isDismissable] true unless told otherwise
 */

/** @typedef {{ title: string, text: string, yes?: string, no?: string }} Question yes, no: other names for the buttons */

export {};
