/* A common question in a story: choosing one that is there closes the fields that begin a new one; typing opens them. */
const pk = (row) => row.querySelector('[name$="-question"][type=hidden]');

document.addEventListener("newsroom:chosen", (event) => {
  if (event.target.dataset.suggest !== "questions") return;
  const row = event.target.closest("[data-row]");
  pk(row).value = event.detail.id;
  row.dataset.found = "";
  row.querySelector('[name$="-teaser"]').focus();
});
document.addEventListener("input", (event) => {
  if (event.target.dataset?.suggest !== "questions") return;
  const row = event.target.closest("[data-row]");
  pk(row).value = "";
  delete row.dataset.found;
});
