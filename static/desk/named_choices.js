// The parts that select2 makes have no name for who hears the page: they take the label of their field,
// whenever they come to be.
function name(container) {
  const label = container.previousElementSibling?.labels?.[0]?.textContent.trim().replace(/:$/, "");
  const parts = container.querySelectorAll("[role=textbox], [role=combobox]");
  for (const part of label ? parts : []) part.setAttribute("aria-label", label);
}

new MutationObserver((changes) => {
  for (const change of changes) {
    for (const node of change.addedNodes) if (node.classList?.contains("select2-container")) name(node);
  }
}).observe(document, { childList: true, subtree: true });
