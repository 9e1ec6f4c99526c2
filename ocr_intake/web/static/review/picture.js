// The page beside a question: what of it is shown, how large, and what of it is lit.

const LEAST = 24; // CSS pixels of a line's thickness at which writing is comfortable to read
const MOST = 40; // and beyond which more brings nothing
const STEP = 1.5;
const NEAREST = 8; // CSS pixels for one of the page
const DIM = "rgba(24, 28, 36, 0.22)";
const LIT = "#c2410c";
const HALO = "#ffffff";

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** How thick the lines are that boxes stand for, in pixels of the page. */
export const thickness = (boxes) => Math.max(8, median(boxes.map(([l, t, r, b]) => Math.min(r - l, b - t))));

/** The smallest box around all. */
export const union = (boxes) => [
  Math.min(...boxes.map((box) => box[0])),
  Math.min(...boxes.map((box) => box[1])),
  Math.max(...boxes.map((box) => box[2])),
  Math.max(...boxes.map((box) => box[3])),
];

/** From where to where boxes reach along an axis (0 across the page, 1 down), with a margin. */
const span = (boxes, axis, margin) => {
  const box = union(boxes);
  return [box[axis] - margin, box[axis + 2] + margin];
};

export const grown = ([left, top, right, bottom], by) => [left - by, top - by, right + by, bottom + by];

export class Picture {
  /** Draw on a canvas as large as it is shown. */
  constructor(canvas) {
    this.canvas = canvas;
    this.bitmap = null;
    this.boxes = [];
    this.marks = [];
    this.around = []; // what is to be seen
    this.lines = [];
    this.dim = false;
    this.turned = 0; // quarter turns, clockwise
    this.scale = 1; // CSS pixels for one of the page
    this.centre = [0, 0];
    this.whole = false;
    this.moved = false;
    this.brightness = 1;
    this.contrast = 1;
    this.waiting = false;
    new ResizeObserver(() => this.resized()).observe(canvas);
    this.listen();
  }

  /**
   * Show a page with places of it lit; null for a page that is not there yet.
   * `marks` is what of it is outlined, `around` what is to be seen, `lines` what it is one of: all of it is shown at one
   * size, so that the paper does not jump from line to line. `dim` darkens what is not lit.
   */
  show(bitmap, boxes = [], { marks = boxes, around = boxes, lines = [], dim = boxes.length > 0 } = {}) {
    if (bitmap !== this.bitmap) this.turned = 0;
    Object.assign(this, { bitmap, boxes, marks, around, lines, dim });
    this.home();
  }

  /** Where the places that are lit can be read; the whole page where there are none. */
  home() {
    this.whole = this.around.length === 0;
    this.moved = false;
    if (!this.bitmap) return this.draw();
    if (this.whole) return this.fit();
    const [width, height] = this.size();
    const room = this.turned % 2 ? [height, width] : [width, height];
    const all = this.lines.length ? this.lines : this.around;
    const thick = thickness(all);
    const vertical = all.every(([left, top, right, bottom]) => bottom - top > 1.5 * (right - left));
    const whole = [0, 1].map((axis) => span(all, axis, thick));
    const seen = [0, 1].map((axis) => span(this.around, axis, thick));
    const along = vertical ? 1 : 0; // the axis that lines run along
    const needed = [0, 1].map((axis) => (this.lines.length && axis !== along ? seen[axis] : whole[axis]));
    const fitting = Math.min(...[0, 1].map((axis) => room[axis] / (needed[axis][1] - needed[axis][0])));
    this.scale = Math.min(Math.max(fitting, LEAST / thick), MOST / thick, NEAREST);
    const sheet = [this.bitmap.width, this.bitmap.height];
    this.centre = [0, 1].map((axis) => {
      const half = room[axis] / this.scale / 2;
      const fits = ([from, to]) => to - from <= 2 * half + 1;
      const middle = ([from, to]) => (from + to) / 2;
      // what does not fit is begun at its beginning: vertical writing at the right
      const begun = ([from, to]) => (vertical && axis === 0 ? to - half : from + half);
      const best = axis === along && fits(whole[axis]) ? whole[axis] : seen[axis];
      const centre = fits(best) ? middle(best) : begun(best);
      return 2 * half >= sheet[axis] ? sheet[axis] / 2 : Math.min(Math.max(centre, half), sheet[axis] - half);
    });
    return this.draw();
  }

