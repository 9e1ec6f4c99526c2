/* Keys for what the page offers: each stands on its button or link. All of it works without this script. */

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest?.("input, textarea, select")) return;
  if (event.key === "Enter" && event.target.closest?.("a, button")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const meant = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!meant || event.repeat) return;
  event.preventDefault();
  meant.click();
});
