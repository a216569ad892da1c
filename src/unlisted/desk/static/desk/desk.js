/* Keys, marking rows, dialogs, dropping files. Everything here is also a link, a button or a field. */
"use strict";
(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const keysOn = () => { try { return localStorage.getItem("keys") !== "off"; } catch { return true; } };
  const rows = () => all("tr[data-row]");
  const current = () => one("tr[data-row].at");

  function move(step) {
    const list = rows();
    if (!list.length) return;
    const at = list.indexOf(current());
    const next = list[Math.min(list.length - 1, Math.max(0, at + step))];
    list.forEach((row) => row.classList.toggle("at", row === next));
    const link = one("a[data-open-row]", next);
    if (link) link.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  function mark() {
    const box = current() && one("input[type=checkbox]", current());
    if (box) { box.checked = !box.checked; count(); }
  }

  function count() {
    const said = one("[data-marked]");
    if (!said) return;
    const boxes = all("input[name=case]");
    const number = boxes.filter((box) => box.checked).length;
    said.textContent = number === 1 ? "1 case marked" : `${number} cases marked`;
    const every = one("[data-mark-all]");
    if (every) every.checked = number > 0 && number === boxes.length;
  }

  function open(id) {
    const box = document.getElementById(id);
    if (box && box.showModal && !box.open) box.showModal();
  }

  document.addEventListener("keydown", (event) => {
    if (!keysOn() || event.ctrlKey || event.metaKey || event.altKey) return;
    const within = event.target;
    if (within.closest("input, textarea, select, dialog, [contenteditable]")) return;
    if (event.key === "/") { const field = one("[data-key='/']"); if (field) { field.focus(); event.preventDefault(); } }
    else if (event.key === "?") open("keys");
    else if (event.key === "j") move(current() ? 1 : 0);
    else if (event.key === "k") move(-1);
    else if (event.key === "x") mark();
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    if (opener) open(opener.dataset.open);
    const menu = one(".menu[open]");
    if (menu && !event.target.closest(".menu")) menu.open = false;
  });

  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.matches("[data-mark-all]")) { all("input[name=case]").forEach((item) => { item.checked = box.checked; }); count(); }
    else if (box.matches("input[name=case]")) count();
    else if (box.id === "keys-on") { try { localStorage.setItem("keys", box.checked ? "on" : "off"); } catch { /* private window */ } }
    else if (box.matches("input[type=file][data-paths]")) note(box);
  });

  function note(field) {
    const said = one("[data-chosen]", field.form);
    if (said) said.textContent = `${field.files.length} ${field.files.length === 1 ? "file" : "files"} chosen`;
  }

  /* A browser sends a file's bare name; its place in a chosen folder goes along in a field of its own. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-with-paths]")) return;
    all("input[name=paths]", form).forEach((field) => field.remove());
    all("input[type=file]", form).forEach((field) => [...field.files].forEach((file) => {
      const hidden = document.createElement("input");
      hidden.type = "hidden"; hidden.name = "paths"; hidden.value = file.webkitRelativePath || file.name;
      form.append(hidden);
    }));
  });

  all(".drop").forEach((area) => {
    const field = one("input[type=file]", area);
    area.addEventListener("dragover", (event) => { event.preventDefault(); area.classList.add("over"); });
    area.addEventListener("dragleave", () => area.classList.remove("over"));
    area.addEventListener("drop", (event) => {
      event.preventDefault(); area.classList.remove("over");
      if (event.dataTransfer.files.length) { field.files = event.dataTransfer.files; note(field); }
    });
  });

  document.addEventListener("htmx:afterSwap", count);
  /* A refused form comes back with what was typed and what is wrong: it takes its old place. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.getResponseHeader("Desk-Form")) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });
  document.addEventListener("htmx:responseError", (event) => {
    const said = document.getElementById("said");
    if (said) said.innerHTML = event.detail.xhr.status < 500 ? event.detail.xhr.responseText : "<p class='note blocked'>That did not work. Nothing was changed; try again.</p>";
  });
  document.addEventListener("htmx:sendError", () => {
    const said = document.getElementById("said");
    if (said) said.textContent = "The desk does not answer. Nothing was changed.";
  });
  const box = document.getElementById("keys-on");
  if (box) box.checked = keysOn();
  count();
})();
