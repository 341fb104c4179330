// ---- Everywhere ----

// A form is sent once; htmx looks after its own.
on("submit", "form[method=post]:not([hx-post])", (form, e) => {
  if (form.dataset.sent) e.preventDefault();
  form.dataset.sent = "yes";
});

// What was typed on a step of the set-up is not lost by a click on another without a question.
on("input", "form[data-keep]", (form) => {
  form.dataset.dirty = "yes";
});
window.addEventListener("beforeunload", (e) => {
  if (!document.querySelector("form[data-dirty]:not([data-sent])")) return;
  e.preventDefault();
  e.returnValue = ""; // what browsers before Chrome 119 want
});

on("click", "[data-copy]", (button) => {
  if (!navigator.clipboard) return copyByHand(button.dataset.copy);
  navigator.clipboard.writeText(button.dataset.copy).then(
    () => toast(words("Copied"), true),
    () => copyByHand(button.dataset.copy));
});

// The clipboard's own interface needs HTTPS; desks inside a company often have none.
function copyByHand(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "visually-hidden";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  toast(words(done ? "Copied" : "CopyFailed"), done);
}

document.addEventListener("keydown", (e) => {
  if (e.isComposing || e.ctrlKey || e.metaKey || e.altKey) return;
  if (e.key === "Escape") closeMenus();
  const typing = e.target.closest && e.target.closest("input, select, textarea, [contenteditable], dialog");
  const search = document.querySelector("[data-search]");
  if (e.key === "/" && !typing && search) {
    e.preventDefault();
    search.focus();
    search.select();
  }
});

function closeMenus() {
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
}
