// Elements are made from text, never from markup: nothing that a document says can become HTML.
const $ = (id) => document.getElementById(id);

function make(tag, options = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (value === null || value === undefined) continue;
    if (name === "text") element.textContent = value;
    else if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}
const button = (text, onclick, options = {}) => make("button", { type: "button", text, onclick, ...options });

function choose(name, options, value, onchange) {
  const box = make("select", { "aria-label": name, onchange: (event) => onchange(event.target.value) });
  for (const [key, text] of options) box.append(make("option", { value: key, text }));
  box.value = value;
  return make("label", { class: "field" }, make("span", { text: name }), box);
}
/** Give text to a person as a file. */
function hand(blob, name) {
  const link = make("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  URL.revokeObjectURL(link.href);
}
