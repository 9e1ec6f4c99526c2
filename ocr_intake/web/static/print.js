/* The button that prints the page as it is. */

document.getElementById("print").addEventListener("click", () => window.print());
