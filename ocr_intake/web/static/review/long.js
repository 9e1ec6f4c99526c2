// A long text as it stands on paper, line by line, with its doubtful places; read or typed, picture and text together.

import { placeBefore } from "./difference.js";
import { points } from "./walk.js";
import { make, t, visible } from "./words.js";

/**
 * The text in rows that cover all of it: {start, end, place, vertical, begins}. A row is a line of the paper, or text
 * of which nobody knows where it stands (place null). `begins` tells a new paragraph.
 */
export function rowsOf(text, lines) {
  const chars = points(text);
  const rows = [];
  let end = 0;
  const between = (from, to) => {
    let start = from;
    for (let here = from; here <= to; here++) {
      if (here === to || chars[here] === "\n") {
        if (chars.slice(start, here).join("").trim()) rows.push({ start, end: here, place: null, vertical: false });
        start = here + 1;
      }
    }
  };
  for (const line of lines) {
    between(end, line.start);
    rows.push({ start: line.start, end: line.end, place: line.place, vertical: line.vertical });
    end = line.end;
  }
  between(end, chars.length);
  rows.forEach((row, index) => {
    row.begins = index > 0 && chars.slice(rows[index - 1].end, row.start).includes("\n");
  });
  return rows;
}

/** The row that a place of the text is in, or ends. */
export function rowAt(rows, place) {
  const inside = rows.findIndex((row) => row.start <= place && place < row.end);
  if (inside >= 0) return inside;
  return Math.max(rows.findLastIndex((row) => row.start <= place), 0);
}

/**
 * The text to be read. `walk` knows its doubtful places (null for none), `current` is the row that is looked at.
 * `choose` is told the row that somebody points at, `visit` the doubtful place.
 */
export function reading(text, rows, { walk, current, choose, visit }) {
  const chars = points(text);
  const parts = walk ? walk.parts() : [{ start: 0, end: chars.length, place: null }];
  return make(
    "div",
    { class: "lines" },
    rows.map((row, index) =>
      make(
        "p",
        {
          class: row.begins ? "line begins" : "line",
          "data-row": index,
          "aria-current": index === current ? "true" : null,
          on: { click: () => choose(index) },
        },
        parts
          .filter((part) => within(part, rows, index))
          .map((part) =>
            part.place === null ? shown(chars, part, row) : doubtful(chars, part, row, { walk, visit }),
          ),
      ),
    ),
  );
}

function within({ start, end }, rows, index) {
  const row = rows[index];
  if (start < end) return start < row.end && end > row.start;
  return rowAt(rows, start) === index;
}

const cut = (chars, part, row) => chars.slice(Math.max(part.start, row.start), Math.min(part.end, row.end)).join("");

const shown = (chars, part, row) => visible(cut(chars, part, row));

/** Code points `from` to `to` of a text, the doubtful stretches among them underlined; gaps where nothing stands. */
export function marked(chars, from, to, marks) {
  const cut = (start, end) => visible(chars.slice(Math.max(start, from), Math.min(end, to)).join("").replaceAll("\n", ""));
  if (!marks.length) return [cut(from, to)];
  let end = from;
  const parts = marks.flatMap(([start, stop]) => {
    const before = cut(end, start);
    end = stop;
    return [before, make("u", {}, cut(start, stop) || make("span", { class: "gap" }, "‸"))];
  });
  return [...parts, cut(end, to)].filter(Boolean);
}

/** A doubtful place: what stands there, or before and after where that was changed. */
function doubtful(chars, part, row, { walk, visit }) {
  const { place } = part;
  const before = visible(cut(chars, part, row));
  const begins = part.start >= row.start;
  const after = begins ? visible(walk.now(place)) : "";
  const { marks } = walk.doubts[place];
  const classes = marks.length ? ["doubt", "several"] : ["doubt"];
  if (place === walk.place) classes.push("current");
  if (walk.answers[place] !== null) classes.push("answered");
  const content = walk.changed(place)
    ? [before && make("del", {}, before), after && make("ins", {}, after)].filter(Boolean)
    : marked(chars, Math.max(part.start, row.start), Math.min(part.end, row.end), marks);
  if (!content.join("")) content.splice(0, content.length, make("span", { class: "gap" }, "‸"));
  return make(
    "mark",
    {
      class: classes.join(" "),
      "data-place": place,
      title: t("web_review.script.doubt", { number: place + 1, total: walk.doubts.length }),
      on: {
        click: (event) => {
          event.stopPropagation();
          visit(place);
        },
      },
    },
    content,
  );
}

/** Bring a piece of the text to the middle of what scrolls, and out from behind what is asked about it. */
export function centre(content, piece) {
  if (!piece) return;
  piece.scrollIntoView({ block: "center" });
  const card = content.querySelector(".place");
  const hidden = card ? card.getBoundingClientRect().bottom + 8 - piece.getBoundingClientRect().top : 0;
  if (hidden > 0) content.scrollTop -= hidden;
}

/**
 * A field to type a long text in, the row of the caret marked behind it. `moved` is told that row of the text before.
 * Returns the element and the textarea.
 */
export function typing(text, before, rows, { label, moved }) {
  const area = make("textarea", { class: "long", "aria-label": label, rows: 3, spellcheck: "false", lang: "ja" });
  const behind = make("div", { class: "behind", "aria-hidden": "true" });
  area.value = text;
  const original = points(before);
  const follow = () => {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight}px`;
    const caret = points(area.value.slice(0, area.selectionStart)).length;
    const now = points(area.value);
    const row = rowAt(rows, placeBefore(original, now, caret));
    if (rows.length) {
      const start = placeBefore(now, original, rows[row].start);
      const end = Math.max(placeBefore(now, original, rows[row].end), caret);
      mark(behind, now, Math.min(start, caret), end);
    }
    moved(row);
  };
  for (const event of ["input", "keyup", "click", "focus"]) area.addEventListener(event, follow);
  return { element: make("div", { class: "typing" }, behind, area), area, follow };
}

/** The row that the caret is in, marked behind the text. */
function mark(behind, text, start, end) {
  const part = (from, to) => text.slice(from, to).join("");
  behind.replaceChildren(part(0, start), make("mark", {}, part(start, end)), part(end), "\n");
}
