// ---- The status form itself ----

const chosenText = (select) => (select.value ? select.selectedOptions[0].textContent.trim() : "");

function refresh(form) {
  const status = form.elements.leads_convert_type;
  const reason = form.elements.leads_ineffect_reason;
  const needed = status.value === status.dataset.needsReason;
  form.querySelector("[data-reason]").hidden = !needed;
  if (!needed) reason.value = "";

  const score = form.querySelector("[name=leads_intention_score]:checked");
  if (score) form.querySelector("[data-score-help]").textContent = score.dataset.help;

  for (const field of form.querySelectorAll("[data-bytes]")) countBytes(field);

  const preview = form.querySelector("[data-preview-words]");
  if (!preview) return;
  const pair = (a, b) => [a, b].filter(Boolean).join("-");
  const said = [
    pair(chosenText(status), chosenText(reason)),
    (score && score.dataset.label) || "",
    pair(form.elements.outer_leads_convert_type.value.trim(), form.elements.outer_leads_ineffect_reason.value.trim()),
  ].filter(Boolean).join(" · ");
  if (preview.textContent !== (said || preview.dataset.empty)) preview.textContent = said || preview.dataset.empty;
}

function countBytes(field) {
  const used = new TextEncoder().encode(field.value.trim()).length;
  const shown = field.closest(".field").querySelector("[data-bytes-used]");
  shown.textContent = used;
  shown.classList.toggle("field-error", used > Number(field.dataset.bytes));
}

on("change", "form[data-status-form]", refresh);
on("input", "form[data-status-form]", refresh);
on("keydown", "form[data-status-form]", (form, e) => {
  if (e.key !== "Enter" || !(e.ctrlKey || e.metaKey) || e.isComposing) return;
  form.querySelector("button[type=submit]").click();
});

// Runs for the page and for every fragment that htmx swaps in.
function start(root) {
  if (root.matches && root.matches("form[data-status-form]")) refresh(root);
  for (const form of root.querySelectorAll("form[data-status-form]")) refresh(form);
  for (const line of root.querySelectorAll("[data-toast]")) fade(line);
  if (root.matches && root.matches("[data-toast]")) fade(root);
}
document.addEventListener("htmx:load", (e) => start(e.detail.elt));
