// What is asked beside the questions: reasons and opinions to type, somebody else's answer, what the keys mean.
// `page` is the page's: {now, send, answer, visit, next, say}.

import { ask, tell } from "./dialog.js";
import { compared } from "./form.js";
import { post } from "./server.js";
import { make, t } from "./words.js";

const cancel = () => ({ key: "Escape", label: t("review.key.cancel"), value: false });

const GROUNDS = ["duplicate", "withdrawn", "not_a_comment", "incomplete", "other"];

/** Why the submission does not count. */
export async function reject(page) {
  const said = await ask({
    title: t("review.edit.ground"),
    buttons: [...GROUNDS.map((value, index) => ({ key: String(index + 1), label: t(`review_rules.ground.${value}`), value })), cancel()],
  });
  if (!said?.value) return;
  if (said.value === "duplicate") await duplicate(page);
  else await reason(page, said.value);
}

/** The reason in words, which may be left out where the ground says enough. */
export async function reason(page, ground, text = "", note = null) {
  const title = t(`review.edit.${ground === "other" ? "reject" : "reason"}`);
  const buttons = [{ key: "Enter", label: t("review.key.save"), value: true }, cancel()];
  const said = await ask({ title, field: { label: title, text, several: false }, note, buttons });
  if (said?.value) await page.answer("reject", { ground, text: said.text });
}

/** Which submission counts in its place: one of the likely ones, or another one by its number. */
async function duplicate(page) {
  const { likely } = await post("likely", { question: page.now.question.number }).catch(() => ({ likely: [] }));
  if (!likely.length) return duplicateOf(page);
  const chosen = likely.map(({ id, number, why }, index) => ({ key: String(index + 1), label: `${number}　${why}`, value: id }));
  const other = { key: "n", label: t("review.key.other_number"), value: "other" };
  const said = await ask({ title: t("review.edit.likely"), buttons: [...chosen, other, cancel()] });
  if (!said?.value) return undefined;
  if (said.value === "other") return duplicateOf(page);
  return page.answer("reject", { ground: "duplicate", duplicate_of: said.value });
}

/** The number of the submission that counts in its place, typed. */
export async function duplicateOf(page, note = null) {
  const title = t("review.edit.duplicate_of");
  const buttons = [{ key: "Enter", label: t("review.key.save"), value: true }, cancel()];
  const said = await ask({ title, field: { label: title, text: "", several: false }, note, buttons });
  if (!said?.value) return;
  const number = /^S?([0-9]{1,9})$/i.exec(said.text.normalize("NFKC").trim());
  if (number) await page.answer("reject", { ground: "duplicate", duplicate_of: Number(number[1]) });
  else await duplicateOf(page, t("review.message.no_such_number"));
}

/** A text about the submission as a whole: what a supervisor is asked (`pass_on`), or one more opinion (`add`). */
export async function type(page, action, text = "", note = null) {
  const several = action === "add";
  const said = await ask({
    title: t(`review.edit.${action}`),
    field: { label: t(`review.edit.${action}`), text, several },
    note,
    buttons: [{ key: several ? "Ctrl-S" : "Enter", label: t("review.key.save"), value: true }, cancel()],
  });
  if (said?.value) await page.answer(action, { text: said.text });
}

/** To one of more than nine values, whose number is typed to its end. */
export async function goTo(page, digit) {
  const said = await ask({
    title: t("review.edit.go"),
    field: { label: t("review.edit.go"), text: String(digit), several: false },
    buttons: [{ key: "Enter", label: t("review.key.go"), value: true }, cancel()],
  });
  if (!said?.value) return;
  const value = page.now.submission.values[Number(said.text.normalize("NFKC")) - 1];
  if (value) await page.visit(value.field);
  else page.say(t("review.message.no_such_field"), true);
}

/** Somebody else was quicker: what is there now, what was answered, and which of them is to stay. */
export async function stale(page, { question, message, parts }) {
  const said = await ask({
    title: parts[0].label,
    body: [
      make("p", { class: "warning" }, message),
      parts.map(({ label, told }, index) => [index > 0 && make("h3", {}, label), make("dl", { class: "both" }, both(told))]),
    ],
    buttons: [
      { key: "Enter", label: t("review.key.leave_theirs"), value: "theirs" },
      { key: "m", label: t("review.key.use_mine"), value: "mine" },
    ],
  });
  if (said?.value === "mine") await page.send("mine", { question });
  else await page.next();
}

/** Texts under their labels; where two stand against each other, what is different in each. */
function both(told) {
  return told.map(({ label, text }, index) => {
    const other = told.length === 2 ? told[1 - index].text : text;
    return [make("dt", {}, label), make("dd", {}, compared(other, text))];
  });
}

/** What would be taken back was done in an earlier sitting. */
export async function earlier(page, { message, action }) {
  const said = await ask({
    title: t("review.undo.head"),
    body: message.split("\n").map((line) => make("p", {}, line)),
    buttons: [{ key: "u", label: t("review.key.undo"), value: true }, cancel()],
  });
  page.say("");
  if (said?.value) await page.send("undo", { action });
}

/** What the keys do. `rows` are pairs of keys and text. */
export function help(rows) {
  return tell(t("review.keys.title"), [
    make(
      "dl",
      { class: "help" },
      rows.map(([keys, text]) => [make("dt", {}, keys), make("dd", {}, text)]),
    ),
  ]);
}
