// The preview within a window of its own width: links that leave the page open beside it, because no page of the
// site lets itself be shown within another.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (link && (link.origin !== location.origin || link.pathname !== location.pathname)) link.target = "_blank";
});
