// The caret's way from one element to another with the same words in it.

/** A function that sets in `to` the selection that stands in `from` now; one outside it ends up at the end. */
export function carryCaret(from, to) {
  const selection = getSelection();
  const ends = [
    [selection.anchorNode, selection.anchorOffset],
    [selection.focusNode, selection.focusOffset],
  ].map(([node, offset]) => (node && from.contains(node) ? { path: pathOf(from, node), offset } : null));
  return () => {
    const [anchor, focus] = ends.map((end) => end && placeIn(to, end));
    if (anchor && focus) selection.setBaseAndExtent(...anchor, ...focus);
    else {
      selection.selectAllChildren(to);
      selection.collapseToEnd();
    }
  };
}

function pathOf(root, node) {
  const path = [];
  for (let current = node; current !== root; current = current.parentNode) {
    path.unshift([...current.parentNode.childNodes].indexOf(current));
  }
  return path;
}

function placeIn(root, { path, offset }) {
  let node = root;
  for (const step of path) {
    if (!node.childNodes[step]) return null;
    node = node.childNodes[step];
  }
  const size = node.nodeType === Node.TEXT_NODE ? node.length : node.childNodes.length;
  return [node, Math.min(offset, size)];
}
