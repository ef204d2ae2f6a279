// One entry without page loads: every form works without this script; here the same form is answered in place.
"use strict";

(() => {
  const entry = () => document.querySelector("[data-entry]");
  if (!entry()) return;
  let busy = false;
  let asked = ""; // D, B or L, when a digit is to follow

  function say(text) {
    const status = entry().querySelector("[data-status]");
    status.textContent = "";
    // a screen reader announces a change only; the same sentence twice would be silence
    requestAnimationFrame(() => { status.textContent = text; });
  }

  const keySwitch = () => entry().querySelector("[data-keys-switch]");

  function showKeys() {
    const help = entry().querySelector("[data-keys-help]");
    if (!help) return; // nothing here may be decided by this reader
    help.hidden = false;
    document.body.classList.toggle("with-keys", keySwitch().checked);
  }

  // The text begins where it proves something, unless the address names another place.
  function toFirstProof() {
    const text = document.querySelector("[data-text]");
    const link = document.querySelector("[data-stops] a");
    const first = link && document.getElementById(link.hash.slice(1));
    if (!first || location.hash.startsWith("#beleg-")) return;
    const above = first.getBoundingClientRect().top - text.getBoundingClientRect().top - text.clientTop;
    if (above > text.clientHeight * 0.7) text.scrollTop += above - text.clientHeight / 3;
  }

  // What must not be lost when the page is put anew: where the text was scrolled to, and what a day sets.
  function kept() {
    const text = document.querySelector("[data-text]");
    const sets = document.querySelector("[name=setzt]:checked");
    const open = [...document.querySelectorAll("[data-fact] details[open]")].map((form) => form.closest("[data-fact]").id);
    return { top: text ? text.scrollTop : null, sets: sets && sets.value, open };
  }

  function put(page, before) {
    const fresh = page.querySelector("[data-entry]");
    entry().replaceWith(document.adoptNode(fresh));
    const text = document.querySelector("[data-text]");
    if (text && before.top !== null) text.scrollTop = before.top;
    const sets = before.sets && document.querySelector(`[name=setzt][value="${before.sets}"]`);
    if (sets) sets.checked = true;
    showKeys();
  }

  // Where the focus goes: to what is wrong, else to what was pressed, else to the fact that it was about.
  function focusAfter(form, button) {
    const wrong = document.querySelector("[data-entry] [aria-invalid=true], [data-alert]");
    const place = button && button.name === "stelle" && document.querySelector(`[name=stelle][value="${button.value}"]`);
    const fact = form.closest("[data-fact]");
    const row = fact && document.getElementById(fact.id);
    const target = wrong || place || (row && row.querySelector("summary")) || document.querySelector("[data-source] button");
    if (target) target.focus({ preventScroll: Boolean(place) && !wrong });
    return Boolean(wrong);
  }

  function slugOf(form, button, body) {
    const fact = form.closest("[data-fact]");
    if (fact) return fact.id;
    if (!button || button.name !== "stelle") return "";
    if (button.classList.contains("sum")) return "betrag";
    if (button.classList.contains("country")) return "laender";
    return body.get("setzt") === "frist" ? "frist" : "termin";
  }

  function sayFact(slug) {
    const row = slug && document.getElementById(slug);
    if (!row) return;
    const tag = row.querySelector(".fact .tag");
    const words = [row.querySelector("dt").textContent, row.querySelector("[data-said]").textContent.trim()];
    say(`${words.join(": ")}${tag ? ` (${tag.firstChild.textContent.trim()})` : ""}`);
  }

  // The whole page says it better: session over, gone, our fault.
  function leave(form, button, body, address) {
    for (const [name, value] of body) {
      if (form.elements.namedItem(name) && (!button || name !== button.name)) continue;
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    form.action = address;
    HTMLFormElement.prototype.submit.call(form);
  }

  async function send(form, button, changed) {
    const body = new URLSearchParams(new FormData(form, button));
    for (const [name, value] of Object.entries(changed || {})) body.set(name, value);
    const address = button && button.hasAttribute("formaction") ? button.formAction : form.action;
    const slow = setTimeout(() => entry().setAttribute("aria-busy", "true"), 300);
    busy = true;
    try {
      const answer = await fetch(address, { method: "POST", headers: { "X-In-Place": "1" }, body });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!page.querySelector("[data-entry]")) {
        leave(form, button, body, address);
        return;
      }
      put(page, kept());
      if (!focusAfter(form, button)) sayFact(slugOf(form, button, body));
      watch();
    } catch {
      say(entry().dataset.failed);
      if (button) button.focus();
    } finally {
      clearTimeout(slow);
      entry().removeAttribute("aria-busy");
      busy = false;
    }
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.closest("[data-entry]")) return;
    if (busy) { event.preventDefault(); return; }
    // what is taken back may be another entry, which has a page of its own
    if (!form.hasAttribute("data-in-place") || form.closest("#zuletzt")) return;
    event.preventDefault();
    send(form, event.submitter);
  });

  document.addEventListener("change", async (event) => {
    if (event.target !== keySwitch()) return;
    showKeys();
    const form = event.target.form;
    const sent = { method: "POST", headers: { "X-In-Place": "1" }, body: new URLSearchParams(new FormData(form)) };
    const answer = await fetch(form.action, sent).catch(() => null);
    if (answer && answer.ok && !answer.redirected) return;
    keySwitch().checked = !keySwitch().checked;
    showKeys();
    say(entry().dataset.failed);
  });

  // D, B or L and a digit: a day is the deadline then, whatever is chosen above the text.
  function pressSpot(digit) {
    const kind = { d: "day", b: "sum", l: "country" }[asked];
    const spot = [...document.querySelectorAll(`.spot.${kind}[name=stelle]`)][digit - 1];
    asked = "";
    if (spot && !busy) send(spot.form, spot, kind === "day" ? { setzt: "frist" } : {});
  }

  const inField = (element) => element.closest("input, select, textarea, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if (!keySwitch()?.checked || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) return;
    if (inField(event.target)) return;
    const key = event.key.toLowerCase();
    if (asked && /^[1-9]$/.test(key)) pressSpot(Number(key));
    else if (/^[1-6]$/.test(key) && document.querySelector(`#zuletzt [data-key="${key}"]`)) {
      // why the one before was rejected
      const why = document.querySelector(`#zuletzt [data-key="${key}"]`);
      if (!busy) why.form.requestSubmit(why);
    } else if (["d", "b", "l"].includes(key)) {
      asked = key;
      say(entry().dataset[`ask${key.toUpperCase()}`]);
    } else if (["a", "x", "s", "z"].includes(key)) {
      const button = entry().querySelector(`[data-key="${key}"]`);
      if (!button || busy) return;
      button.form.requestSubmit(button);
    } else {
      asked = "";
      return;
    }
    event.preventDefault();
  });

  // While the page is being fetched, look after it; what is being typed stays.
  function watch() {
    if (!document.querySelector("[data-fetching]")) return;
    setTimeout(async () => {
      if (busy || !document.querySelector("[data-fetching]")) { watch(); return; }
      const answer = await fetch(location.href.split("#")[0]).catch(() => null);
      const page = answer && answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
      const source = page && page.querySelector("[data-source]");
      if (source && !busy && !source.querySelector("[data-fetching]")) {
        if (document.querySelector("[data-fact] details[open]")) {
          document.querySelector("[data-source]").replaceWith(document.adoptNode(source));
        } else put(page, { top: null, sets: null });
        say(document.querySelector("[data-source] .origin").textContent);
      } else watch();
    }, 2000);
  }

  showKeys();
  toFirstProof();
  watch();
})();
