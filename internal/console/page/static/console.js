// Keys, the effect of a form while it is filled in, files that are dropped, and
// word of what changed. Every page works without it.
(() => {
  "use strict";
  const typing = (e) => e.matches("input:not([type=checkbox]):not([type=file]), textarea, select");
  const press = (e) => { if (e.matches("input, select")) { e.focus(); if (e.type === "checkbox") e.click(); } else e.click(); };
  let before = "";
  const goes = { a: "/", d: "/dossiers", b: "/banque", l: "/lettres", t: "/tableau" };
  let row = -1;
  const rows = () => [...document.querySelectorAll("[data-row], .rows > li")];
  const step = (by) => {
    const all = rows();
    if (!all.length) return;
    row = Math.min(Math.max(row + by, 0), all.length - 1);
    const link = all[row].querySelector("a, button");
    if (link) link.focus();
  };
  // Keys can be switched off (WCAG 2.1.4): who speaks to the machine, or brushes the
  // keyboard, must not accept a payment by a stray letter.
  const off = () => { try { return localStorage.getItem("touches") === "non"; } catch { return false; } };
  const keys = document.querySelector("[data-keys]");
  if (keys) {
    const say = () => { keys.textContent = off() ? keys.dataset.on : keys.dataset.off; };
    keys.hidden = false;
    keys.addEventListener("click", () => { try { localStorage.setItem("touches", off() ? "oui" : "non"); } catch { /* nothing is kept */ } say(); });
    say();
  }
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || off()) return;
    if (typing(e.target)) { if (e.key === "Escape") e.target.blur(); return; }
    if (before === "g" && goes[e.key]) { location.href = goes[e.key]; return; }
    before = e.key;
    if (e.key === "j" || e.key === "k") { step(e.key === "j" ? 1 : -1); return; }
    if (e.key === "x" && row >= 0) {
      const box = rows()[row] && rows()[row].querySelector("input[type=checkbox]");
      if (box) { box.click(); return; }
    }
    if (e.key === "Enter") {
      const main = document.querySelector("[data-main]");
      if (main && (e.target === document.body || e.target.matches("main"))) { e.preventDefault(); main.click(); }
      return;
    }
    const hit = document.querySelector(`[data-key="${CSS.escape(e.key)}"]`);
    if (hit) { e.preventDefault(); press(hit); }
  });

  for (const s of document.querySelectorAll("select[data-send]")) {
    s.form.querySelector("button").hidden = true;
    s.addEventListener("change", () => s.form.submit());
  }

  const shows = document.querySelector("button[data-shows]");
  if (shows) {
    let wait = 0;
    shows.form.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(() => shows.form.requestSubmit(shows), 700); });
    shows.form.addEventListener("submit", () => clearTimeout(wait)); // a preview must not take the place of what was asked for
  }

  const effect = document.querySelector("form[data-effect]");
  if (effect) {
    let wait = 0;
    const look = async () => {
      const body = new URLSearchParams(new FormData(effect));
      body.set("geste", "voir");
      try {
        const got = await fetch(effect.action, { method: "POST", body, headers: { Accept: "text/html" } });
        if (!got.ok) return;
        const page = new DOMParser().parseFromString(await got.text(), "text/html");
        for (const part of ["#effet", ".does"]) {
          const fresh = page.querySelector(`form[data-effect] ${part}`), old = effect.querySelector(part);
          if (fresh && old && !old.contains(document.activeElement)) old.replaceWith(fresh);
        }
      } catch { /* the button shows the effect as well */ }
    };
    effect.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(look, 400); });
  }

  const wait = document.querySelector("a[data-wait]");
  if (wait) {
    const look = async () => {
      try {
        const got = await fetch(wait.href, { method: "HEAD" });
        if (got.ok && got.headers.get("X-Since") !== wait.dataset.wait) { location.href = wait.href; return; }
      } catch { /* the program begins anew */ }
      setTimeout(look, 700);
    };
    setTimeout(look, 700);
  }

  const drop = document.querySelector("form[data-drop]");
  if (drop) {
    const file = drop.querySelector("input[type=file]");
    for (const kind of ["dragover", "drop"]) {
      document.addEventListener(kind, (e) => {
        if (!e.dataTransfer || !e.dataTransfer.types.includes("Files")) return;
        e.preventDefault();
        drop.classList.toggle("over", kind === "dragover");
        if (kind === "drop") { file.files = e.dataTransfer.files; drop.requestSubmit(); }
      });
    }
    document.addEventListener("dragleave", () => drop.classList.remove("over"));
  }

  const here = document.querySelector("nav .here"), strip = document.querySelector(".side");
  if (here && strip && strip.scrollWidth > strip.clientWidth) strip.scrollLeft = here.offsetLeft - 40;

  const changed = document.querySelector("[data-changed]");
  if (changed && window.EventSource) {
    const at = document.querySelector("[data-live]");
    let source = null;
    const listen = () => {
      if (document.hidden) { if (source) source.close(); source = null; return; }
      if (source || !changed.hidden) return;
      source = new EventSource("/direct" + (at ? "?" + at.dataset.live : ""));
      source.addEventListener("change", () => { changed.hidden = false; source.close(); source = null; });
    };
    changed.querySelector("a").href = location.href;
    document.addEventListener("visibilitychange", listen);
    listen();
  }
})();
