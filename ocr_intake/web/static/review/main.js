// The review page: what is asked, what keys and buttons do with it. What an answer means is decided by the server.

import * as asides from "./asides.js";
import { isOpen } from "./dialog.js";
import { Editing } from "./editing.js";
import * as show from "./form.js";
import { listen } from "./keys.js";
import { centre, rowAt, rowsOf } from "./long.js";
import { Paper } from "./paper.js";
import { Places } from "./places.js";
import { Failure, coming, picture, post } from "./server.js";
import { Walk, lineOf } from "./walk.js";
import { button, make, t } from "./words.js";

const root = document.getElementById("review");
const content = document.getElementById("content");
const every = document.getElementById("every");
const paper = new Paper(root);
const narrow = matchMedia("(max-width: 56rem)"); // as in review.css: the form is below the paper

/** What is on the screen. */
const now = { screen: null, question: null, submission: null, value: null, rows: [], row: 0, sheets: false, walk: null, editing: null };
const page = { now, send, answer, visit, next, say, act, unknown, redraw, keep };
const places = new Places(page);
let busy = false;
let keeping = Promise.resolve(); // answers to places are kept one after the other, before anything else is sent

// ------------------------------------------------------------------------------------------------ asking the server

/** Send something and show what came of it. Whatever is pressed until then is no answer to what comes. */
async function send(name, body) {
  if (busy) return null;
  busy = true;
  delete root.dataset.ready;
  try {
    await keeping;
    return await heard(await post(name, { ...body, every: every.checked }), { name, body });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    failed(error);
    return null;
  } finally {
    busy = false;
    paper.ready.then(painted, painted);
  }
}

async function heard(reply, sent) {
  if (reply === null) return null;
  if (reply.outcome === "done") {
    const typed = reply.warning && now.editing ? now.editing : null;
    const field = now.question?.field;
    shown(reply.screen);
    if (typed && field !== null && field === now.question?.field) edit(typed.kind, typed.text); // nothing typed is lost
  } else if (reply.outcome === "unusual") {
    if (now.editing) now.editing.unusual();
    else now.told = now.walk?.result; // the same once more is saved
  }
  say(reply.message, reply.warning);
  if (reply.outcome === "stale") setTimeout(asides.stale, 0, page, reply.stale);
  if (reply.outcome === "undo") setTimeout(asides.earlier, 0, page, reply);
  if (reply.outcome === "refused") setTimeout(refused, 0, reply, sent.body);
  return reply;
}

function failed(error) {
  if (error.status === 401) {
    const back = () => setTimeout(focus); // whoever comes back goes on where they were
    const attributes = { href: "/sign-in", target: "_blank", rel: "opener", on: { click: back } };
    const link = make("a", attributes, t("web_review.script.sign_in"));
    say(t("web_review.script.session_over"), true, link);
  } else {
    say(error.status === 0 ? t("web_review.script.unreachable") : error.message, true);
  }
}

/** Say what was done, or why it was not. */
function say(text, warning = false, ...more) {
  const message = document.getElementById("message");
  message.className = warning ? "message warning" : "message";
  message.replaceChildren(...[text, ...more].filter(Boolean));
}

function answer(action, more = {}) {
  return send("answer", { question: now.question.number, action, ...more });
}

/** Keep what stands in a doubtful place; the page goes on meanwhile. */
function keep(place, text) {
  const question = now.question.number;
  const told = (message) => message && say(message, true);
  keeping = keeping
    .then(() => post("place", { question, place, text }))
    .then(({ message }) => told(message))
    .catch((error) => {
      if (!(error instanceof Failure)) throw error;
      failed(error);
    });
}

function visit(field) {
  if (now.editing?.changed) return now.editing.leave(); // what was typed is not lost by a slip of the mouse
  return send("visit", { question: now.question.number, field });
}

function next() {
  return send("next", {});
}

// ---------------------------------------------------------------------------------------------------------- showing

function shown(screen) {
  const { question, submission } = screen;
  const value = submission?.values.find((each) => each.field === question.field) ?? null;
  const rows = value?.long && value.text !== null ? rowsOf(value.text, value.lines) : [];
  const walk = value && question.doubts.length && !question.keep ? new Walk(value.text, question.doubts) : null;
  Object.assign(now, { screen, question, submission, value, rows, row: 0, sheets: false, walk, editing: null, told: null });
  now.sheets = value !== null && question.scope === "extent" && !question.keep;
  root.dataset.state = question === null ? "nothing" : value ? "value" : "whole";
  root.dataset.question = question?.number ?? "";
  root.dataset.field = value?.field ?? "";
  paper.open(submission);
  draw();
  look();
  focus();
  content.scrollTop = 0;
  if (value) content.querySelector(".row.open").scrollIntoView({ block: rows.length > 1 || narrow.matches ? "start" : "center" });
  if (walk) toSight();
}

/** Tell that everything is on the screen and keys count again, and get ready what comes next. */
function painted() {
  const { question } = now;
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      if (question !== now.question || busy) return;
      root.dataset.ready = question?.number ?? "nothing";
      if (question) setTimeout(getReady, 50, question);
    }),
  );
}

