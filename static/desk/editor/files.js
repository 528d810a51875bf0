// Files do not come in through a text: what is pasted or dropped as a picture is refused with a sentence, and no
// other dropped file leads the browser away from the form.

import { say } from "./words.js";

const SENTENCE = say("Pictures and files cannot stand in a text. The piece’s one picture is its lead image.");
const LEFT_OUT = say("The words were pasted; their pictures were left out, since a text has none.");

export function refuseFiles(wrapper) {
  wrapper.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.stopPropagation();
    event.dataTransfer.dropEffect = "none";
  }, true);
  for (const kind of ["drop", "paste"]) {
    wrapper.addEventListener(kind, (event) => refuse(wrapper, event), true);
  }
}

function refuse(wrapper, event) {
  const data = event.dataTransfer ?? event.clipboardData;
  if (!data) return;
  const html = new DOMParser().parseFromString(data.getData("text/html"), "text/html");
  const words = (html.body.textContent || data.getData("text/plain")).trim();
  const pictures = html.images.length > 0;
  if ((data.files.length > 0 && (event.type === "drop" || !words)) || (pictures && !words)) {
    event.preventDefault();
    event.stopPropagation();
    tell(wrapper, SENTENCE);
  } else {
    tell(wrapper, pictures ? LEFT_OUT : "");
  }
}

/** A sentence under the text, read out by screen readers. */
function tell(wrapper, sentence) {
  let note = wrapper.querySelector(".rich-note");
  if (!note) {
    if (!sentence) return;
    note = document.createElement("p");
    note.className = "rich-note";
    note.setAttribute("role", "status");
    wrapper.append(note);
  }
  note.textContent = sentence;
}
