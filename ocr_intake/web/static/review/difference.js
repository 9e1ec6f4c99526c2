// What differs between two texts, character by character; pure.

const LARGEST = 1_000_000; // cells of the table: beyond it only the common beginning and end are told

/**
 * Stretches of `before` and `after` in order: {same, before, after}. Characters are whole code points.
 */
export function difference(before, after) {
  const one = [...before];
  const other = [...after];
  let start = 0;
  while (start < one.length && start < other.length && one[start] === other[start]) start++;
  let end = 0;
  const most = Math.min(one.length, other.length) - start;
  while (end < most && one[one.length - 1 - end] === other[other.length - 1 - end]) end++;
  const stretches = [];
  push(stretches, true, one.slice(0, start), one.slice(0, start));
  inner(stretches, one.slice(start, one.length - end), other.slice(start, other.length - end));
  push(stretches, true, one.slice(one.length - end), one.slice(one.length - end));
  return stretches;
}

function push(stretches, same, before, after) {
  if (!before.length && !after.length) return;
  const last = stretches.at(-1);
  if (last && last.same === same) {
    last.before += before.join("");
    last.after += after.join("");
  } else {
    stretches.push({ same, before: before.join(""), after: after.join("") });
  }
}

/** The longest common subsequence of what is left. */
function inner(stretches, one, other) {
  if (!one.length || !other.length || one.length * other.length > LARGEST) {
    push(stretches, false, one, other);
    return;
  }
  const width = other.length + 1;
  const lengths = new Uint16Array((one.length + 1) * width);
  for (let i = one.length - 1; i >= 0; i--) {
    for (let j = other.length - 1; j >= 0; j--) {
      const here = i * width + j;
      lengths[here] =
        one[i] === other[j] ? lengths[here + width + 1] + 1 : Math.max(lengths[here + width], lengths[here + 1]);
    }
  }
  let i = 0;
  let j = 0;
  while (i < one.length || j < other.length) {
    if (i < one.length && j < other.length && one[i] === other[j]) {
      push(stretches, true, [one[i++]], [other[j++]]);
    } else if (j >= other.length || (i < one.length && lengths[(i + 1) * width + j] >= lengths[i * width + j + 1])) {
      push(stretches, false, [one[i++]], []);
    } else {
      push(stretches, false, [], [other[j++]]);
    }
  }
}

/**
 * What stands in a place of several doubts, and what stands there instead in another text of it: the least of both. The
 * character before it, or behind it, is told with it where it would not be clear otherwise which one is meant.
 */
export function least(read, other) {
  const one = [...read];
  const two = [...other];
  const most = Math.min(one.length, two.length);
  let start = 0;
  while (start < most && one[start] === two[start]) start++;
  let behind = 0;
  while (behind < most - start && one[one.length - 1 - behind] === two[two.length - 1 - behind]) behind++;
  const gone = one.slice(start, one.length - behind);
  if (start && (!gone.length || read.split(gone.join("")).length > 2)) start--;
  else if (!gone.length && behind) behind--;
  return [one, two].map((text) => text.slice(start, text.length - behind).join(""));
}

/**
 * Where a place in a changed text was in the text before, for carets; inside what changed it is as far from its
 * beginning as it can be. Texts as arrays of code points, places counted in them.
 */
export function placeBefore(before, after, place) {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  if (place <= start) return place;
  if (place >= after.length - end) return before.length - (after.length - place);
  return Math.min(place, before.length - end);
}
