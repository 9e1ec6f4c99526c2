// The form beside the page: each value in its row, the one that is asked about open, the whole before it is accepted.

import { difference, least } from "./difference.js";
import { marked, reading } from "./long.js";
import { crop, grown, thickness, union } from "./picture.js";
import { kindOf, lineOf } from "./walk.js";
import { button, make, t, visible } from "./words.js";

const MARKS = { asked: "!", decided: "✓", quiet: "" };

/** A value in words where there is none. */
export function inWords(value) {
  if (value.illegible) return make("span", { class: "none" }, t("review.illegible"));
  if (value.text === null) return make("span", { class: "none" }, t("review.absent"));
  return visible(value.text);
}

/** Who sent a submission and how it came, and the way to everything of it: its pages can be put right there. */
export function about({ number, kind, about: how }) {
  const everything = make("a", { href: `/submissions/${Number(number.slice(1))}` }, t("web_review.script.everything"));
  return make("p", { class: "about quiet" }, `${t(`review.kind.${kind}`)}　${how}　`, everything);
}

/** What is different in `after`, marked; what is gone with `both`. */
export function compared(before, after, { both = false } = {}) {
  return difference(before, after).flatMap((part) => {
    if (part.same) return [visible(part.after)];
    return [
      both && part.before && make("del", {}, visible(part.before)),
      part.after && make("ins", {}, visible(part.after)),
    ].filter(Boolean);
  });
}

/** The form: every value a row, the one that is asked about open. `parts` are what is put into the open row. */
export function form(submission, question, { open, visit }) {
  return make(
    "ol",
    { class: "form" },
    submission.values.map((value) =>
      value.field === question.field
        ? make("li", { class: "row open", "data-field": value.field, "data-state": value.state }, open)
        : make("li", { class: "row", "data-field": value.field, "data-state": value.state }, closed(value, visit)),
    ),
  );
}

function closed(value, visit) {
  return make(
    "button",
    { type: "button", class: "visit", on: { click: () => visit(value.field) } },
    state(value),
    make("span", { class: "label" }, value.label),
    make("span", { class: "value" }, value.read === null ? inWords(value) : changed(value)),
  );
}

function state(value) {
  return make("span", { class: `state ${value.state}` }, [
    make("span", { "aria-hidden": "true" }, MARKS[value.state]),
    value.state === "quiet" ? null : make("span", { class: "unseen" }, t(`web_review.script.state_${value.state}`)),
  ]);
}

/** What a person decided against what was read: before and after. */
function changed(value) {
  if (value.text === null) return [make("del", {}, visible(value.read)), " ", inWords(value)];
  return compared(value.read, value.text, { both: true });
}

/** The head of the open row: what is asked. */
export function head(value, question) {
  return make("div", { class: "asked-head" }, [
    make("h2", { id: "asked", tabindex: "-1" }, value.label),
    value.said && make("p", { class: "said" }, value.said),
    question.reasons.length > 0 &&
      make("ul", { class: "reasons" }, question.reasons.map((reason) => make("li", {}, visible(reason)))),
  ]);
}

/** A short value that is asked about, and what else it may be. */
export function short(value, question, { choose }) {
  return make("div", {}, [
    make("p", { class: "asked-value", id: "asked-value" }, value.read === null ? inWords(value) : changed(value)),
    question.choices.length > 0 && [
      make("h3", {}, t("review.head.candidates")),
      make(
        "ol",
        { class: "choices" },
        question.choices.map((text, index) =>
          make("li", {}, [
            button(String(index + 1), make("span", { class: "choice" }, compared(value.text ?? "", text)), () =>
              choose(index + 1),
            ),
          ]),
        ),
      ),
    ],
  ]);
}

/** Whether lines are missing or too many: what is asked about a long text without doubtful places. */
export const extent = (pages) =>
  make("div", { class: "place end", "data-place": "extent" }, [
    make("p", { class: "asks" }, t("web_review.script.extent")),
    morePages(pages),
  ]);

/** The lines of a text may be on each of the pages. */
const morePages = (pages) => pages > 1 && make("p", { class: "asks" }, t("web_review.script.more_pages", { pages }));

/** A doubtful place of a long text: its picture, what is asked, and what else may stand there. */
export function place(walk, lines, { keep, take, input, scope, pages }) {
  if (walk.atEnd) {
    const count = walk.doubts.length;
    return make("div", { class: "place end", "data-place": "end" }, [
      make("p", { class: "asks" }, t(`web_review.script.end_${scope}`, { count })),
      scope === "extent" && morePages(pages),
    ]);
  }
  const doubt = walk.doubt;
  const now = walk.now(walk.place);
  const nothing = () => make("span", { class: "none" }, t("web_review.script.nothing"));
  const other = (text) => {
    if (!doubt.marks.length || walk.changed(walk.place)) return text ? visible(text) : nothing();
    const [before, after] = least(walk.proposed(walk.place), text);
    return [before ? visible(before) : nothing(), "→", make("ins", {}, after ? visible(after) : nothing())];
  };
  return make("div", { class: "place", "data-place": walk.place }, [
    make("canvas", { class: "loupe", role: "img", "aria-label": t("web_review.script.loupe") }),
    make("div", { class: "place-asks" }, [
      make("p", { class: "asks", id: "asks" }, [
        make(
          "span",
          { class: "count" },
          t("web_review.script.doubt", { number: walk.place + 1, total: walk.doubts.length }),
        ),
        " ",
        t(`web_review.script.asks_${kindOf(doubt, lines)}`),
      ]),
      make("p", { class: "around" }, around(walk)),
      make("ol", { class: "choices places" }, [
        make("li", { class: "kept" }, [
          button("Enter", make("span", { class: "choice" }, now ? standing(walk) : nothing()), keep),
        ]),
        walk.options.map((text, index) =>
          make("li", {}, [
            button(
              index < 9 ? String(index + 1) : "",
              make("span", { class: "choice" }, other(text)),
              () => take(index + 1),
            ),
          ]),
        ),
        make("li", { class: "replace" }, input),
      ]),
    ]),
  ]);
}

