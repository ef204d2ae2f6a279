"use strict";
// Passkeys: asks the device, puts its answer into the form, and lets the form go its usual way.
(() => {
  const forms = [...document.querySelectorAll("form[data-passkey]")];
  // IP addresses are no domains: no passkey can belong to them (Web Authentication, section 5.1.3)
  const domain = /[a-z]/i.test(location.hostname) && !location.hostname.includes(":");
  if (!domain || !window.PublicKeyCredential?.parseRequestOptionsFromJSON) return;

  for (const hidden of document.querySelectorAll("[data-passkey], [data-passkeys-only]")) hidden.hidden = false;
  for (const other of document.querySelectorAll("[data-without-passkeys]")) other.hidden = true;

  const REASONS = {
    NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "known", SecurityError: "elsewhere", TypeError: "offline",
  };
  const RENEW = 4 * 60 * 1000; // before the five minutes of a question are over
  let waiting = null;

  async function ask(form, mediation) {
    const answer = await fetch(form.dataset.ask, { method: "POST", body: new URLSearchParams({ csrf: form.elements.csrf?.value ?? "" }) });
    if (!answer.ok) return mediation || form.submit(); // the page behind the form says in words what is wrong
    const options = await answer.json();
    waiting?.abort();
    waiting = new AbortController();
    const { signal } = waiting;
    const key = form.dataset.passkey === "create"
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options), signal })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options), signal, mediation });
    form.elements.antwort.value = JSON.stringify(key);
    form.submit();
  }

  for (const form of forms) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = form.querySelector("button"), say = form.querySelector("[data-say]");
      say.textContent = "";
      button.disabled = true;
      try {
        await ask(form);
      } catch (error) {
        say.textContent = say.dataset[REASONS[error.name] ?? "failed"];
      }
      button.disabled = false;
      button.focus();
    });
  }

  // passkeys among the suggestions of the address field, where there is one and the browser can
  async function suggest(form) {
    if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    const renew = setTimeout(() => suggest(form), RENEW);
    try {
      await ask(form, "conditional");
    } catch {
      clearTimeout(renew); // somebody pressed the button instead
    }
  }
  const entering = forms.find((form) => form.dataset.passkey === "get");
  if (entering && document.querySelector('input[autocomplete~="webauthn"]')) suggest(entering);
})();
