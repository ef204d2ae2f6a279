// Single keys in the inbox (WCAG 2.1.4): inside the list alone, never in fields or with modifiers, and only if wanted.
"use strict";

(() => {
  const inbox = document.querySelector("[data-inbox]");
  const help = inbox && inbox.querySelector("[data-keys-help]");
  const list = inbox && inbox.querySelector("[data-list]");
  if (!help || !list) return;
  const keySwitch = help.querySelector("[data-keys-switch]");
  const DECIDING = ["a", "x", "s", "m", "d"];
  // of the bar with what was done last: they mean what is on its way too
  const AFTERWARDS = ["z", "1", "2", "3", "4", "5", "6"];

  function show() {
    document.body.classList.toggle("with-keys", keySwitch.checked);
  }

  function move(step) {
    const titles = [...list.querySelectorAll("[data-row] [data-title]")];
    const here = titles.findIndex((title) => title.closest("[data-row]").contains(document.activeElement));
    const target = titles[here < 0 ? 0 : Math.min(Math.max(here + step, 0), titles.length - 1)];
    if (target) target.focus();
  }

  function press(scope, key) {
    const target = scope && scope.querySelector(`[data-key="${key}"]`);
    if (!target) return;
    if (target.form) target.form.requestSubmit(target);
    else target.click();
  }

  function decide(key) {
    // whoever presses twice means once: the row that comes next was not seen yet
    if (!inbox.waiting) press(document.activeElement.closest("[data-row]"), key);
  }

  function afterwards(key) {
    inbox.answered.then(() => press(document.getElementById("zuletzt"), key));
  }

  const inField = (element) => element.isContentEditable || element.closest("input, select, textarea");

  // On some keyboards the digits stand above other signs.
  function named(event) {
    const digit = /^(?:Digit|Numpad)([1-6])$/.exec(event.code);
    return digit && !event.shiftKey ? digit[1] : event.key.toLowerCase();
  }

  document.addEventListener("keydown", (event) => {
    const here = document.activeElement || document.body;
    if (!keySwitch.checked || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const key = named(event);
    // with nothing focused, J enters the list
    if (inField(event.target) || !(list.contains(here) || (here === document.body && key === "j"))) return;
    if (key === "j") move(1);
    else if (key === "k") move(-1);
    else if (key === "?") help.open = !help.open;
    else if (!DECIDING.includes(key) && !AFTERWARDS.includes(key)) return;
    // a key held down is one press
    else if (!event.repeat) (DECIDING.includes(key) ? decide : afterwards)(key);
    event.preventDefault();
  });

  keySwitch.addEventListener("change", async () => {
    show();
    try {
      const answer = await fetch(keySwitch.form.action, {
        method: "POST",
        headers: { "X-In-Place": "1" },
        body: new URLSearchParams(new FormData(keySwitch.form)),
      });
      if (answer.redirected || !answer.ok) throw new Error("not kept");
    } catch {
      keySwitch.checked = !keySwitch.checked;
      show();
      inbox.querySelector("[data-status]").textContent = inbox.dataset.failed;
    }
  });

  help.hidden = false;
  show();
})();
