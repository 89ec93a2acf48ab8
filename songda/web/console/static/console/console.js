// Small comforts; every page does the same without them.

// A button in the head of a row or column of the choice chooses all of it.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-choose]");
  if (!button) return;
  const [axis, id] = button.dataset.choose.split(":");
  const ticks = [...document.querySelectorAll(`input[data-${axis}="${id}"]`)];
  const all = ticks.every((tick) => tick.checked);
  ticks.forEach((tick) => { tick.checked = !all; });
});

// A button ticks all that stands under one name.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-all]");
  if (!button) return;
  document.querySelectorAll(`input[type=checkbox][name="${button.dataset.all}"]`).forEach((tick) => { tick.checked = true; });
});

// Buttons that only work here are hidden until now.
document.querySelectorAll("[data-needs-script]").forEach((element) => { element.hidden = false; });

// Where nothing is left to choose, there is no button to choose it all.
document.querySelectorAll("button[data-choose]").forEach((button) => {
  const [axis, id] = button.dataset.choose.split(":");
  button.hidden = !document.querySelector(`input[data-${axis}="${id}"]`);
});

// What opens below the head closes by a click beside it, and by Escape; its summary gets the focus back.
const opened = () => document.querySelector(".drop-down[open]");
document.addEventListener("click", (event) => {
  const menu = opened();
  if (menu && !menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && opened();
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// Files are read as soon as they are chosen or dropped; the button beside them does the same without this.
document.querySelectorAll("input[data-reads]").forEach((picker) => {
  picker.addEventListener("change", () => {
    if (picker.files.length) picker.form.requestSubmit(picker.form.elements.namedItem(picker.dataset.reads));
  });
});

// What goes on part by part does so by itself.
document.querySelectorAll("form[data-goes-on]").forEach((form) => { setTimeout(() => form.requestSubmit(), 300); });

// One click is enough.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.once === undefined) return;
  if (form.dataset.sent !== undefined) { event.preventDefault(); return; }
  form.dataset.sent = "";
  const button = event.submitter;
  if (button) setTimeout(() => { button.disabled = true; }, 0);
});

// Going back to a form that was refused asks nobody to send it again.
if (performance.getEntriesByType("navigation")[0]?.responseStatus === 422) history.replaceState(null, "", location.href);

// Back from the history: the form may be sent again, the server knows whether it was.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("button[disabled]").forEach((button) => { button.disabled = false; });
  });
});

// A part of the page that renews itself leaves a reader alone who is at work in it, and never swaps in another page.
document.addEventListener("htmx:beforeRequest", (event) => {
  const part = event.detail.elt;
  if (part.contains(document.activeElement) || part.querySelector("details[open]")) event.preventDefault();
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, elt } = event.detail;
  const came = new URL(xhr.responseURL || location.href, location.href);
  if (xhr.status !== 200 || came.pathname !== new URL(elt.getAttribute("hx-get") ?? elt.getAttribute("hx-post"), location.href).pathname) {
    event.detail.shouldSwap = false;
  }
});
