// The pages of the submission beside the form: which of them is shown, and what the tools and keys do with it.

import { Picture } from "./picture.js";
import { picture as load } from "./server.js";
import { t } from "./words.js";

const STEP = 0.2; // shares of what is seen that an arrow key moves by

/** The lines of a text that are on a page. */
const linesOn = (page, { lines, places }) =>
  (lines.length ? lines.map((line) => line.place) : places).filter((at) => at.page === page).map((at) => at.box);

export class Paper {
  constructor(root) {
    this.canvas = root.querySelector("#picture");
    this.number = root.querySelector("#page-number");
    this.missing = root.querySelector("#no-picture");
    this.picture = new Picture(this.canvas);
    this.pages = {};
    this.bitmaps = new Map(); // of the submission's pages, by number
    this.page = null;
    this.shown = null;
    this.lit = null; // the text whose lines are lit on whole pages
    this.ready = Promise.resolve(); // the page that is wanted is drawn
    this.crops = () => {};
    this.told = () => {};
    root.querySelectorAll("[data-tool]").forEach((button) => {
      button.addEventListener("click", () => this.use(button.dataset.tool));
    });
    new ResizeObserver(() => this.crops()).observe(root.querySelector("#content"));
  }

  /** The pages of a submission, by number; those of the same one stay. */
  open(submission) {
    const pages = submission?.pages ?? {};
    if (Object.values(pages).join() !== Object.values(this.pages).join()) {
      this.pages = pages;
      this.bitmaps = new Map();
      this.page = null;
    }
    this.crops = () => {};
    this.light = (value) => this.field(value, { still: true });
  }

  nothing() {
    this.show(null, []);
  }

  /** The whole first page; the others' pictures too, for what is cut out of them. */
  sheet() {
    const numbers = Object.keys(this.pages).map(Number);
    this.show(this.page ?? numbers[0], [], {});
    this.ready = Promise.all(numbers.map((number) => this.load(number))).then(() => this.crops());
  }

  /** Where a value is; the whole page where that is not known. */
  field(value, { still = false } = {}) {
    const page = value.places[0]?.page ?? this.page ?? Number(Object.keys(this.pages)[0]);
    const boxes = value.places.filter((place) => place.page === page).map((place) => place.box);
    this.show(page, boxes, still ? { around: [] } : {});
  }

  /** Whole pages, all lines of a text lit on them, and nothing else. */
  extent(value, page = value.places[0]?.page ?? this.page) {
    this.show(page, linesOn(page, value), { around: [], dim: true });
    this.lit = value;
  }

  /** One of the lines of a text. */
  line({ page, box }, value) {
    this.show(page, [box], { lines: linesOn(page, value) });
  }

  /** A doubtful place of a text on its line. */
  place(place, line, value) {
    if (!place) return this.field(value);
    const outer = line && line.page === place.page ? line.box : place.box;
    return this.show(place.page, [outer], {
      marks: [place.box],
      around: [place.box],
      lines: [outer, ...linesOn(place.page, value)],
    });
  }

  show(page, boxes, more = {}) {
    this.page = page;
    this.lit = null;
    this.number.textContent = page === null ? "" : t("web_review.script.page", { page, pages: Object.keys(this.pages).join(", ") });
    if (page === null) return this.drawn(null, [], {});
    const bitmap = this.bitmaps.get(page);
    if (bitmap) {
      this.drawn(bitmap, boxes, more);
      this.ready = Promise.resolve();
      return undefined;
    }
    this.drawn(null, [], {});
    this.ready = this.load(page).then(
      (loaded) => page === this.page && this.drawn(loaded, boxes, more),
      () => page === this.page && this.lost(),
    );
    return undefined;
  }

  async load(page) {
    const { pages, bitmaps } = this;
    const bitmap = await load(pages[page]);
    bitmaps.set(page, bitmap);
    if (bitmaps === this.bitmaps) this.crops();
    return bitmap;
  }

  drawn(bitmap, boxes, more) {
    this.shown = bitmap;
    this.missing.hidden = true;
    this.picture.show(bitmap, boxes, more);
  }

  lost() {
    this.missing.hidden = false;
    this.missing.textContent = t("review.message.no_image");
  }

  turnTo(step) {
    const numbers = Object.keys(this.pages).map(Number);
    const here = numbers.indexOf(this.page) + step;
    if (here < 0 || here >= numbers.length) return;
    if (this.lit) this.extent(this.lit, numbers[here]);
    else this.show(numbers[here], []);
  }

  use(tool) {
    const { picture } = this;
    const tools = {
      closer: () => picture.zoom(),
      farther: () => picture.zoom(1 / 1.5),
      sheet: () => picture.toggleWhole(),
      rotate: () => picture.rotate(),
      lighter: () => picture.light(0.1, 0),
      darker: () => picture.light(-0.1, 0),
      more_contrast: () => picture.light(0, 0.2),
      less_contrast: () => picture.light(0, -0.2),
      previous: () => this.turnTo(-1),
      next: () => this.turnTo(1),
    };
    tools[tool]();
  }

  /** What a key does to the picture; whether it does anything. */
  press(key) {
    const { picture } = this;
    const does = {
      z: () => picture.toggleCloser(),
      f: () => picture.toggleWhole(),
      t: () => picture.rotate(),
      "+": () => picture.zoom(),
      ";": () => picture.zoom(),
      "=": () => picture.zoom(),
      "-": () => picture.zoom(1 / 1.5),
      "]": () => picture.light(0.1, 0),
      "[": () => picture.light(-0.1, 0),
      "}": () => picture.light(0, 0.2),
      "{": () => picture.light(0, -0.2),
      PageDown: () => this.turnTo(1),
      PageUp: () => this.turnTo(-1),
      ArrowLeft: () => picture.move(-STEP, 0),
      ArrowRight: () => picture.move(STEP, 0),
      ArrowUp: () => picture.move(0, -STEP),
      ArrowDown: () => picture.move(0, STEP),
      o: () => this.page !== null && window.open(this.pages[this.page], "_blank", "noopener"),
    }[key];
    does?.();
    return does !== undefined;
  }
}
