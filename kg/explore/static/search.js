// Search with type-ahead over every name of every entity, by keyboard all the way.
const fold = (text) => text.normalize("NFKC").toLowerCase().replaceAll("臺", "台").replace(/\s+/g, "");
const keys = data.nodes.map((node) => node.names.map(fold));
let hits = [], chosenHit = 0;

function find(text) {
  const wanted = fold(text), found = [];
  if (!wanted) return found;
  keys.forEach((names, id) => {
    const best = Math.min(9, ...names.map((name) => (name === wanted ? 0 : name.startsWith(wanted) ? 1 : name.includes(wanted) ? 2 : 9)));
    if (best < 9) found.push([best, id]);
  });
  return found.sort((a, b) => a[0] - b[0] || a[1] - b[1]).slice(0, 12).map(([, id]) => id);
}
function drawHits() {
  const open = $("query").value.trim() !== "";
  $("hits").hidden = !open;
  $("query").setAttribute("aria-expanded", String(open));
  const items = hits.map((id, i) => make("li", { role: "option", id: `hit-${i}`, "aria-selected": String(i === chosenHit), onmousedown: (e) => { e.preventDefault(); take(id); } },
    make("span", { text: label(data.nodes[id]) }), make("small", { text: typeLabel(data.nodes[id].type) })));
  $("hits").replaceChildren(...(items.length ? items : [make("li", { role: "option", "aria-disabled": "true", text: t().none })]));
  if (hits.length) $("query").setAttribute("aria-activedescendant", `hit-${chosenHit}`); else $("query").removeAttribute("aria-activedescendant");
}
function take(id) {
  $("query").value = ""; hits = []; drawHits();
  if (state.wayFrom !== null) findWay(id); else focus(id, 1);
}
$("query").addEventListener("input", async () => {
  const text = $("query").value;
  hits = find(text); chosenHit = 0; drawHits();
  try {
    const more = (await searchServer(text)).filter((id) => !hits.includes(id));
    if (more.length && $("query").value === text) { hits = [...hits, ...more].slice(0, 12); drawHits(); }
  } catch { /* What the page holds has been found; the server could not be asked for more. */ }
});
$("query").addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    chosenHit = (chosenHit + (event.key === "ArrowDown" ? 1 : hits.length - 1)) % Math.max(1, hits.length);
    drawHits(); event.preventDefault();
  }
  if (event.key === "Escape") { $("query").value = ""; hits = []; state.wayFrom = null; drawHits(); drawHead(); }
});
$("query").addEventListener("blur", () => { $("hits").hidden = true; });
$("search").addEventListener("submit", (event) => { event.preventDefault(); if (hits.length) take(hits[chosenHit]); });
