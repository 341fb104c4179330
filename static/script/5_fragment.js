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
