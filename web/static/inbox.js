// The inbox without page loads: every form works without this script; here the same form is answered in place.
"use strict";

(() => {
  const inbox = document.querySelector("[data-inbox]");
  if (!inbox) return;
  const list = inbox.querySelector("[data-rows]");
  const status = inbox.querySelector("[data-status]");
  // one form after the other; keys.js waits for it
  inbox.answered = Promise.resolve();
  inbox.waiting = 0;

  function say(text) {
    status.textContent = "";
    // a screen reader announces a change only; the same sentence twice would be silence
    requestAnimationFrame(() => { status.textContent = text; });
  }

  // A piece takes the place of the one with its id, else of the one it comes instead of, else it follows another.
  function place(piece) {
    const old = document.getElementById(piece.id);
    if (piece.hasAttribute("data-gone")) {
      if (old) old.remove();
      return null;
    }
    const instead = document.getElementById(piece.dataset.instead);
    const before = document.getElementById(piece.dataset.after);
    if (old && inbox.contains(old)) old.replaceWith(piece);
    else if (instead) instead.replaceWith(piece);
    else if (before) before.after(piece);
    else return null;
    if (instead && instead !== old) instead.remove();
    return piece;
  }

  // Puts an answer where it belongs. Gives the first line of the list that came, and whether the focus stays.
  function put(answer) {
    const pieces = new DOMParser().parseFromString(answer, "text/html").body;
    const lines = [...pieces.querySelectorAll(":scope > li[id]")].map(place).filter(Boolean);
    [...pieces.querySelectorAll(":scope > nav[id], :scope > div[id]")].forEach(place);
    const sentence = pieces.querySelector("[data-say]");
    if (sentence) say(sentence.textContent.trim().replace(/\s+/g, " "));
    return { line: lines[0], stays: Boolean(sentence && sentence.hasAttribute("data-stays")) };
  }

  // Where the focus goes when a row is done: the next open row, else the one before, else the way on.
  function focusAfter(line) {
    const titles = list ? [...list.querySelectorAll("[data-row] [data-title]")] : [];
    const next = titles.find((title) => line.compareDocumentPosition(title) & Node.DOCUMENT_POSITION_FOLLOWING);
    const target = next || titles[titles.length - 1];
    if (target) { target.focus(); return; }
    const finished = inbox.querySelector("[data-finished]");
    if (finished) { finished.hidden = false; finished.querySelector("a").focus(); }
  }

  // The focus was on a button that has been replaced: it goes to the one that stands there now.
  function focusBack(key) {
    if (document.activeElement !== document.body) return;
    const bar = document.getElementById("zuletzt");
    const target = bar.querySelector(`[data-key="${key}"]`) || bar.querySelector("button");
    if (target) target.focus();
  }

  async function send(form, button) {
    const row = form.closest("[data-row]");
    const key = button && button.dataset.key;
    const body = new URLSearchParams(new FormData(form, button));
    const address = button && button.hasAttribute("formaction") ? button.formAction : form.action;
    const slow = setTimeout(() => { if (row) row.setAttribute("aria-busy", "true"); }, 300);
    try {
      const answer = await fetch(address, { method: "POST", headers: { "X-In-Place": "1" }, body });
      if (answer.redirected || ![200, 409].includes(answer.status)) {
        leave(address, body);
        return;
      }
      const came = put(await answer.text());
      const title = came.line && came.line.querySelector("[data-title]");
      if (came.stays) focusBack(key);
      else if (title) title.focus();
      else if (came.line) focusAfter(came.line);
      else if (answer.ok) location.reload(); // what was taken back is on another page of the inbox
    } catch {
      say(inbox.dataset.failed);
      if (row) row.classList.add("row-failed");
      if (button && button.isConnected) button.focus();
    } finally {
      clearTimeout(slow);
      if (row) row.removeAttribute("aria-busy");
    }
  }

  // The whole page says it better: session over, gone, our fault.
  function leave(address, body) {
    const form = document.createElement("form");
    form.method = "post";
    form.action = address;
    for (const [name, value] of body) {
      const field = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      form.append(field);
    }
    document.body.append(form);
    form.submit();
  }

  inbox.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.hasAttribute("data-in-place")) return;
    event.preventDefault();
    if (form.dataset.sent) return;
    form.dataset.sent = "1";
    inbox.waiting += 1;
    inbox.answered = inbox.answered.then(() => send(form, event.submitter)).finally(() => {
      inbox.waiting -= 1;
      delete form.dataset.sent;
    });
  });

  // More rows below the last one. Rows decided here wait no more: so many fewer come before.
  inbox.addEventListener("click", async (event) => {
    const more = event.target.closest("[data-more]");
    if (!more || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    if (more.dataset.sent) return;
    more.dataset.sent = "1";
    const before = Number(list.dataset.start) + list.querySelectorAll("[data-row]").length;
    const address = new URL(more.href);
    address.searchParams.set("ab", before);
    try {
      const answer = await fetch(address);
      if (answer.redirected || !answer.ok) throw new Error("the whole page says it better");
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const rows = [...page.querySelectorAll("[data-row]")].filter((row) => !document.getElementById(row.id));
      list.append(...rows);
      const next = page.querySelector("[data-more]");
      inbox.querySelector("[data-range]").remove();
      if (next) more.replaceWith(next);
      else more.closest("[data-pager]").remove();
      if (rows.length) rows[0].querySelector("[data-title]").focus();
    } catch {
      location.assign(more.href);
    }
  });
})();
