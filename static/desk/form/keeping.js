/* What was sent is kept in this tab until the server says that it was saved. Where a session had ended, the sign-in
   leads back to the form, and what was typed is put into it again: sent once more, not saved, for its own editor alone. */
const home = document.getElementById("writing");
const form = home.closest("form");
const KEPT = "newsroom-kept";
const NOT_KEPT = new Set(["csrfmiddlewaretoken", "_continue", "_publish", "_save", "_kept", "_restored"]);

const token = Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join("-");
let sending = false;

// Others ask for the form's data too, without sending it.
form.addEventListener("submit", (event) => (sending = !event.defaultPrevented && !event.submitter?.formTarget));
addEventListener("pageshow", () => (sending = false));
form.addEventListener("formdata", (event) => {
  if (!sending) return;
  const fields = [...event.formData].filter(([name, value]) => !NOT_KEPT.has(name) && typeof value === "string");
  event.formData.set("_kept", token);
  const kept = { path: location.pathname, user: home.dataset.user, token, fields };
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(kept));
  } catch {
    sessionStorage.removeItem(KEPT); // more than the browser keeps; the save itself goes on
  }
});

function takeBack() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  if (!kept) return;
  const [, tokens = ""] = document.cookie.match(/(?:^|; )newsroom_saved=([^;]*)/) ?? [];
  const saved = tokens.split(".").includes(kept.token); // other tabs save too
  const hers = kept.user === home.dataset.user;
  if (!saved && hers && !home.dataset.bound && kept.path !== location.pathname) return;
  sessionStorage.removeItem(KEPT);
  if (saved || !hers || home.dataset.bound) return;
  const again = document.createElement("form");
  again.method = "post";
  again.hidden = true;
  const csrf = form.elements.csrfmiddlewaretoken.value;
  // By its token the server knows what it saved after all, its answer lost on the way.
  const beside = [["csrfmiddlewaretoken", csrf], ["_kept", kept.token], ["_restored", "1"]];
  for (const [name, value] of [...kept.fields, ...beside]) {
    const field = document.createElement("textarea");
    field.name = name;
    field.value = value;
    again.append(field);
  }
  document.body.append(again);
  again.submit();
}

takeBack();
