// Keys at the places of opinions: up and down go from one to the next, y, n and u press its buttons. Holds no rules.

const places = [...document.querySelectorAll("[data-place]")];
const first = places.find((place) => place.classList.contains("waiting"));

if (first) first.focus();

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.matches("input, textarea, select")) return;
  const at = places.findIndex((place) => place.contains(document.activeElement));
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
  if (step) {
    const next = places[at < 0 ? 0 : at + step];
    if (next) {
      next.focus();
      event.preventDefault();
    }
  } else if (at >= 0) {
    const button = places[at].querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (button) {
      button.click();
      event.preventDefault();
    }
  }
});
