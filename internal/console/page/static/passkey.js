// Passkeys: lets the browser ask a device to make one or to sign with one. The forms
// stay hidden where the browser cannot; passwords work everywhere.
(() => {
  "use strict";
  const can = window.PublicKeyCredential;
  if (!can || !can.parseCreationOptionsFromJSON || !can.parseRequestOptionsFromJSON) return;
  const ask = async (form) => {
    const got = await fetch(form.dataset.passkey, { method: "POST" });
    if (!got.ok) throw new Error(String(got.status));
    const { publicKey } = await got.json();
    return "make" in form.dataset
      ? navigator.credentials.create({ publicKey: can.parseCreationOptionsFromJSON(publicKey) })
      : navigator.credentials.get({ publicKey: can.parseRequestOptionsFromJSON(publicKey) });
  };
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", async (e) => {
      e.preventDefault();
      const said = form.querySelector("[role=status]");
      said.textContent = "";
      try {
        form.elements.reponse.value = JSON.stringify((await ask(form)).toJSON());
        form.submit();
      } catch { said.textContent = form.dataset.failed; }
    });
  }
})();
