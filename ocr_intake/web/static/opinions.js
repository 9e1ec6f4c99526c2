/* Like opinions by keyboard; all of it works without this script, with Tab, the space bar and Enter.
 * Up and down go from opinion to opinion, m to where they are moved to, u takes back. */

const boxes = [...document.querySelectorAll("input[name=opinion]")];

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest("input:not([type=checkbox]), select, textarea")) return;
  const at = boxes.indexOf(document.activeElement);
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
  if (step && boxes.length) {
    event.preventDefault();
    const next = at < 0 ? (step > 0 ? 0 : boxes.length - 1) : Math.min(Math.max(at + step, 0), boxes.length - 1);
    boxes[next].focus();
    boxes[next].closest("li").scrollIntoView({ block: "nearest" });
  } else if (event.key === "m") {
    event.preventDefault();
    document.getElementById("to")?.focus();
  } else if (event.key === "u") {
    event.preventDefault();
    document.getElementById("undo")?.click();
  }
});
