// From one doubtful place of a text to the next, as the terminal does it; pure.

/** Code points of a text: the server counts in them. */
export const points = (text) => [...text];

export class Walk {
  /** At the first place without an answer. `text` as proposed, `doubts` as the server gave them, at least one. */
  constructor(text, doubts) {
    this.text = points(text);
    this.doubts = doubts;
    this.answers = doubts.map(({ answer }) => answer);
    const first = this.answers.indexOf(null);
    this.place = first < 0 ? doubts.length : first;
  }

  get atEnd() {
    return this.place === this.doubts.length;
  }

  get complete() {
    return !this.answers.includes(null);
  }

  get doubt() {
    return this.atEnd ? null : this.doubts[this.place];
  }

  proposed(place) {
    const { start, end } = this.doubts[place];
    return this.text.slice(start, end).join("");
  }

  now(place) {
    return this.answers[place] ?? this.proposed(place);
  }

  changed(place) {
    return this.now(place) !== this.proposed(place);
  }

  /** Other texts for the place looked at, always in the same order; the proposed one last where it does not stand. */
  get options() {
    if (this.atEnd) return [];
    const proposed = this.proposed(this.place);
    const others = [...new Set(this.doubt.alternatives)].filter((text) => text !== proposed);
    return this.changed(this.place) ? [...others, proposed] : others;
  }

  /** The text in stretches of code points: {start, end, place}; place is null between the doubtful ones. */
  parts() {
    const parts = [];
    let end = 0;
    this.doubts.forEach((doubt, place) => {
      if (end < doubt.start) parts.push({ start: end, end: doubt.start, place: null });
      parts.push({ start: doubt.start, end: doubt.end, place });
      end = doubt.end;
    });
    if (end < this.text.length) parts.push({ start: end, end: this.text.length, place: null });
    return parts;
  }

  /** The text with the answers so far. */
  get result() {
    return this.parts()
      .map(({ start, end, place }) => (place === null ? this.text.slice(start, end).join("") : this.now(place)))
      .join("");
  }

  get settled() {
    return this.doubts.map((_, place) => this.now(place));
  }

  next() {
    const last = this.complete ? this.doubts.length : this.doubts.length - 1;
    this.place = Math.min(this.place + 1, last);
  }

  previous() {
    this.place = Math.max(this.place - 1, 0);
  }

  goTo(place) {
    this.place = place;
  }

  replace(text) {
    const here = this.place;
    this.answers[here] = text;
    const waiting = this.answers.flatMap((answer, place) => (answer === null ? [place] : []));
    this.place = waiting.find((place) => place > here) ?? waiting[0] ?? this.doubts.length;
  }
}

const CHARACTERS = "characters";
const GAP = "gap";
const LINE = "line";
const LEFT_OUT = "left_out";

/** What is asked about a place. */
export function kindOf(doubt, lines) {
  if (doubt.start === doubt.end) return leftOut(doubt, lines) ? LEFT_OUT : GAP;
  const whole = !doubt.marks.length && lines.some((line) => line.start === doubt.start && line.end === doubt.end);
  return whole && doubt.alternatives.includes("") ? LINE : CHARACTERS;
}

/** The line of the paper that a place is on; null where that is not known. */
export function lineOf(doubt, lines) {
  if (doubt.start === doubt.end && leftOut(doubt, lines)) return null;
  return (
    lines.find(
      ({ start, end }) => (start <= doubt.start && doubt.start < end) || (start < doubt.end && doubt.end <= end),
    ) ??
    lines.find(({ start, end }) => start <= doubt.start && doubt.start <= end) ??
    null
  );
}

function leftOut(doubt, lines) {
  if (!doubt.place || !lines.length) return false;
  return lines
    .filter((line) => line.place.page === doubt.place.page)
    .every((line) => covered(doubt.place.box, line.place.box) < 0.5);
}

function covered([left, top, right, bottom], other) {
  const width = Math.min(right, other[2]) - Math.max(left, other[0]);
  const height = Math.min(bottom, other[3]) - Math.max(top, other[1]);
  const area = (right - left) * (bottom - top);
  return area > 0 && width > 0 && height > 0 ? (width * height) / area : 0;
}
