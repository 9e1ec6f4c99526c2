/* Places of opinions by keyboard; all of it works without this script, with Tab and Enter. Holds no rules.
 * Up and down go from place to place, y, n and u press its buttons, a goes to where other text is typed. The text
 * beside the places shows where the one stands that has the focus. */

const places = [...document.querySelectorAll("[data-place]")];

document.addEventListener("focusin", (event) => {
  for (const mark of document.querySelectorAll("mark.at")) mark.classList.remove("at");
  const place = event.target.closest("[data-place]");
  if (!place) return;
  const mark = document.getElementById(place.getAttribute("aria-describedby"));
  const text = mark.closest(".original");
  mark.classList.add("at");
  text.scrollTop = mark.offsetTop - text.clientHeight / 2;
});

if (!document.querySelector("#told.failure")) document.querySelector("[data-begin]")?.focus();

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (event.target.matches("input, textarea, select")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const at = places.findIndex((place) => place.contains(document.activeElement));
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[key];
  if (step && !document.activeElement.matches(".original")) {
    const next = places[at < 0 ? 0 : at + step];
    if (!next) return;
    next.focus();
    event.preventDefault();
  } else if (key === "a") {
    const field = (places[at]?.closest(".redaction") ?? document).querySelector("input[name=text]");
    field?.focus();
    event.preventDefault();
  } else if (at >= 0 && !event.repeat) {
    const button = places[at].querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!button) return;
    button.click();
    event.preventDefault();
  }
});