  /** The whole sheet. */
  fit() {
    this.whole = true;
    if (this.bitmap) {
      const [width, height] = this.size();
      const [across, down] = this.turn([this.bitmap.width, this.bitmap.height], true);
      this.scale = Math.min(width / across, height / down) * 0.98;
      this.centre = [this.bitmap.width / 2, this.bitmap.height / 2];
    }
    this.draw();
  }

  /** From the whole sheet to the field, or back. */
  toggleWhole() {
    if (this.whole && this.around.length) this.home();
    else if (this.whole) this.zoom(2.5);
    else this.fit();
  }

  /** Closer; or back to where it began. */
  toggleCloser() {
    if (this.moved) this.home();
    else this.zoom(STEP * 1.2);
  }

  zoom(by = STEP, at = null) {
    if (!this.bitmap) return;
    const before = this.scale;
    const [width, height] = this.size();
    const least = Math.min(width / this.bitmap.width, height / this.bitmap.height) / 2;
    this.scale = Math.min(Math.max(this.scale * by, least), NEAREST);
    if (at) {
      const offset = this.back([at[0] - width / 2, at[1] - height / 2]);
      const gone = 1 / before - 1 / this.scale;
      this.centre = [this.centre[0] + offset[0] * gone, this.centre[1] + offset[1] * gone];
    }
    this.whole = false;
    this.moved = true;
    this.draw();
  }

  /** Move what is looked at by shares of what is seen. */
  move(right, down) {
    const [width, height] = this.size();
    this.drag(-right * width, -down * height);
  }

  /** Move the paper by CSS pixels. */
  drag(x, y) {
    if (!this.bitmap) return;
    const [dx, dy] = this.back([x, y]);
    const keep = (value, most) => Math.min(Math.max(value, 0), most);
    this.centre = [
      keep(this.centre[0] - dx / this.scale, this.bitmap.width),
      keep(this.centre[1] - dy / this.scale, this.bitmap.height),
    ];
    this.moved = true;
    this.draw();
  }

  rotate() {
    this.turned = (this.turned + 1) % 4;
    if (this.whole) this.fit();
    else this.home();
  }

  /** Lighter or darker, more or less contrast, in steps; the light is the page's, not what is drawn on it. */
  light(brightness, contrast) {
    const step = (value, by) => Math.min(Math.max(Math.round((value + by) * 10) / 10, 0.3), 3);
    this.brightness = step(this.brightness, brightness);
    this.contrast = step(this.contrast, contrast);
    this.draw();
  }

  /** CSS pixels that there are. */
  size() {
    return [Math.max(this.canvas.clientWidth, 1), Math.max(this.canvas.clientHeight, 1)];
  }

  /** A vector of the page as the screen has it; extents only for `lengths`. */
  turn([x, y], lengths = false) {
    const turned = [
      [x, y],
      [-y, x],
      [-x, -y],
      [y, -x],
    ][this.turned];
    return lengths ? turned.map(Math.abs) : turned;
  }

  /** A vector of the screen as the page has it. */
  back([x, y]) {
    return [
      [x, y],
      [y, -x],
      [-x, -y],
      [-y, x],
    ][this.turned];
  }

  resized() {
    if (this.whole) this.fit();
    else if (!this.moved) this.home();
    else this.draw();
  }

