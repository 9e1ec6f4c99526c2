// The review page: what is asked, what keys and buttons do with it. What an answer means is decided by the server.

import { ask, isOpen, tell } from "./dialog.js";
import { Editing } from "./editing.js";
import * as show from "./form.js";
import { listen } from "./keys.js";
import { long, short } from "./form.js";
import { rowAt, rowsOf } from "./long.js";
import { Paper } from "./paper.js";
import { Failure, coming, picture, post } from "./server.js";
import { Walk, kindOf, lineOf } from "./walk.js";
import { button, make, t } from "./words.js";

const root = document.getElementById("review");
const content = document.getElementById("content");
const every = document.getElementById("every");
const paper = new Paper(root);
const quick = matchMedia("(pointer: fine)"); // with a real keyboard fields may take the focus by themselves

/** What is on the screen. */
const now = { screen: null, question: null, submission: null, value: null, rows: [], row: 0, walk: null, editing: null };
let busy = false;

// ------------------------------------------------------------------------------------------------ asking the server

/** Send something and show what came of it. Whatever is pressed until then is no answer to what comes. */
async function send(name, body) {
  if (busy) return null;
  busy = true;
  root.dataset.busy = "true";
  try {
    return await heard(await post(name, { ...body, every: every.checked }), { name, body });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    failed(error);
    return null;
  } finally {
    busy = false;
    delete root.dataset.busy;
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
    now.editing?.unusual();
  }
  say(reply.message, reply.warning);
  if (reply.outcome === "stale") setTimeout(stale, 0, reply.stale);
  if (reply.outcome === "undo") setTimeout(earlier, 0, reply);
  if (reply.outcome === "refused") setTimeout(refused, 0, reply, sent);
  return reply;
}

function failed(error) {
  if (error.status === 401) {
    const link = make("a", { href: "/sign-in", target: "_blank", rel: "opener" }, t("web_review.script.sign_in"));
    say(t("web_review.script.session_over"), true, link);
  } else {
    say(error.status === 0 ? t("web_review.script.unreachable") : error.message, true);
  }
}

/** Say what was done, or why it was not. */
function say(text, warning = false, ...more) {
  const message = document.getElementById("message");
  message.className = warning ? "message warning" : "message";
  message.replaceChildren(text ?? "", " ", ...more);
}

const answer = (action, more = {}) => send("answer", { question: now.question.number, action, ...more });
const visit = (field) => send("visit", { question: now.question.number, field });
const next = () => send("next", {});

// ---------------------------------------------------------------------------------------------------------- showing

function shown(screen) {
  const { question, submission } = screen;
  const value = submission?.values.find((each) => each.field === question.field) ?? null;
  const rows = value?.long && value.text !== null ? rowsOf(value.text, value.lines) : [];
  const walk = value && question.doubts.length && !question.keep ? new Walk(value.text, question.doubts) : null;
  Object.assign(now, { screen, question, submission, value, rows, row: 0, walk, editing: null });
  root.dataset.state = question === null ? "nothing" : value ? "value" : "whole";
  root.dataset.question = question?.number ?? "";
  root.dataset.field = value?.field ?? "";
  paper.open(submission);
  draw();
  look();
  focus();
  content.scrollTop = 0;
  if (value) content.querySelector(".row.open").scrollIntoView({ block: rows.length > 1 ? "start" : "center" });
  paper.ready.then(() => painted(question), () => painted(question));
}

/** Tell that everything of a question is on the screen, and get ready what comes next. */
function painted(question) {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      if (question !== now.question) return;
      root.dataset.shown = question?.number ?? "nothing";
      if (question && !busy) setTimeout(getReady, 50, question);
    }),
  );
}

async function getReady(question) {
  try {
    for (const address of Object.values(now.submission.pages)) await picture(address);
    if (question !== now.question || busy) return;
    for (const address of (await coming()).images.slice(0, 2)) await picture(address);
  } catch (error) {
    if (!(error instanceof Failure)) throw error; // what could not be got ready is asked for when it is needed
  }
}

