// ---- The list ----

// A filter that changes is applied at once, and empty ones stay out of the address.
function dropEmpty(form) {
  for (const field of form.elements) if (field.name && !field.value) field.disabled = true;
}
on("change", "form[data-autosubmit]", (form, e) => {
  if (e.target.closest(".more-menu")) return;
  dropEmpty(form);
  form.submit();
});
on("submit", "form[data-autosubmit], form[role=search]", dropEmpty);

// A page that comes back from the browser's memory must be usable again.
window.addEventListener("pageshow", (e) => {
  if (!e.persisted) return;
  for (const field of document.querySelectorAll("form :disabled[name]")) field.disabled = false;
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

on("click", "tr[data-lead]", (row, e) => {
  if (e.target.closest("a, button, input, select, label") || String(window.getSelection())) return;
  const link = row.querySelector(".lead-link");
  if (e.ctrlKey || e.metaKey) window.open(link.href, "_blank", "noopener");
  else link.click();
});

on("click", "a[data-back]", (link, e) => {
  if (e.ctrlKey || e.metaKey || e.shiftKey || !document.referrer) return;
  const from = new URL(document.referrer);
  if (from.origin !== location.origin || from.pathname !== "/leads") return;
  e.preventDefault();
  history.back(); // keeps the place in the list
});