const AROUND = 8; // characters beside the doubtful ones

/** What stands in the place looked at: the doubtful characters underlined where not all of them are, and none changed. */
function standing(walk) {
  const { start, end, marks } = walk.doubt;
  return walk.changed(walk.place) ? visible(walk.now(walk.place)) : marked(walk.text, start, end, marks);
}

function around(walk) {
  const { start, end } = walk.doubt;
  const cut = (from, to) => visible(walk.text.slice(Math.max(from, 0), to).join("").replaceAll("\n", ""));
  return [
    cut(start - AROUND, start),
    make("mark", { class: walk.doubt.marks.length ? "doubt several current" : "doubt current" }, [
      walk.now(walk.place) ? standing(walk) : "‸",
    ]),
    cut(end, end + AROUND),
  ];
}

/** Draw the place's picture: some characters beside the doubtful ones, on their line of the paper. */
export function drawPlace(element, walk, lines, bitmap) {
  const canvas = element.querySelector(".loupe");
  const box = walk.doubt?.place?.box ?? lineOf(walk.doubt, lines)?.place.box;
  canvas.hidden = !box || !bitmap;
  if (canvas.hidden) return;
  const line = lineOf(walk.doubt, lines);
  const lineBox = line?.place.box ?? box;
  const thick = thickness([lineBox]);
  const reach = 4.5 * thick;
  const vertical = line?.vertical ?? box[3] - box[1] > 1.5 * (box[2] - box[0]);
  const [left, top, right, bottom] = grown(box, reach);
  const outer = grown(lineBox, 0.35 * thick);
  const window = vertical
    ? [outer[0], Math.max(top, outer[1]), outer[2], Math.min(bottom, outer[3])]
    : [Math.max(left, outer[0]), outer[1], Math.min(right, outer[2]), outer[3]];
  const room = element.clientWidth || 300;
  crop(canvas, bitmap, window, {
    width: vertical ? 120 : room,
    height: vertical ? 240 : 130,
    size: vertical ? 48 : 64,
    thick,
    marks: [grown(box, 0.06 * thick)],
  });
}

/** A long text that is asked about. */
export function long(value, rows, { walk, current, choose, visit }) {
  if (value.text === null) return make("p", { class: "asked-value", id: "asked-value" }, inWords(value));
  const text = reading(value.text, rows, { walk, current, choose, visit });
  text.id = "asked-value";
  return text;
}

/** Nothing waits but what was skipped, or what others have before them. */
export function nothingLeft({ skipped, held }) {
  const left = [
    skipped > 0 && t("review.done.skipped", { count: skipped }),
    held > 0 && t("review.done.held", { count: held }),
  ].filter(Boolean);
  return (left.length ? left : [t("review.done.nothing")]).map((text) => make("p", { class: "nothing" }, text));
}

/** The submission as a whole: each value beside its place on the paper. `light` is told the value that is looked at. */
export function summary(submission, { visit, light }) {
  return make(
    "ol",
    { class: "form summary" },
    submission.values.map((value, index) => {
      const row = make("li", { class: "row", "data-field": value.field, "data-state": value.state }, [
        make(
          "button",
          { type: "button", class: "visit", on: { click: () => visit(value.field), focus: () => light(value) } },
          make("kbd", { "aria-hidden": "true" }, String(index + 1)),
          state(value),
          make("span", { class: "label" }, value.label),
        ),
        make("div", { class: "beside" }, [
          value.places.length > 0 && make("canvas", { class: "crop", role: "img", "aria-label": t("web_review.script.crop") }),
          make("p", { class: "value" }, value.read === null ? inWords(value) : changed(value)),
        ]),
      ]);
      row.addEventListener("pointerenter", () => light(value));
      return row;
    }),
  );
}

/** Draw the places of a summary on the pages that are there. `bitmaps` by number of the page. */
export function drawCrops(element, submission, bitmaps) {
  for (const value of submission.values) {
    const canvas = element.querySelector(`[data-field="${value.field}"] .crop`);
    if (!canvas) continue;
    const page = value.places[0].page;
    const bitmap = bitmaps.get(page);
    canvas.hidden = !bitmap;
    if (!bitmap) continue;
    const boxes = value.places.filter((each) => each.page === page).map((each) => each.box);
    const thick = thickness(boxes);
    crop(canvas, bitmap, grown(union(boxes), 0.3 * thick), {
      width: canvas.parentElement.clientWidth || 300,
      height: 320,
      size: 30,
      thick,
    });
  }
}
