// Looking at an address: the same form, told step by step while it goes on.
"use strict";

(() => {
  const form = document.querySelector("[data-look]");
  const place = document.getElementById("fund");
  if (!form || !place) return;
  const steps = form.querySelector("[data-steps]");

  // A step that begins and the same step done are one item.
  function show(answer, whole) {
    const pieces = new DOMParser().parseFromString(answer, "text/html");
    const latest = new Map([...pieces.querySelectorAll("[data-step]")].map((step) => [step.dataset.step, step]));
    steps.replaceChildren(...latest.values());
    const found = whole && pieces.querySelector("[data-found]");
    if (!found) return;
    place.replaceChildren(...found.childNodes);
    form.querySelector("#adresse").setAttribute("aria-invalid", String(Boolean(place.querySelector("[role=alert]"))));
    steps.replaceChildren();
    const first = place.querySelector("[data-first]");
    if (first) first.focus();
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.dataset.sent) return;
    form.dataset.sent = "1";
    place.replaceChildren();
    try {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(form.action, { method: "POST", headers: { "X-In-Place": "1" }, body });
      if (answer.redirected || !answer.ok) throw new Error("the whole page says it better");
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let text = "";
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
        text += piece.value;
        show(text, false);
      }
      show(text, true);
    } catch {
      HTMLFormElement.prototype.submit.call(form);
    } finally {
      delete form.dataset.sent;
    }
  });
})();
