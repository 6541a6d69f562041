// Pictures are drawn as SVG, of elements and text.
function svg(tag, options = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(options)) {
    if (name === "text") element.textContent = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}
function picture(width, height, title, ...children) {
  return svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": title, "font-family": FONT, "font-size": 14 }, svg("title", { text: title }), ...children);
}
/** A part of a picture that can be clicked, and reached by keyboard. */
function clickable(title, onclick, ...children) {
  const press = (event) => { if (event.key === "Enter" || event.key === " ") { onclick(); event.preventDefault(); } };
  return svg("g", { role: "button", tabindex: 0, "aria-label": title, onclick, onkeydown: press }, svg("title", { text: title }), ...children);
}
