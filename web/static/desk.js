// The inbox without page loads: every form works without this script; here the same form is answered in place.
"use strict";

(() => {
  const inbox = document.querySelector("[data-inbox]");
  const list = document.querySelector("[data-rows]");
  if (!inbox) return;

  const status = inbox.querySelector("[data-status]");
  const help = inbox.querySelector("[data-keys-help]");
  const keySwitch = inbox.querySelector("[data-keys-switch]");
  const KEYS = "partnerpost.keys";
  let busy = Promise.resolve();

  const openTitles = () => (list ? [...list.querySelectorAll("[data-row] [data-title]")] : []);

  function say(text) {
    status.textContent = "";
    // a screen reader announces a change only; the same sentence twice would be silence
    requestAnimationFrame(() => { status.textContent = text; });
  }

  // Each piece of an answer takes the place of the piece with the same id. Gives the row that came, if one did.
  function put(answer) {
    const pieces = new DOMParser().parseFromString(answer, "text/html").body;
    const row = pieces.querySelector("li[id]");
    for (const piece of [...pieces.querySelectorAll("li[id], nav[id], div[id]")]) {
      const old = document.getElementById(piece.id);
      if (old && inbox.contains(old)) old.replaceWith(piece);
    }
    const sentence = pieces.querySelector("[data-say]");
    if (sentence) say(sentence.textContent.trim());
    return row && document.getElementById(row.id);
  }

  // Where the focus goes when a row is done: the next open row, else the one before, else the way on.
  function focusAfter(row) {
    const titles = openTitles();
    const next = titles.find((title) => row.compareDocumentPosition(title) & Node.DOCUMENT_POSITION_FOLLOWING);
    const target = next || titles[titles.length - 1];
    if (target) { target.focus(); return; }
    const finished = inbox.querySelector("[data-finished]");
    if (finished) { finished.hidden = false; finished.querySelector("a").focus(); }
  }

  async function send(form, button) {
    const row = form.closest("[data-row]");
    const id = row && row.id;
    const slow = setTimeout(() => { if (row) row.setAttribute("aria-busy", "true"); }, 300);
    try {
      const answer = await fetch(button && button.hasAttribute("formaction") ? button.formAction : form.action, {
        method: "POST",
        headers: { "X-In-Place": "1" },
        body: new URLSearchParams(new FormData(form)),
      });
      if (answer.redirected || ![200, 409].includes(answer.status)) {
        // the whole page says it better: session over, gone, our fault
        HTMLFormElement.prototype.submit.call(withAction(form, button));
        return;
      }
      const came = put(await answer.text());
      const title = came && came.querySelector("[data-title]");
      if (title) title.focus();
      else if (row) focusAfter(document.getElementById(id));
      else if (!came) location.reload(); // what was taken back is on another page of the inbox
    } catch {
      say(inbox.dataset.failed);
      if (row) row.classList.add("row-failed");
      if (button) button.focus();
    } finally {
      clearTimeout(slow);
      if (row) row.removeAttribute("aria-busy");
    }
  }

  function withAction(form, button) {
    if (button && button.hasAttribute("formaction")) form.action = button.formAction;
    return form;
  }

  inbox.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.hasAttribute("data-in-place")) return;
    event.preventDefault();
    if (form.dataset.sent) return;
    form.dataset.sent = "1";
    const button = event.submitter;
    busy = busy.then(() => send(form, button)).finally(() => { delete form.dataset.sent; });
  });

  const keysOn = () => localStorage.getItem(KEYS) !== "off";

  function showKeys() {
    document.body.classList.toggle("with-keys", keysOn());
    if (keySwitch) keySwitch.checked = keysOn();
  }

  function move(step) {
    const titles = openTitles();
    const here = titles.findIndex((title) => title.closest("[data-row]").contains(document.activeElement));
    const target = titles[here < 0 ? 0 : Math.min(Math.max(here + step, 0), titles.length - 1)];
    if (target) target.focus();
  }

  function press(key) {
    const scope = key === "z" ? inbox : document.activeElement.closest("[data-row]");
    const button = scope && scope.querySelector(`[data-key="${key}"]`);
    if (button) button.form.requestSubmit(button);
    return Boolean(button);
  }

  const inField = (element) => element.closest("input, select, textarea, [contenteditable]");

  // Keys live in the list alone (WCAG 2.1.4); with nothing focused, J enters it.
  function onKey(event) {
    const here = document.activeElement || document.body;
    const inList = list && list.contains(here);
    if (!keysOn() || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || inField(event.target)) return;
    const key = event.key.toLowerCase();
    if (!inList && !(here === document.body && key === "j")) return;
    let done = true;
    if (key === "j") move(1);
    else if (key === "k") move(-1);
    else if (key === "?") help.open = !help.open;
    else done = ["a", "x", "s", "z"].includes(key) && press(key);
    if (done) event.preventDefault();
  }

  if (help && list) {
    help.hidden = false;
    keySwitch.addEventListener("change", () => {
      localStorage.setItem(KEYS, keySwitch.checked ? "on" : "off");
      showKeys();
    });
    document.addEventListener("keydown", onKey);
    showKeys();
  }
})();

// Looking at an address: the same form, told step by step while it goes on.
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
    steps.replaceChildren();
    form.querySelector("#adresse").setAttribute("aria-invalid", String(Boolean(place.querySelector("[role=alert]"))));
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
