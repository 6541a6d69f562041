// The graph, drawn by vis-network: places are given, nothing moves by itself.
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const nodeSet = new vis.DataSet(), edgeSet = new vis.DataSet();
const FONT = "system-ui, Noto Sans TC, Noto Sans CJK TC, PingFang TC, Microsoft JhengHei, WenQuanYi Zen Hei, sans-serif";
const network = new vis.Network($("network"), { nodes: nodeSet, edges: edgeSet }, {
  physics: false, interaction: { hover: true, multiselect: false, keyboard: { enabled: true, bindToWindow: false } },
  nodes: { borderWidth: 1 }, edges: { arrows: { to: { enabled: true, scaleFactor: 0.5 } }, smooth: { type: "curvedCW", roundness: 0.12 }, selectionWidth: 2 },
});
// The canvas can be reached by keyboard in the page's own order.
document.querySelectorAll("#network [tabindex]").forEach((element) => { element.tabIndex = 0; element.setAttribute("role", "application"); });
let drawn = { nodes: new Map(), edges: [], place: new Map() };

function looks(edge) {
  const line = { fact: false, planned: [9, 6], possible: [2, 5], denied: [9, 6] }[edge.modality];
  return { dashes: line, color: edge.modality === "denied" ? colour("denied") : colour("edge") };
}
const short = (text, most = 16) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

function drawNetwork(now, fit) {
  const place = placed(now.nodes), named = now.edges.length <= 60 && !overviewed();
  const font = { color: colour("ink"), face: FONT, strokeWidth: 4, strokeColor: colour("paper") };
  nodeSet.clear(); edgeSet.clear();
  nodeSet.add([...now.nodes.keys()].sort((a, b) => a - b).map((id) => {
    const node = data.nodes[id], pin = state.pinned[id] !== undefined;
    return { id, label: `${pin ? "📌" : ""}${short(label(node), overviewed() ? 10 : 16)}`, ...place.get(id), size: Math.min(node.size, 30), color: { background: node.color, border: pin ? colour("ink") : colour("rim") }, borderWidth: id === state.focus || pin ? 3 : 1, shape: "dot", font: { ...font, size: id === state.focus ? 22 : 19 } };
  }));
  edgeSet.add(now.edges.map((edge) => ({
    id: edge.id, index: edge.index, from: edge.from, to: edge.to, ...looks(edge), width: 1 + Math.min(4, claimsOf(edge).length / 2),
    label: named ? relationLabel(edge.relation) : undefined, font: { ...font, size: 13, strokeWidth: 3, align: "middle" },
  })));
  drawn = { ...now, place };
  if (fit) fitted();
}
function fitted() {
  // vis-network scales the view when it notices a new size; it should notice before the view is chosen.
  network.setSize("100%", "100%");
  network.redraw();
  const first = data.regions[0];
  if (overviewed() && narrow() && first) {
    const scale = Math.min(1, $("network").clientWidth / Math.max(...data.regions.map((region) => region.box[0] + 20)));
    const top = first.tall[1] - first.box[1] / 2 - 10;
    network.moveTo({ position: { x: first.tall[0], y: top + $("network").clientHeight / scale / 2 }, scale });
  } else if (overviewed() && first) {
    const [left, right] = edgesAlong(0), [top, bottom] = edgesAlong(1), box = $("network");
    network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale: Math.min(box.clientWidth / (right - left + 30), box.clientHeight / (bottom - top + 30), 1.4) });
  } else {
    network.fit({ animation: false, maxZoomLevel: 1.4 });
    // On a phone names stay large enough to read; what does not fit is a swipe away.
    if (narrow() && network.getScale() < 0.7) network.moveTo({ scale: 0.7, position: drawn.place.get(state.focus ?? state.way?.[0]) || network.getViewPosition() });
  }
}
/** Where the regions begin and end along an axis. */
function edgesAlong(axis) {
  return [Math.min(...data.regions.map((r) => r.wide[axis] - r.box[axis] / 2)), Math.max(...data.regions.map((r) => r.wide[axis] + r.box[axis] / 2))];
}
network.on("click", (event) => {
  if (event.nodes.length) pick({ node: event.nodes[0] });
  else if (event.edges.length) pick({ edge: edgeSet.get(event.edges[0]).index });
});
network.on("doubleClick", (event) => { if (event.nodes.length) focus(event.nodes[0], 1); });
network.on("dragEnd", (event) => {
  if (!event.nodes.length) return;
  const at = network.getPosition(event.nodes[0]);
  remember();
  state.pinned = { ...state.pinned, [event.nodes[0]]: [Math.round(at.x), Math.round(at.y)] };
  draw(false);
});
