// What the editor says, in the language of the desk: the page brings the translations of the English words here
// (briefings/admin/editor_words.py names them all).
const words = JSON.parse(document.getElementById("rich-editor-script").dataset.words ?? "{}");

/** The English sentence in the language of the desk. */
export const say = (english) => words[english] ?? english;
