// A question that stands before everything else: a reason to type, somebody else's answer, what the keys mean.

import { button, command, composing, make, t } from "./words.js";

const element = document.getElementById("dialog");

/** Whether one is open: keys are its own then. */
export const isOpen = () => element.open;

/**
 * Ask, and wait for what the person says: {value} of a button, with {text} where there is a field; null for leaving it.
 * `buttons` are {key, label, value}, the first is what Enter does. `field` is {label, text, several}.
 */
export function ask({ title, body = [], buttons, field = null, note = null }) {
  const input = field && entry(field);
  const said = note && make("p", { class: "warning", role: "alert" }, note);
  const content = make("form", { method: "dialog" }, [
    make("h2", { id: "dialog-title" }, title),
    body,
    input && [make("label", { for: "dialog-field" }, field.label), input],
    said,
    make(
      "div",
      { class: "dialog-buttons" },
      buttons.map(({ key, label }, index) =>
        button(key, label, () => element.close(String(index)), index ? {} : { class: "primary" }),
      ),
    ),
  ]);
  element.replaceChildren(content);
  return new Promise((resolve) => {
    const listening = new AbortController();
    const finish = (index) => {
      listening.abort();
      const chosen = buttons[index];
      resolve(chosen === undefined ? null : { value: chosen.value, text: input ? input.value : null });
    };
    element.addEventListener("close", () => finish(element.returnValue === "" ? -1 : Number(element.returnValue)), {
      once: true,
    });
    element.addEventListener("keydown", (event) => press(event, { buttons, field, input }), listening);
    element.returnValue = "";
    element.showModal();
    (input ?? content.querySelector(".primary")).focus({ preventScroll: true });
    element.scrollTop = 0;
  });
}

function entry({ text, several }) {
  const input = several
    ? make("textarea", { id: "dialog-field", class: "long", rows: 8, lang: "ja" })
    : make("input", { id: "dialog-field", type: "text", autocomplete: "off", lang: "ja" });
  input.value = text;
  return input;
}

function press(event, { buttons, field, input }) {
  event.stopPropagation();
  if (composing(event)) return;
  const key = command(event);
  if (event.target === input) {
    const done = field.several ? event.ctrlKey && (key === "s" || key === "Enter") : key === "Enter";
    if (!done) return;
    event.preventDefault();
    if (!event.repeat) element.close("0");
    return;
  }
  if (key === "Enter" && event.target instanceof HTMLButtonElement) return;
  const index = buttons.findIndex((each) => each.key === key);
  if (index < 0 || event.repeat) return;
  event.preventDefault();
  element.close(String(index));
}

/** Show something until the person has seen it. */
export const tell = (title, body) => ask({ title, body, buttons: [{ key: "Enter", label: t("review.key.any") }] });