function draw() {
  heading();
  if (now.question === null) {
    content.replaceChildren(...nothingLeft());
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
  const { about, reasons, kind } = now.submission;
  const waiting = now.question.waiting;
  return [
    make("p", { class: "about quiet" }, `${t(`review.kind.${kind}`)}　${about}`),
    reasons.length > 0 && make("ul", { class: "reasons" }, reasons.map((reason) => make("li", {}, reason))),
    now.value === null &&
      make("p", { class: waiting ? "warning" : "ready" }, t(`review.summary.${waiting ? "waiting" : "ready"}`, { count: waiting })),
  ].filter(Boolean);
}

function nothingLeft() {
  const { skipped, held } = now.screen.progress;
  const left = [
    skipped > 0 && t("review.done.skipped", { count: skipped }),
    held > 0 && t("review.done.held", { count: held }),
  ].filter(Boolean);
  return (left.length ? left : [t("review.done.nothing")]).map((text) => make("p", { class: "nothing" }, text));
}

/** The open row: head, and the value as it is asked about or typed. */
function open() {
  const { value, question, rows, row, walk, editing } = now;
  const head = show.head(value, question);
  if (editing) return [head, editing.element];
  if (!value.long) return [head, short(value, question, { choose })];
  const text = long(value, rows, { walk, current: row, choose: goToRow, visit: goToPlace });
  return [head, walk && show.place(walk, value.lines, { keep: keepPlace, take: takePlace, input: replacing() }), text];
}

/** Draw the open row anew, as the place or the line in it has changed. */
function redraw() {
  content.querySelector(".row.open").replaceChildren(...open().filter(Boolean));
  bar();
  look();
  focus();
  const mark = now.editing ? null : content.querySelector(".doubt.current[data-place], .line[aria-current]");
  mark?.scrollIntoView({ block: "center" });
}

/** Light what is asked about on the paper. */
function look() {
  const { value, rows, row, walk, question } = now;
  if (question === null) return paper.nothing();
  if (value === null) return paper.sheet();
  if (walk && !walk.atEnd) {
    now.row = rowAt(rows, walk.doubt.start);
    const line = lineOf(walk.doubt, value.lines);
    paper.place(walk.doubt.place ?? line?.place, line?.place);
    const card = content.querySelector(".place");
    return paper.ready.then(() => card && show.drawPlace(card, walk, value.lines, paper.shown), () => {});
  }
  const place = rows[row]?.place;
  return place ? paper.line(place) : paper.field(value);
}

function focus() {
  if (now.editing) return now.editing.focus();
  const field = content.querySelector(".replace-input");
  if (field && quick.matches) return field.focus({ preventScroll: true });
  return document.querySelector("#actions .primary")?.focus({ preventScroll: true });
}

// --------------------------------------------------------------------------------------------------------- actions

/** What can be done now: {keys, label, run}; the first is what Enter does. Those without a label are no buttons. */
function actions() {
  const quit = [
    { keys: ["u", "undo"], label: t("review.key.undo"), run: undo },
    { keys: ["?"], label: t("review.key.help"), run: help },
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
    simple("n", "absent", t("review.key.absent")),
    simple("i", "illegible", t("review.key.illegible")),
    value.long && { keys: ["w"], label: t("review.key.split"), run: () => edit("split") },
    question.visited
      ? { keys: ["Escape"], label: t("review.key.back"), run: next }
      : simple("s", "skip", t("review.key.skip")),
    { keys: ["S"], run: () => answer("skip_submission") },
    question.doubts.length && { keys: ["Tab"], run: (event) => step(event.shiftKey) },
    walk && !walk.atEnd && { keys: [" "], run: keepPlace },
    value.long && { keys: ["ArrowDown"], run: () => (walk ? step(false) : goToRow(now.row + 1)) },
    value.long && { keys: ["ArrowUp"], run: () => (walk ? step(true) : goToRow(now.row - 1)) },
    ...question.choices.map((_, index) => ({ keys: [String(index + 1)], run: () => choose(index + 1) })),
    ...(walk?.options ?? []).map((_, index) => ({ keys: [String(index + 1)], run: () => takePlace(index + 1) })),
  ].filter(Boolean);
}

/** What Enter does about a value. */
function first() {
  const { question, value, walk } = now;
  const keys = ["Enter", "a"];
  if (walk) {
    return walk.atEnd
      ? { keys, label: t("review.key.save"), run: () => answer("settle", { answers: walk.settled }) }
      : { keys, label: t("web_review.script.keep_place"), run: keepPlace };
  }
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
    { keys: ["+", ";"], label: t("review.key.add"), run: () => typed("add", { several: true }) },
    { keys: ["r"], label: t("review.key.reject"), run: () => typed("reject", { several: false }) },
    { keys: ["s"], label: t("review.key.skip"), run: () => answer("skip") },
    ...Array.from({ length: Math.min(values.length, 9) }, (_, index) => ({
      keys: [String(index + 1)],
      run: () => (values.length > 9 ? goTo(index + 1) : visit(values[index].field)),
    })),
  ];
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
  if (action) {
    action.run(event);
    return true;
  }
  return paper.press(key);
}

const choose = (number) => answer("choose", { choice: number });

// ------------------------------------------------------------------------------------------------- places and lines

function goToRow(row) {
  if (now.walk && !now.walk.atEnd) return;
  now.row = Math.min(Math.max(row, 0), Math.max(now.rows.length - 1, 0));
  redraw();
}

function goToPlace(place) {
  now.walk ??= new Walk(now.value.text, now.question.doubts);
  now.walk.goTo(place);
  redraw();
}

function step(back) {
  if (!now.walk) return goToPlace(0);
  if (back) now.walk.previous();
  else now.walk.next();
  return redraw();
}

function keepPlace() {
  now.walk.keep();
  redraw();
}

function takePlace(number) {
  if (number > now.walk.options.length) return say(t("review.message.no_such_choice"), true);
  now.walk.take(number);
  return redraw();
}

