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
