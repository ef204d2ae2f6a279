"use strict";
// Copies what stands in a field. Where there is no script, or the browser does not let it, people mark and copy it.
(() => {
  if (!navigator.clipboard) return;
  for (const place of document.querySelectorAll("[data-copies]")) {
    const field = document.getElementById(place.dataset.copies);
    const say = document.getElementById(place.dataset.saysAt);
    place.hidden = false;
    place.querySelector("button").addEventListener("click", async () => {
      say.textContent = "";
      try {
        await navigator.clipboard.writeText(field.value);
        say.textContent = say.dataset.copied;
      } catch {
        field.select(); // one step is spared at least
        say.textContent = say.dataset.marked;
      }
    });
  }
})();
