/* Share by the device's own sheet, else copy the address; where a browser has neither, nothing is shown. No address of
   another host, and nothing that counts. */
const tools = document.getElementById("share");
if (tools) {
  const button = tools.querySelector("button");
  const said = tools.querySelector("[role=status]");
  const address = tools.parentElement.dataset.address ?? document.querySelector("link[rel=canonical]")?.href ?? location.href;

  async function share() {
    try {
      await navigator.share({ title: document.querySelector("h1").textContent, url: address });
    } catch (error) {
      if (error.name !== "AbortError") said.textContent = address;
    }
  }

  async function copy() {
    try {
      await navigator.clipboard.writeText(address);
      said.textContent = tools.dataset.copied;
    } catch {
      said.textContent = address; // to be copied by hand
    }
  }

  const does = navigator.share ? share : navigator.clipboard ? copy : null;
  if (does) {
    if (does === copy) button.textContent = tools.dataset.copy;
    button.addEventListener("click", does);
    tools.hidden = false;
  }
}
