// Going through a long text: from doubtful place to doubtful place, or line by line.

import { Walk, points } from "./walk.js";
import { make, t } from "./words.js";

const TOUCHED = matchMedia("(pointer: coarse)"); // there a field that takes the focus brings up a keyboard over the page

export class Places {
  /** `page` is the page's: {now, act, say, unknown, redraw, keep}. */
  constructor(page) {
    this.page = page;
  }

  get now() {
    return this.page.now;
  }

  /** To a line of the text; where nobody knows which of it stands on which line, to one of its lines on paper. */
  goToRow = (row) => {
    const { now } = this;
    if (now.walk && !now.walk.atEnd) return;
    const { lines, places } = now.value;
    const last = (lines.length ? now.rows : places).length - 1;
    now.sheets = now.question.scope === "extent" && row < 0; // above the first line: whole pages again
    now.row = Math.min(Math.max(row, 0), Math.max(last, 0));
    this.page.redraw();
  };

  goTo = (place) => {
    const { now } = this;
    now.walk ??= new Walk(now.value.text, now.question.doubts);
    now.walk.goTo(place);
    this.page.redraw();
  };

  step = (back) => {
    const { walk } = this.now;
    if (!walk) return this.goTo(0);
    if (back) walk.previous();
    else walk.next();
    return this.page.redraw();
  };

  /** Tab goes from place to place, and before the first and behind the last on to the buttons: nobody is caught. */
  tab = ({ target, shiftKey }) => {
    const { walk } = this.now;
    if (target !== document.body && !target.matches(".primary, .replace-input")) return false;
    if (!walk) return this.goTo(0);
    const { place, doubts, complete } = walk;
    const more = shiftKey ? place > 0 : place < doubts.length - (complete ? 0 : 1);
    return more ? this.step(shiftKey) : false;
  };

  keep = () => {
    const { walk } = this.now;
    return this.replace(walk.now(walk.place));
  };

  take = (number) => {
    const { walk } = this.now;
    if (number > walk.options.length) return this.page.say(t("review.message.no_such_choice"), true);
    return this.replace(walk.options[number - 1]);
  };

  replace(text) {
    const { walk } = this.now;
    this.page.keep(walk.place, text);
    walk.replace(text);
    this.page.redraw();
    return true;
  }

  /** What can be done, as the page's actions. */
  get actions() {
    const { question, value, walk, row, sheets } = this.now;
    if (!value.long) return [];
    const along = (by) => (walk && !walk.atEnd ? () => this.step(by < 0) : () => this.goToRow(sheets ? 0 : row + by));
    return [
      { keys: ["ArrowDown"], run: along(1) },
      { keys: ["ArrowUp"], run: along(-1) },
      question.doubts.length > 0 && { keys: ["Tab"], run: this.tab },
      walk && !walk.atEnd && [
        { keys: [" "], run: this.keep },
        { keys: ["d", "Delete", "Backspace"], run: () => this.replace("") },
        { keys: ["r"], run: () => this.literally() },
      ],
      (walk?.options ?? []).map((_, index) => ({ keys: [String(index + 1)], run: () => this.take(index + 1) })),
    ]
      .flat()
      .filter(Boolean);
  }

  /** Whatever is typed in the field from now on is text, digits and letters too; several characters are there to be edited. */
  literally() {
    const { walk } = this.now;
    const input = document.querySelector(".replace-input");
    const stands = walk.now(walk.place);
    input.dataset.literal = "true";
    if (points(stands).length > 1) input.value = stands;
    input.focus();
    input.setSelectionRange(input.value.length, input.value.length);
  }

  /** The field in which a doubtful place is typed anew: an input method needs one that has the focus. */
  field() {
    const label = t("web_review.script.replace");
    const input = make("input", {
      class: "replace-input",
      type: "text",
      autocomplete: "off",
      spellcheck: "false",
      lang: "ja",
      "aria-label": label,
      "aria-describedby": "asks",
      placeholder: label,
    });
    input.addEventListener("compositionend", () => {
      const text = input.value.normalize("NFKC");
      if (input.dataset.literal) return;
      if (input.value && text.trim() === "") this.keep(); // the space bar of an input method
      else if (/^[1-9]$/.test(text) && Number(text) <= this.now.walk.options.length) this.take(Number(text));
    });
    return input;
  }

  /** Give the field the focus, unless that would cover the page; whether it has it. */
  focus(content) {
    const input = content.querySelector(".replace-input");
    if (!input || TOUCHED.matches) return false;
    input.focus({ preventScroll: true });
    return true;
  }

  /** A key in that field; whether it was a command. */
  typed(event, input) {
    const nothing = input.value === "";
    if (nothing && !input.dataset.literal) return this.pressed(event);
    if (event.key === "Escape") {
      input.value = "";
      delete input.dataset.literal;
      return true;
    }
    return !nothing && (event.key === "Enter" || event.key === "Tab") && this.replace(input.value);
  }

  /** A key while nothing is typed there: whatever is no command is for the browser. */
  pressed(event) {
    const { act, say, unknown } = this.page;
    const key = event.key.length === 1 ? event.key.normalize("NFKC") : event.key;
    if (event.ctrlKey || event.metaKey || event.altKey) return event.ctrlKey && key === "z" && act("undo", event);
    const { options } = this.now.walk;
    if (key === "Tab") return act(key, event);
    if (event.repeat && (key.length === 1 || key === "Enter")) return true;
    if (/^[1-9]$/.test(key) && Number(key) > options.length) say(t("review.message.no_such_choice"), true);
    else if (act(key, event)) return true;
    else if (/^[!-~]$/.test(key)) unknown(false);
    else return false;
    return true;
  }
}