async function getReady(question) {
  const still = () => question === now.question && !busy;
  try {
    for (const address of still() ? Object.values(now.submission.pages) : []) await picture(address);
    if (!still()) return;
    for (const address of (await coming()).images.slice(0, 2)) await picture(address);
  } catch (error) {
    if (!(error instanceof Failure)) throw error; // what could not be got ready is asked for when it is needed
  }
}

function draw() {
  heading();
  if (now.question === null) {
    content.replaceChildren(...show.nothingLeft(now.screen.progress));
  } else if (now.value === null) {
    content.replaceChildren(...ofSubmission(), show.summary(now.submission, { visit, light: (value) => paper.light(value) }));
    paper.crops = () => show.drawCrops(content, now.submission, paper.bitmaps);
    paper.crops();
  } else {
    content.replaceChildren(...ofSubmission(), show.form(now.submission, now.question, { open: open(), visit }));
  }
  bar();
}

function heading() {
  const { progress } = now.screen;
  const text = now.submission
    ? t("web_review.script.heading", { submission: now.submission.number, number: progress.number, total: progress.total })
    : t("web_review.script.nothing_left");
  document.getElementById("heading").textContent = text;
}

function ofSubmission() {
  const { reasons, notes } = now.submission;
  const waiting = now.question.waiting;
  return [
    show.about(now.submission),
    notes.length > 0 && make("ul", { class: "reasons" }, notes.map((note) => make("li", {}, note))),
    reasons.length > 0 && make("ul", { class: "reasons" }, reasons.map((reason) => make("li", {}, reason))),
    now.value === null &&
      make("p", { class: waiting ? "warning" : "ready" }, t(`review.summary.${waiting ? "waiting" : "ready"}`, { count: waiting })),
  ].filter(Boolean);
}

/** The open row: head, and the value as it is asked about or typed. */
function open() {
  const { value, question, rows, walk, editing } = now;
  const head = show.head(value, question);
  if (editing) return [head, editing.element];
  if (!value.long) return [head, show.short(value, question, { choose })];
  const { goToRow, goTo, keep, take } = places;
  const current = now.sheets && !atPlace() ? null : here();
  const text = show.long(value, rows, { walk, current, choose: goToRow, visit: goTo });
  const pages = Object.keys(now.submission.pages).length;
  if (!walk) return [head, question.scope === "extent" && !question.keep && show.extent(pages), text];
  return [head, show.place(walk, value.lines, { keep, take, input: places.field(), scope: question.scope, pages }), text];
}

/** Draw the open row anew, as the place or the line in it has changed: what was said before is about something else. */
function redraw() {
  say("");
  content.querySelector(".row.open").replaceChildren(...open().filter(Boolean));
  bar();
  look();
  focus();
  toSight();
}

const atPlace = () => now.walk !== null && !now.walk.atEnd;

/** The line that is looked at: that of the doubtful place, where there is one. */
function here() {
  const { rows, row, walk } = now;
  return atPlace() ? rowAt(rows, walk.doubt.start) : row;
}

/** Bring what is looked at into sight: its place in the text, or, where there is little room, what is asked about it. */
function toSight() {
  if (now.editing) return;
  const card = narrow.matches && content.querySelector(".place:not(.end)");
  if (card) card.scrollIntoView({ block: "start" });
  else centre(content, content.querySelector(".lines .doubt.current, .line[aria-current]"));
}

/** Light what is asked about on the paper. */
function look() {
  const { value, rows, walk, question } = now;
  now.row = here();
  if (question === null) return paper.nothing();
  if (value === null) return paper.sheet();
  if (atPlace()) {
    now.sheets = question.scope === "extent";
    const line = lineOf(walk.doubt, value.lines);
    paper.place(walk.doubt.place ?? line?.place, line?.place, value);
    const card = content.querySelector(".place");
    return paper.ready.then(() => card && show.drawPlace(card, walk, value.lines, paper.shown), () => {});
  }
  if (now.sheets) return paper.extent(value);
  const place = value.lines.length ? rows[now.row]?.place : value.long && value.places[now.row];
  return place ? paper.line(place, value) : paper.field(value);
}

function focus() {
  if (now.editing) return now.editing.focus();
  if (places.focus(content)) return undefined;
  return document.querySelector("#actions .primary")?.focus({ preventScroll: true });
}

// --------------------------------------------------------------------------------------------------------- actions

/** What can be done now: {keys, label, run}; the first is what Enter does. Those without a label are no buttons. */
function actions() {
  const quit = [
    { keys: ["u", "undo"], label: t("review.key.undo"), run: undo },
    { keys: ["?"], label: t("review.key.help"), run: () => asides.help(JSON.parse(root.dataset.help)) },
    { keys: ["q"], label: t("review.key.quit"), run: quitting },
  ];
  if (now.question === null) return [...again(), ...quit];
  if (now.editing) return now.editing.actions;
  return [...(now.value === null ? ofWhole() : ofValue()), ...quit];
}

function again() {
  const { skipped, held } = now.screen.progress;
  if (skipped) return [{ keys: ["Enter"], label: t("review.key.again"), run: () => send("take-up", {}) }];
  return held ? [{ keys: ["Enter"], label: t("review.key.look_again"), run: next }] : [];
}

