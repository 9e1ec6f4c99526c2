// Typing a value: what is different from before is shown while it is typed, and nothing typed is lost by a slip.

import { compared } from "./form.js";
import { typing } from "./long.js";
import { make, t } from "./words.js";

const BLANK_LINE = /\n[^\S\n]*\n/;

export class Editing {
  /**
   * `kind` is what is sent: "edit" or "split". `moved` is told the row of the caret, `warn` what to say, `save` what to
   * send, `cancel` that nothing is to be saved.
   */
  constructor(kind, value, { text, rows, moved, warn, save, cancel }) {
    Object.assign(this, { kind, value, warn, save, cancel });
    this.before = text;
    this.confirmed = null; // the text that the person was told is unusual
    this.warned = false;
    this.preview = make("p", { class: "preview", "aria-live": "off" });
    const label = kind === "split" ? t("review.edit.split") : t("review.edit.value", { name: value.label });
    if (value.long) {
      const { element, area, follow } = typing(text, value.text ?? "", rows, { label, moved });
      this.input = area;
      this.follow = follow;
      this.box = element;
    } else {
      this.input = make("input", { type: "text", class: "value-input", "aria-label": label, autocomplete: "off", spellcheck: "false", lang: "ja" });
      this.input.value = text;
      this.box = this.input;
    }
    this.input.addEventListener("input", () => this.show());
    this.element = make("div", { class: "editing" }, make("p", { class: "prompt" }, label), this.box, this.preview);
    this.show();
  }

  get text() {
    return this.input.value;
  }

  get changed() {
    return this.text !== this.before;
  }

  /** What is different from what the program had read. */
  show() {
    const read = this.value.read ?? this.value.text;
    const differs = read !== null && read !== this.text && this.kind === "edit";
    this.preview.replaceChildren(...(differs ? [make("span", { class: "quiet" }, t("web_review.script.against")), " ", ...compared(read, this.text, { both: true })] : []));
  }

  get actions() {
    return [
      { keys: [this.value.long ? "Ctrl-S" : "Enter"], label: t("review.key.save"), run: () => this.done() },
      { keys: ["Escape"], label: t("review.key.cancel"), run: () => this.leave() },
    ];
  }

  focus() {
    if (document.activeElement === this.input) return;
    this.input.focus({ preventScroll: true });
    this.input.setSelectionRange(this.text.length, this.text.length);
    this.follow?.();
    this.input.scrollIntoView({ block: "nearest" });
  }

  /** Keys in the field; whether they were commands. */
  typed(event) {
    const saves = this.value.long ? event.ctrlKey && (event.key === "s" || event.key === "Enter") : event.key === "Enter";
    if (event.key === "Escape") {
      this.leave();
      return true;
    }
    this.warned = false;
    if (!saves) return false;
    if (!event.repeat) this.done();
    return true;
  }

  done() {
    if (this.kind === "edit") {
      this.save({ text: this.text, confirmed: this.confirmed === this.text });
      return;
    }
    const parts = this.text.split(BLANK_LINE).map((part) => part.trim()).filter(Boolean);
    if (parts.length < 2) this.warn(t("review.message.not_split"));
    else this.save({ parts });
  }

  /** The text is unusual: the same once more is saved. */
  unusual() {
    this.confirmed = this.text;
  }

  leave() {
    if (this.value.long && this.changed && !this.warned) {
      this.warned = true;
      this.warn(t("review.edit.lost"));
    } else {
      this.cancel();
    }
  }
}
