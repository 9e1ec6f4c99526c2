// What keys mean on the page. Which of them is there at the moment stands on the buttons; `help` words all of them.

import { composing, command } from "./words.js";

const KANA = /^[\u3041-\u30ff]$/;
const AGAIN = new Set(["+", "-", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "[", "]", "{", "}"]);

const isTyping = (element) =>
  element instanceof HTMLTextAreaElement ||
  element instanceof HTMLSelectElement ||
  (element instanceof HTMLInputElement && element.type !== "checkbox");

const isPressed = (element) => element instanceof HTMLButtonElement || element instanceof HTMLAnchorElement;

/**
 * Listen for commands. `act(name, event)` does one and says whether there was such a one; `unknown` is told of keys that
 * mean nothing here; `typed(event, element)` sees keys in fields first, and says whether that was all.
 */
export function listen({ act, unknown, typed }) {
  document.addEventListener("keydown", (event) => {
    if (composing(event)) return; // the input method's
    const element = event.target;
    if (isTyping(element)) {
      if (typed(event, element)) event.preventDefault();
      return;
    }
    if (event.altKey || event.metaKey) return;
    const key = command(event);
    if (event.ctrlKey) {
      if (key.toLowerCase() === "z" && act("undo", event)) event.preventDefault();
      return;
    }
    if ((key === "Enter" || key === " ") && isPressed(element)) {
      if (event.repeat) event.preventDefault(); // a key that is held down must not answer the next question too
      return; // the button's own
    }
    if (key === " " && element instanceof HTMLInputElement) return;
    if (event.repeat && !AGAIN.has(key)) {
      event.preventDefault();
      return;
    }
    if (act(key, event)) event.preventDefault();
    else if (key.length === 1 && key !== " ") unknown(KANA.test(key));
  });
}
