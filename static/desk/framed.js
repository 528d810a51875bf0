// The preview within a window of its own width: links that leave the page open beside it, because no page of the
// site lets itself be shown within another. A page that was never saved has no address: its links to itself are
// followed here.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link) return;
  const here = new URL(document.baseURI);
  if (link.origin !== here.origin || link.pathname !== here.pathname) link.target = "_blank";
  else if (link.hash && location.protocol === "about:") {
    event.preventDefault();
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    target?.scrollIntoView();
    target?.focus();
  }
});
