// Words and small pieces of a page: texts of the catalogue, characters made visible, elements.

const root = document.getElementById("review");
const texts = JSON.parse(root.dataset.texts);

/** The text of a key with {placeholders} filled in. A key that is not there is a mistake of ours. */
export function t(key, values = {}) {
  const text = texts[key];
  if (text === undefined) throw new Error(`no text ${key}`);
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

const HARMFUL = /[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Zl}\p{Zp}]/u;

/** Text with characters that are not to be seen, or turn the direction of writing round, as their numbers. */
export function visible(text) {
  let shown = "";
  for (const char of text) {
    shown += char !== "\n" && HARMFUL.test(char) ? `\\u{${char.codePointAt(0).toString(16)}}` : char;
  }
  return shown;
}

/**
 * An element with attributes and children. Texts are set as texts: nothing that was read becomes markup.
 * `on` holds listeners; an attribute that is false, null or undefined is left out.
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else if (value === true) {
      element.setAttribute(name, "");
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A button with the key that does the same. */
export function button(key, label, act, attributes = {}) {
  const shown = key ? [make("kbd", { "aria-hidden": "true" }, key), " "] : [];
  return make("button", { type: "button", "data-key": key, on: { click: act }, ...attributes }, ...shown, label);
}

/** A key as commands call it: what an input method left in full width counts as its half-width form. */
export function command(event) {
  return event.key.length === 1 || event.key.codePointAt(0) > 0xffff ? event.key.normalize("NFKC") : event.key;
}

/** Whether an input method is at work on what was typed. */
export function composing(event) {
  return event.isComposing || event.keyCode === 229;
}
