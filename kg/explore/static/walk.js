// Moving about: focus, pick, expand, hide, pin, paths, and the way back. Every step can be undone.
const STEPS = 100, TRAIL = 8;

function remember() {
  state.past.push(Object.fromEntries(WALK.map((key) => [key, state[key]])));
  if (state.past.length > STEPS) state.past.shift();
}
const nowhere = { focus: null, depth: 1, picked: null, extra: [], way: null, chosen: null };

function focus(id, depth) {
  remember();
  Object.assign(state, nowhere, { focus: id, depth, picked: { node: id }, view: state.view === "table" ? "table" : "graph", hidden: state.hidden.filter((other) => other !== id) });
  state.trail = [...state.trail.filter((other) => other !== id), id].slice(-TRAIL);
  draw();
  reach(id, depth);
}
function pick(what) {
  if (state.wayFrom !== null && "node" in what) { findWay(what.node); return; }
  remember();
  state.picked = what;
  drawPanel(); drawHead(); share();
  if ("node" in what) reach(what.node, 1);
}
function back() { const last = state.past.pop(); if (last) { Object.assign(state, last); draw(); } }
function goHome() { remember(); Object.assign(state, nowhere, { view: "graph" }); draw(); }
function expand(id, edges) {
  remember();
  state.extra = [...new Set([...state.extra, ...edges.slice(0, EXPANDED).map((edge) => otherEnd(edge, id))])];
  state.view = "graph";
  draw();
}
function hide(id) { remember(); state.hidden = [...state.hidden, id]; state.picked = null; draw(false); }
function togglePin(id) {
  remember();
  const { [id]: was, ...others } = state.pinned, at = drawn.place.get(id);
  state.pinned = was || !at ? others : { ...others, [id]: [Math.round(at.x), Math.round(at.y)] };
  draw(false);
}
function startWay(id) { state.wayFrom = id; drawHead(); $("query").focus(); }

/** All entities on the shortest way between two, over relations that pass; null where there is none. */
function shortest(start, goal) {
  const before = new Map([[start, null]]);
  for (const id of before.keys()) { // A map yields what is added while it is read: breadth first.
    if (id === goal) break;
    const near = edgesOf[id].filter(passes).map((edge) => otherEnd(edge, id)).sort((a, b) => a - b);
    for (const other of near) if (!before.has(other)) before.set(other, id);
  }
  if (!before.has(goal)) return null;
  const way = [];
  for (let id = goal; id !== null; id = before.get(id)) way.unshift(id);
  return way;
}
function findWay(goal) {
  const way = shortest(state.wayFrom, goal);
  state.wayFrom = null;
  if (!way) { drawHead(); $("shown").textContent = t().noWay; return; }
  remember();
  Object.assign(state, nowhere, { way, picked: { node: goal }, view: "graph" });
  draw();
}
function drawTrail() {
  $("trail").setAttribute("aria-label", t().trail);
  $("trail").hidden = !state.trail.length;
  $("trail").replaceChildren(...state.trail.map((id) => make("li", {}, button(label(data.nodes[id]), () => focus(id, 1), { class: "link", "aria-current": id === state.focus ? "true" : null }))));
}
$("home").addEventListener("click", goHome);
$("back").addEventListener("click", back);
document.addEventListener("keydown", (event) => {
  if (event.key === "z" && (event.ctrlKey || event.metaKey) && event.target.tagName !== "INPUT") { back(); event.preventDefault(); }
  if (event.key === "/" && event.target.tagName !== "INPUT") { $("query").focus(); event.preventDefault(); }
});
