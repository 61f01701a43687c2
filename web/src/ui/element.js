// Small helpers for making and changing DOM nodes. Text goes in as text nodes only, so nothing a file is called
// can become markup. Not a framework: components keep their own nodes and change only what differs.

const SVG_NAMESPACE = "http://www.w3.org/2000/svg";

/**
 * Makes an element. `true` sets an empty attribute, `false` and `undefined` leave it out.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number | boolean | undefined>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    setAttribute(node, name, value === true ? "" : value === false || value === undefined ? null : String(value));
  }
  node.append(...children);
  return node;
}

/**
 * An icon of the sprite in the page. It is decoration: the words beside it carry the meaning.
 *
 * @param {string} name
 * @returns {{ element: SVGSVGElement, show: (name: string) => void }}
 */
export function icon(name) {
  const svg = document.createElementNS(SVG_NAMESPACE, "svg");
  const use = document.createElementNS(SVG_NAMESPACE, "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return { element: svg, show: (next) => setAttribute(use, "href", `#icon-${next}`) };
}

/**
 * Sets or, with null, removes an attribute; does nothing when it is already so.
 *
 * @param {Element} node
 * @param {string} name
 * @param {string | null} value
 */
export function setAttribute(node, name, value) {
  if (node.getAttribute(name) === value) return;
  if (value === null) node.removeAttribute(name);
  else node.setAttribute(name, value);
}

/**
 * Sets the text of a node; does nothing when it is already so.
 *
 * @param {Node} node
 * @param {string} text
 */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * The element the page's HTML promises under this id.
 *
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
export function byId(id, type) {
  const node = document.getElementById(id);
  if (!(node instanceof type)) throw new Error(`The page has no ${type.name} with the id "${id}".`);
  return node;
}
