// What the pages do beyond links, forms and htmx. Everything is delegated from the document, so
// that fragments which htmx swaps in need no wiring; every page also works without this script.
(function () {
  "use strict";

  const narrow = window.matchMedia("(max-width: 767px)");
  const words = (name) => document.body.dataset["words" + name];
  const on = (event, selector, act) =>
    document.addEventListener(event, (e) => {
      const found = e.target instanceof Element && e.target.closest(selector);
      if (found) act(found, e);
    });

  // ---- Announcements ----

  const toastLife = 6000;

  function toast(text, good) {
    const line = document.createElement("div");
    line.className = good ? "toast-line toast-good" : "toast-line";
    line.dataset.toast = "";
    const said = document.createElement("span");
    said.textContent = text;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "toast-close";
    close.dataset.close = "";
    close.setAttribute("aria-label", words("Close"));
    close.textContent = "×";
    line.append(said, close);
    document.getElementById("toasts").append(line);
    fade(line);
  }

  // Good news goes by itself; bad news waits to be read.
  function fade(line) {
    if (line.classList.contains("toast-good")) setTimeout(() => line.remove(), toastLife);
  }

  on("click", "[data-close]", (button) => button.closest("[data-toast]").remove());

  document.addEventListener("htmx:responseError", (e) => {
    const status = e.detail.xhr.status;
    toast(words(status === 401 || status === 403 ? "Refused" : "Failed"), false);
  });
  document.addEventListener("htmx:sendError", () => toast(words("Offline"), false));
  document.addEventListener("htmx:timeout", () => toast(words("Offline"), false));

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

  // ---- The status form over the list ----

  let opener = null;

  const dialog = () => document.getElementById("status-dialog");

  document.addEventListener("htmx:beforeRequest", (e) => {
    const pill = e.detail.elt.closest && e.detail.elt.closest("tr[data-lead]");
    if (pill) opener = pill.id;
  });

  document.addEventListener("htmx:afterSwap", (e) => {
    if (e.detail.target.id !== "status-panel") return;
    const sheet = dialog();
    if (!e.detail.target.querySelector("form")) {
      sheet.close();
    } else if (!sheet.open) {
      sheet.showModal();
      place(sheet);
      sheet.querySelector("select").focus();
    } else {
      place(sheet);
      const wrong = sheet.querySelector("[aria-invalid=true]");
      if (wrong) wrong.focus();
    }
  });

  // Beside the pill on a desk: below it, or above where there is no room.
  function place(sheet) {
    const row = opener && document.getElementById(opener);
    const pill = row && row.querySelector(".pill");
    if (narrow.matches || !pill) return;
    const at = pill.getBoundingClientRect();
    const gap = 6;
    const edge = 12;
    const left = Math.min(at.left, innerWidth - sheet.offsetWidth - edge);
    const below = at.bottom + gap;
    const fits = below + sheet.offsetHeight + edge <= innerHeight;
    const top = fits ? below : Math.max(edge, Math.min(at.top - gap - sheet.offsetHeight, innerHeight - sheet.offsetHeight - edge));
    sheet.style.left = Math.max(edge, left) + "px";
    sheet.style.top = top + "px";
  }

  on("click", "[data-dialog-close]", () => dialog().close());
  on("click", "#status-dialog", (sheet, e) => {
    if (e.target !== sheet) return; // a click inside; the backdrop counts as the dialog itself
    const at = sheet.getBoundingClientRect();
    const inside = e.clientX >= at.left && e.clientX <= at.right && e.clientY >= at.top && e.clientY <= at.bottom;
    if (!inside) sheet.close();
  });

  // Focus returns to the row, even when its pill was swapped for a new one.
  document.addEventListener("close", (e) => {
    if (e.target !== dialog()) return;
    document.getElementById("status-panel").replaceChildren();
    const row = opener && document.getElementById(opener);
    const pill = row && row.querySelector(".pill-act");
    if (pill) pill.focus();
  }, true);

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

  // ---- Links that carry a secret ----

  // The secret stands in the fragment, which browsers send to nobody. It goes into the form, and out
  // of the address and the history.
  function takeFragment() {
    const form = document.querySelector("form[data-from-fragment]");
    const secret = location.hash.slice(1);
    if (!form || !secret) return;
    history.replaceState(null, "", location.pathname);
    form.elements.token.value = secret;
    form.submit();
  }
  takeFragment();
  window.addEventListener("hashchange", takeFragment);

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
})();
