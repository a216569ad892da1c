
// Reading needs no script: a mark is a link to its source. With script, the source opens beside the mark.
(() => {
  const box = document.getElementById("evidence");
  if (typeof box.showPopover !== "function") return;
  let origin = null;
  document.addEventListener("click", (event) => {
    const mark = event.target.closest("sup.marks a");
    if (!mark || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const source = document.querySelector(mark.getAttribute("href"));
    if (!source) return;
    event.preventDefault();
    const last = Number(mark.dataset.last || source.value);
    const shown = [];
    for (let one = source; one && one.value <= last; one = one.nextElementSibling) {
      const number = document.createElement("a");
      number.href = "#" + one.id;
      number.textContent = "Source " + one.value + " in the list";
      number.addEventListener("click", () => { origin = null; box.hidePopover(); });
      shown.push(one.firstElementChild.cloneNode(true), number);
    }
    box.replaceChildren(...shown);
    origin = mark;
    box.showPopover();
    const at = mark.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - box.offsetWidth - 8));
    const below = at.bottom + 6 + box.offsetHeight < document.documentElement.clientHeight;
    box.style.left = left + "px";
    box.style.top = Math.max(8, below ? at.bottom + 6 : at.top - box.offsetHeight - 6) + "px";
    box.focus();
  });
  box.addEventListener("toggle", (event) => {
    if (event.newState === "closed" && origin) { origin.focus({ preventScroll: true }); origin = null; }
  });
  addEventListener("beforeprint", () => {
    document.querySelectorAll("details:not([open])").forEach((one) => { one.open = true; });
  });
})();
