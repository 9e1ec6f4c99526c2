/* Pages that do something to a submission, a batch or what was set aside: all of it works without this script.
 * With it a form is sent once, Escape goes back, and an opinion is split where the cursor stands. */

document.getElementById("told")?.focus();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  if (!form.dataset.slow) return;
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  said.textContent = form.dataset.slow;
  form.append(said);
});

/* A page that comes back from the browser's memory may send its forms again. */
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-sent]")) delete form.dataset.sent;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing || event.defaultPrevented) return;
  const open = event.target.closest?.("details[open]");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
    return;
  }
  document.querySelector("a[data-back]")?.click();
});

/* The text is shown in a text area, which has a cursor that keys and fingers move; what is typed there does not stay. */
for (const form of document.querySelectorAll("[data-split]")) {
  const part = form.querySelector("[data-cursor]");
  if (!part) continue;
  const area = part.querySelector("textarea");
  const text = area.value;
  let place = 0;
  area.addEventListener("beforeinput", (event) => {
    place = area.selectionStart;
    event.preventDefault();
  });
  area.addEventListener("input", () => {
    area.value = text;
    area.setSelectionRange(place, place);
  });
  part.querySelector("button").addEventListener("click", () => {
    let at = form.querySelector("[name=at]");
    if (!at || at.tagName !== "INPUT") {
      if (at) at.disabled = true;
      at = document.createElement("input");
      at.type = "hidden";
      at.name = "at";
      form.append(at);
    }
    at.value = String([...text.slice(0, area.selectionStart)].length);
    form.requestSubmit();
  });
  area.setSelectionRange(0, 0);
  part.hidden = false;
}
