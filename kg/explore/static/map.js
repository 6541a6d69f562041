// A map: dots for countries of which claims speak, arrows for flows, over outlines if Python found any. A unit is a tenth of a degree.
const MAP = { margin: 140, least: 700, tallest: 0.62, named: 40 };

/** How many passing claims have each country, or a place in it, at an end. */
function spokenOf() {
  const ends = data.edges.filter(passes).flatMap((edge) => claimsOf(edge).flatMap(() => [...new Set([edge.from, edge.to].filter((id) => ["Country", "Place"].includes(data.nodes[id].type)).map(homeOf))]));
  return counted(ends.filter((id) => id in data.map.points));
}
/** The part of the world to show: all ends of flows, or else all countries; wide rather than tall. */
function framed(ids) {
  const xs = ids.map((id) => data.map.points[id][0]), ys = ids.map((id) => data.map.points[id][1]);
  let [left, right, top, bottom] = [Math.min(...xs) - MAP.margin, Math.max(...xs) + MAP.margin, Math.min(...ys) - MAP.margin, Math.max(...ys) + MAP.margin];
  const wider = Math.max(0, MAP.least - (right - left), (bottom - top) / (narrow() ? 1.3 : MAP.tallest) - (right - left)) / 2;
  left -= wider; right += wider;
  const taller = Math.max(0, (right - left) * 0.45 - (bottom - top)) / 2;
  return { left, top: top - taller, width: right - left, height: bottom - top + 2 * taller };
}
/** A bow from dot to dot, its head short of the dot it leads to. */
function arrow(way, size, gap, most) {
  const [x1, y1] = data.map.points[way.from], [x2, y2] = data.map.points[way.to], far = Math.hypot(x2 - x1, y2 - y1);
  const [cx, cy] = [(x1 + x2) / 2 + (y2 - y1) * 0.2, (y1 + y2) / 2 - (x2 - x1) * 0.2], way2 = Math.hypot(x2 - cx, y2 - cy);
  const [ux, uy] = [(x2 - cx) / way2, (y2 - cy) / way2], head = Math.min(size * 1.1, far / 3), [tipX, tipY] = [x2 - ux * gap, y2 - uy * gap], [endX, endY] = [tipX - ux * head, tipY - uy * head];
  const wide = size * (0.1 + 0.4 * (way.firms.size / most));
  const line = svg("path", { d: `M${x1},${y1} Q${cx},${cy} ${endX},${endY}`, fill: "none", stroke: colour("accent"), "stroke-width": wide, "stroke-opacity": 0.65, "stroke-linecap": "round" });
  const side = Math.max(head * 0.4, wide);
  const tip = svg("path", { d: `M${tipX},${tipY} L${endX - uy * side},${endY + ux * side} L${endX + uy * side},${endY - ux * side} Z`, fill: colour("accent"), "fill-opacity": 0.85 });
  return clickable(wayTitle(way), () => showEdges([...way.edges]), line, tip);
}
function worldMap(ways, spoken) {
  const onMap = ways.filter((way) => way.from in data.map.points && way.to in data.map.points && way.from !== way.to), most = Math.max(1, ...onMap.map((way) => way.firms.size));
  const ends = new Set(onMap.flatMap((way) => [way.from, way.to])), shown = [...new Set([...ends, ...spoken.keys()])];
  const frame = zoomed(framed(ends.size ? [...ends] : shown)), size = frame.width / (narrow() ? 30 : 62), largest = Math.max(1, ...spoken.values());
  const radius = (id) => size * (0.28 + 0.75 * Math.sqrt((spoken.get(id) || 0) / largest));
  const spokenCodes = new Set(shown.map((id) => data.nodes[id].ids.iso3166));
  const land = Object.entries(data.map.outlines).map(([code, d]) => svg("path", { d, fill: colour(spokenCodes.has(code) ? "land2" : "land"), stroke: colour("card"), "stroke-width": size / 16, "data-country": code }));
  const dots = shown.map((id) => clickable(`${label(data.nodes[id])}: ${t().facts(spoken.get(id) || 0)}`, () => pick({ node: id }),
    svg("circle", { cx: data.map.points[id][0], cy: data.map.points[id][1], r: radius(id), fill: data.nodes[id].color, stroke: colour("card"), "stroke-width": size / 10 })));
  const taken = [], inside = ([x, y]) => x > frame.left && x < frame.left + frame.width && y > frame.top && y < frame.top + frame.height;
  const names = shown.filter((id) => inside(data.map.points[id])).sort((a, b) => ends.has(b) - ends.has(a) || (spoken.get(b) || 0) - (spoken.get(a) || 0) || a - b).slice(0, MAP.named).flatMap((id) => {
    const text = short(label(data.nodes[id]), 14), [x, y] = data.map.points[id], wide = [...text].length * size * (/[\u3400-\u9fff]/.test(text) ? 1 : 0.6), at = [x, y - radius(id) - size * 0.35];
    if (taken.some(([l, r, v]) => at[0] - wide / 2 < r && at[0] + wide / 2 > l && Math.abs(at[1] - v) < size * 1.1)) return [];
    taken.push([at[0] - wide / 2, at[0] + wide / 2, at[1]]);
    return [svg("text", { x: at[0], y: at[1], "text-anchor": "middle", "font-size": size, fill: colour("ink"), stroke: colour("card"), "stroke-width": size / 5, "paint-order": "stroke", "pointer-events": "none", text })];
  });
  const whole = picture(frame.width, frame.height, t().map, ...land, ...onMap.map((way) => arrow(way, size, radius(way.to), most)), ...dots, ...names);
  whole.setAttribute("viewBox", `${frame.left} ${frame.top} ${frame.width} ${frame.height}`);
  whole.addEventListener("pointerdown", (start) => dragged(whole, frame, start));
  return whole;
}
/** A part of the frame, where it was dragged to or else round its middle. */
function zoomed({ left, top, width, height }) {
  const { scale, at } = state.map, [x, y] = at || [left + width / 2, top + height / 2];
  return { left: x - width / scale / 2, top: y - height / scale / 2, width: width / scale, height: height / scale };
}
function dragged(whole, frame, start) {
  const unit = frame.width / whole.clientWidth;
  let moved = [0, 0];
  const move = (event) => { moved = [(start.clientX - event.clientX) * unit, (start.clientY - event.clientY) * unit]; whole.setAttribute("viewBox", `${frame.left + moved[0]} ${frame.top + moved[1]} ${frame.width} ${frame.height}`); };
  const end = () => {
    window.removeEventListener("pointermove", move); window.removeEventListener("pointerup", end);
    if (Math.hypot(...moved) > 4 * unit) { state.map = { ...state.map, at: [frame.left + frame.width / 2 + moved[0], frame.top + frame.height / 2 + moved[1]] }; draw(false); }
  };
  window.addEventListener("pointermove", move); window.addEventListener("pointerup", end);
}
function zoomButtons(ways) {
  // Closer looks go to where most arrive.
  const to = ways.filter((way) => way.to in data.map.points).map((way) => data.map.points[way.to])[0] || null;
  const zoom = (by) => { const scale = Math.min(8, Math.max(1, state.map.scale * by)); state.map = { scale, at: scale === 1 ? null : state.map.at || to }; draw(false); };
  return [button("＋", () => zoom(2), { id: "zoom-in", "aria-label": t().closer }), button("－", () => zoom(0.5), { id: "zoom-out", "aria-label": t().farther })];
}
function drawMap() {
  const ways = flowsShown(), spoken = spokenOf();
  if (!spoken.size) return [make("p", { text: t().noFlows })];
  const source = Object.keys(data.map.outlines).length ? t().outlines : t().dotsOnly;
  return [flowPickers(...zoomButtons(ways)), worldMap(ways, spoken), make("p", { class: "soft", id: "map-source", text: source }), ...(ways.length ? [make("h2", { class: "minor", text: t().list }), flowList(ways)] : [])];
}