/** The field in which a doubtful place is typed anew. An input method needs it to have the focus. */
function replacing() {
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
    if (input.value && text.trim() === "") keepPlace(); // the space bar of an input method
    else if (/^[1-9]$/.test(text) && Number(text) <= now.walk.options.length) takePlace(Number(text));
  });
  return input;
}

/** Keys in the field of a doubtful place: commands while nothing is typed. */
function typedReplacement(event, input) {
  const key = event.key.length === 1 ? event.key.normalize("NFKC") : event.key;
  if (input.value === "") {
    if (event.ctrlKey || event.metaKey || event.altKey) return event.ctrlKey && key === "z" && act("undo", event);
    const { place, doubts } = now.walk;
    if (key === "Tab") return (event.shiftKey ? place > 0 : place < doubts.length - 1) && act(key, event);
    if (event.repeat && key.length === 1) return true;
    if (key === "Delete" || key === "Backspace") return replaceBy("");
    if (/^[1-9]$/.test(key) && Number(key) > now.walk.options.length) return say(t("review.message.no_such_choice"), true) ?? true;
    return act(key, event) || (key.length === 1 && key <= "~" && (unknown(false) ?? true));
  }
  if (key === "Enter" || key === "Tab") return replaceBy(input.value);
  if (key !== "Escape") return false;
  input.value = "";
  return true;
}

function replaceBy(text) {
  now.walk.replace(text);
  redraw();
  return true;
}

// ------------------------------------------------------------------------------------------------------------ typing

/** Type a value anew (`edit`), or into several opinions (`split`). */
function edit(kind, text = null) {
  const { value, rows, walk } = now;
  const before = value.text ?? "";
  now.editing = new Editing(kind, value, {
    text: text ?? (walk ? walk.result : before),
    rows,
    moved: (row) => rows[row]?.place && paper.line(rows[row].place),
    warn: (message) => say(message, true),
    save: (body) => answer(kind, body),
    cancel: () => {
      now.editing = null;
      say("");
      redraw();
    },
  });
  say("");
  redraw();
}

/** A text about the submission as a whole. */
async function typed(action, { several }, text = "", note = null) {
  const said = await ask({
    title: t(`review.edit.${action}`),
    field: { label: t(`review.edit.${action}`), text, several },
    note,
    buttons: [
      { key: several ? "Ctrl-S" : "Enter", label: t("review.key.save"), value: true },
      { key: "Escape", label: t("review.key.cancel"), value: false },
    ],
  });
  if (said?.value) await answer(action, { text: said.text });
}

/** What was typed in a dialog could not be saved: it is shown again to be mended. */
function refused(reply, { body }) {
  if (body.action === "add" || body.action === "reject") typed(body.action, { several: body.action === "add" }, body.text, reply.message);
  else now.editing?.focus();
}

async function goTo(digit) {
  const said = await ask({
    title: t("review.edit.go"),
    field: { label: t("review.edit.go"), text: String(digit), several: false },
    buttons: [{ key: "Enter", label: t("review.key.go"), value: true }],
  });
  if (!said) return;
  const number = Number(said.text.normalize("NFKC"));
  const value = now.submission.values[number - 1];
  if (value) visit(value.field);
  else say(t("review.message.no_such_field"), true);
}

// ------------------------------------------------------------------------------------- somebody else, undo, leaving

async function stale({ question, message, label, mine, theirs, changed }) {
  const both = [
    theirs !== null && [make("dt", {}, t("review.message.theirs")), make("dd", {}, show.compared(mine ?? "", theirs))],
    mine !== null && [make("dt", {}, t("review.message.mine")), make("dd", {}, show.compared(theirs ?? "", mine))],
  ].filter(Boolean);
  const said = await ask({
    title: label,
    body: [
      make("p", { class: "warning" }, message),
      both.length > 0 && make("dl", { class: "both" }, both.flat()),
      changed.length > 0 && make("ul", {}, changed.map((each) => make("li", {}, each))),
    ].filter(Boolean),
    buttons: [
      { key: "Enter", label: t("web_review.script.leave_theirs"), value: "theirs" },
      { key: "m", label: t("web_review.script.use_mine"), value: "mine" },
    ],
  });
  if (said?.value === "mine") await send("mine", { question });
  else await next();
}

async function earlier({ message, action }) {
  const said = await ask({
    title: t("review.key.undo"),
    body: [make("p", {}, message)],
    buttons: [
      { key: "Enter", label: t("review.key.undo"), value: true },
      { key: "Escape", label: t("review.key.cancel"), value: false },
    ],
  });
  say("");
  if (said?.value) await send("undo", { action });
}

function undo() {
  if (now.walk?.undo()) return redraw();
  return send("undo", {});
}

function help() {
  const rows = JSON.parse(root.dataset.help);
  tell(t("review.keys.title"), [
    make("dl", { class: "help" }, rows.flatMap(([keys, text]) => [make("dt", {}, keys), make("dd", {}, text)])),
  ]);
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
    if (element.classList.contains("replace-input")) return typedReplacement(event, element);
    return now.editing?.typed(event) ?? false;
  },
});
every.addEventListener("change", next);
paper.told = say;
next();
