// Asking the server: JSON with the session's token. Pictures of pages are kept decoded in memory, and nowhere else.

let token = document.querySelector("meta[name=csrf-token]").content;

/** Why the server did not answer as it should; `message` is for the person. */
export class Failure extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function ask(path, options, again = true) {
  let response;
  try {
    response = await fetch(path, { credentials: "same-origin", cache: "no-store", ...options });
  } catch {
    throw new Failure(0, "");
  }
  if (response.status === 403 && again && (await renewed())) {
    return ask(path, { ...options, headers: { ...options.headers, "X-CSRF-Token": token } }, false);
  }
  if (!response.ok) {
    const told = await response.json().catch(() => ({}));
    throw new Failure(response.status, told.message ?? "");
  }
  return response;
}

/** Take the token of a session that began in another window after this page's ended. */
async function renewed() {
  const response = await fetch("/review", { credentials: "same-origin", cache: "no-store" });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.querySelector("meta[name=csrf-token]")?.content;
  if (!fresh || fresh === token) return false;
  token = fresh;
  return true;
}

/** What the server says to a request that may change something; null where it says nothing. */
export async function post(name, body) {
  const response = await ask(`/api/review/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": token },
    body: JSON.stringify(body),
  });
  return response.status === 204 ? null : response.json();
}

/** What is likely to be asked next. */
export async function coming() {
  return (await ask("/api/review/coming", {})).json();
}

const LARGEST = 60_000_000; // pixels kept: some seven pages of A4 at 300 dpi, 240 MB
const kept = new Map(); // address -> {bitmap: Promise, pixels}

/** A page's picture, decoded; the same one when it is asked for again. */
export function picture(address) {
  const known = kept.get(address);
  if (known) {
    kept.delete(address); // it moves to the end: the one that was not asked for longest goes first
    kept.set(address, known);
    return known.bitmap;
  }
  const entry = { pixels: 0, bitmap: null };
  entry.bitmap = load(address, entry);
  kept.set(address, entry);
  // one that is not there is not asked for again with every question; one that could not be had at the moment is
  entry.bitmap.catch((error) => error.status === 404 || kept.delete(address));
  return entry.bitmap;
}

async function load(address, entry) {
  const response = await ask(address, {});
  const bitmap = await createImageBitmap(await response.blob());
  entry.pixels = bitmap.width * bitmap.height;
  let sum = 0;
  for (const each of kept.values()) sum += each.pixels;
  for (const [other, each] of kept) {
    if (sum <= LARGEST || each === entry) break;
    sum -= each.pixels;
    kept.delete(other); // what is on the screen now is drawn from its own reference
  }
  return bitmap;
}

/** Forget every picture. */
export function forget() {
  kept.clear();
}
