// Suggestions under a field: the register's municipalities that begin so. Without a script the server asks which one is meant.
"use strict";

(() => {
  const pause = 150; // milliseconds without a key before anybody is asked
  const least = 2;

  for (const field of document.querySelectorAll("[data-suggest]")) {
    const list = document.createElement("datalist");
    list.id = `${field.id}-vorschlaege`;
    field.after(list);
    field.setAttribute("list", list.id);
    let timer = 0;
    let asked = "";

    async function suggest() {
      const text = field.value.trim();
      if (text.length < least || text === asked) return;
      asked = text;
      try {
        const answer = await fetch(`${field.dataset.suggest}?q=${encodeURIComponent(text)}`);
        if (!answer.ok || text !== asked) return;
        list.replaceChildren(...(await answer.json()).map((name) => new Option("", name)));
      } catch {
        // no suggestions then: what is typed is looked up when the form is sent
      }
    }

    field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(suggest, pause); });
  }
})();
