// Copying an address and printing need a script; without one their buttons are not shown.
"use strict";

(() => {
  const later = 4000; // milliseconds until a button says again what it does

  async function copy(button) {
    const said = button.dataset.label;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = button.dataset.done;
    } catch {
      // not allowed here: the address can still be copied by hand
      button.textContent = button.dataset.failed;
    }
    const status = button.parentElement.querySelector("[data-copied]");
    if (status) status.textContent = button.textContent;
    setTimeout(() => { button.textContent = said; if (status) status.textContent = ""; }, later);
  }

  for (const button of document.querySelectorAll("[data-copy], [data-print]")) {
    button.hidden = false;
    button.dataset.label = button.textContent;
    button.addEventListener("click", () => ("print" in button.dataset ? window.print() : copy(button)));
  }
})();