function ofValue() {
  const { question, value, walk } = now;
  const simple = (key, action, label) => ({ keys: [key], label, run: () => answer(action) });
  return [
    first(),
    { keys: ["e"], label: t("review.key.edit"), run: () => edit("edit") },
    // where nothing was read Enter says the same
    simple("n", "absent", value.text !== null || value.illegible ? t("review.key.absent") : null),
    simple("i", "illegible", t("review.key.illegible")),
    value.long && { keys: ["w"], label: t("review.key.split"), run: () => edit("split") },
    question.visited
      ? { keys: ["Escape"], label: t("review.key.back"), run: next }
      : simple("s", "skip", t("review.key.skip")),
    { keys: ["S"], run: () => answer("skip_submission") },
    ...places.actions,
    ...question.choices.map((_, index) => ({ keys: [String(index + 1)], run: () => choose(index + 1) })),
  ].filter(Boolean);
}

/** What Enter does about a value. */
function first() {
  const { question, value, walk } = now;
  const keys = ["Enter", "a"];
  if (walk) {
    return walk.atEnd
      ? { keys, label: t("review.key.save"), run: settle }
      : { keys, label: t("web_review.script.keep_place"), run: places.keep };
  }
  if (question.mode !== "usual") return { keys, label: t("review.key.edit"), run: () => edit("edit") };
  if (question.keep) return { keys, label: t("review.key.keep"), run: next };
  const label = value.text === null ? t("review.key.accept_absent") : t("review.key.accept");
  return { keys, label, run: () => answer("accept") };
}

function ofWhole() {
  const { values, kind } = now.submission;
  const other = kind === "individual" ? "organization" : "individual";
  return [
    { keys: ["Enter", "a", "A"], label: t("review.key.accept_whole"), run: () => answer("accept_submission") },
    { keys: ["k"], label: t("review.key.kind"), run: () => answer("kind", { kind: other }) },
    { keys: ["+", ";"], label: t("review.key.add"), run: () => asides.type(page, "add") },
    { keys: ["r"], label: t("review.key.reject"), run: () => asides.reject(page) },
    { keys: ["p"], label: t("review.key.pass_on"), run: () => asides.type(page, "pass_on") },
    { keys: ["s"], label: t("review.key.skip"), run: () => answer("skip") },
    ...Array.from({ length: Math.min(values.length, 9) }, (_, index) => ({
      keys: [String(index + 1)],
      run: () => (values.length > 9 ? asides.goTo(page, index + 1) : visit(values[index].field)),
    })),
  ];
}

function settle() {
  const { walk, told } = now;
  return answer("settle", { answers: walk.settled, confirmed: told === walk.result });
}

/** The buttons of what can be done. */
function bar() {
  const shownKey = (key) => ({ Escape: "Esc" })[key] ?? key;
  document.getElementById("actions").replaceChildren(
    ...actions()
      .filter(({ label }) => label)
      .map(({ keys, label, run }, index) =>
        button(shownKey(keys[0]), label, run, {
          class: index === 0 && keys[0] !== "u" ? "primary" : null,
          "aria-describedby": index === 0 && now.value ? "asked asked-value" : null,
        }),
      ),
  );
}

function act(key, event) {
  if (isOpen() || busy || !now.screen) return true;
  const action = actions().find(({ keys }) => keys.includes(key));
  if (action) return action.run(event) !== false;
  return paper.press(key);
}

function choose(number) {
  return answer("choose", { choice: number });
}

// ------------------------------------------------------------------------------------------------------------ typing

/** Type a value anew (`edit`), or into several opinions (`split`). */
function edit(kind, text = null) {
  const { value, rows, walk } = now;
  const before = value.text ?? "";
  now.editing = new Editing(kind, value, {
    text: text ?? (walk ? walk.result : before),
    rows,
    moved: (row) => rows[row]?.place && paper.line(rows[row].place, value),
    warn: (message) => say(message, true),
    save: (body) => answer(kind, body),
    cancel: () => {
      now.editing = null;
      redraw();
    },
  });
  redraw();
}

/** What was typed could not be saved: it is there to be mended. */
function refused(reply, { action, text, ground }) {
  if (action === "add" || action === "pass_on") asides.type(page, action, text, reply.message);
  else if (action === "reject" && ground === "duplicate") asides.duplicateOf(page, reply.message);
  else if (action === "reject") asides.reason(page, ground, text, reply.message);
  else now.editing?.focus();
}

// ------------------------------------------------------------------------------------------------------------ leaving

function undo() {
  return send("undo", {});
}

async function quitting() {
  await send("leave", {}).catch(() => {});
  window.location.assign("/");
}

function unknown(kana) {
  say(t(kana ? "review.message.input_method" : "review.message.no_such_key"), true);
}

listen({
  act,
  unknown,
  typed: (event, element) => {
    if (isOpen()) return false;
    if (element.classList.contains("replace-input")) return places.typed(event, element);
    return now.editing?.typed(event) ?? false;
  },
});
every.addEventListener("change", next);
paper.told = say;
next();