  /** Draw with the next frame, however often it is asked for until then. */
  draw() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.paint();
    });
  }

  paint() {
    const [width, height] = this.size();
    const dense = window.devicePixelRatio || 1;
    const [across, down] = [Math.round(width * dense), Math.round(height * dense)];
    if (this.canvas.width !== across || this.canvas.height !== down) {
      this.canvas.width = across;
      this.canvas.height = down;
    }
    const context = this.canvas.getContext("2d", { alpha: true });
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, across, down);
    if (!this.bitmap) return;
    context.translate(across / 2, down / 2);
    context.rotate((this.turned * Math.PI) / 2);
    context.scale(this.scale * dense, this.scale * dense);
    context.translate(-this.centre[0], -this.centre[1]);
    context.imageSmoothingQuality = "high";
    context.filter =
      this.brightness === 1 && this.contrast === 1 ? "none" : `brightness(${this.brightness}) contrast(${this.contrast})`;
    context.drawImage(this.bitmap, 0, 0);
    context.filter = "none";
    this.lightUp(context);
  }

  lightUp(context) {
    if (!this.dim) return;
    const margin = this.boxes.length ? thickness(this.boxes) * 0.14 : 0;
    context.beginPath();
    context.rect(0, 0, this.bitmap.width, this.bitmap.height);
    const lit = new Path2D();
    for (const box of this.boxes) {
      const [left, top, right, bottom] = grown(box, margin);
      lit.rect(left, top, right - left, bottom - top);
    }
    context.save();
    context.fillStyle = DIM;
    context.fill();
    // boxes may overlap: each is drawn anew from the paper rather than cut out of the shade
    context.clip(lit);
    context.filter =
      this.brightness === 1 && this.contrast === 1 ? "none" : `brightness(${this.brightness}) contrast(${this.contrast})`;
    context.drawImage(this.bitmap, 0, 0);
    context.restore();
    for (const [colour, line] of [
      [HALO, 5],
      [LIT, 2.5],
    ]) {
      context.strokeStyle = colour;
      context.lineWidth = line / this.scale;
      context.lineJoin = "round";
      for (const box of this.marks) {
        const [left, top, right, bottom] = grown(box, margin);
        context.strokeRect(left, top, right - left, bottom - top);
      }
    }
  }

  listen() {
    let from = null;
    this.canvas.addEventListener("pointerdown", (event) => {
      from = [event.clientX, event.clientY];
      this.canvas.setPointerCapture(event.pointerId);
    });
    this.canvas.addEventListener("pointermove", (event) => {
      if (!from) return;
      this.drag(event.clientX - from[0], event.clientY - from[1]);
      from = [event.clientX, event.clientY];
    });
    for (const end of ["pointerup", "pointercancel"]) {
      this.canvas.addEventListener(end, () => {
        from = null;
      });
    }
    this.canvas.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        const { left, top } = this.canvas.getBoundingClientRect();
        if (event.ctrlKey) this.zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, [event.clientX - left, event.clientY - top]);
        else this.drag(-event.deltaX, -event.deltaY);
      },
      { passive: false },
    );
    this.canvas.addEventListener("dblclick", () => this.toggleWhole());
  }
}

/**
 * A part of a page on a canvas of its own, at most so wide and high in CSS pixels, with lines at most `size` thick.
 * `marks` are outlined.
 */
export function crop(canvas, bitmap, box, { width, height, size, thick, marks = [] }) {
  const left = Math.max(box[0], 0);
  const top = Math.max(box[1], 0);
  const right = Math.min(box[2], bitmap.width);
  const bottom = Math.min(box[3], bitmap.height);
  const scale = Math.min(size / thick, width / (right - left), height / (bottom - top));
  const dense = window.devicePixelRatio || 1;
  const across = Math.max((right - left) * scale, 1);
  const down = Math.max((bottom - top) * scale, 1);
  canvas.width = Math.round(across * dense);
  canvas.height = Math.round(down * dense);
  canvas.style.width = `${across}px`;
  canvas.style.height = `${down}px`;
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.scale(scale * dense, scale * dense);
  context.translate(-left, -top);
  context.drawImage(bitmap, 0, 0);
  for (const [colour, line] of [
    [HALO, 5],
    [LIT, 2.5],
  ]) {
    context.strokeStyle = colour;
    context.lineWidth = line / scale;
    for (const [l, t, r, b] of marks) context.strokeRect(l, t, r - l, b - t);
  }
}
