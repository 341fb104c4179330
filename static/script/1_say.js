// What the pages do beyond links, forms and htmx. Everything is delegated from the document, so
// that fragments which htmx swaps in need no wiring; every page also works without this script.
//
// The files of this folder are served as one, in the order of the numbers in their names, inside one function: what
// one declares, those after it may use.

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
