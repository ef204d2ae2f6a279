// While the page of an entry is open and somebody works on it, colleagues see so. Without this script a button says it.
"use strict";

(() => {
  const AGAIN = 4 * 60 * 1000; // well before a claim expires
  let last = 0;
  let wanted = true;

  const place = () => document.querySelector("[data-claim]");

  async function send(address) {
    const form = place().querySelector("form");
    try {
      const answer = await fetch(address, {
        method: "POST",
        headers: { "X-In-Place": "1" },
        body: new URLSearchParams(new FormData(form)),
      });
      if (answer.redirected || !answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const inside = place().contains(document.activeElement);
      place().replaceWith(page.querySelector("[data-claim]"));
      if (inside) place().querySelector("button").focus();
    } catch {
      // no connection: nobody is kept from anything, and the next press tries again
      last = 0;
    }
  }

  function claim() {
    if (!wanted || document.visibilityState !== "visible" || Date.now() - last < AGAIN) return;
    last = Date.now();
    send(place().dataset.claim);
  }

  if (!place()) return;
  document.addEventListener("submit", (event) => {
    if (!event.target.closest("[data-claim]")) return;
    event.preventDefault();
    wanted = event.target.action.endsWith(place().dataset.claim);
    last = Date.now();
    send(event.target.action);
  });
  // only what a person does keeps a claim: a page left open expires
  for (const sign of ["visibilitychange", "pointerdown", "keydown"]) document.addEventListener(sign, claim);
  claim();
})();
