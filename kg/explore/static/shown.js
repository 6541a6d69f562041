// Which entities and relations the graph shows, and where they stand.
const LIMIT = 60, CROSSING = 2, narrow = () => window.innerWidth <= 900;

function shown() {
  let left = 0;
  const nodes = new Map(); // entity → how far from the focus
  if (state.chosen) chosenEdges().forEach((edge) => { nodes.set(edge.from, 1); nodes.set(edge.to, 1); });
  else if (state.way) state.way.forEach((id) => nodes.set(id, 0));
  else if (state.focus !== null) left = around(nodes);
  else for (const region of data.regions) for (const [id] of region.places) if (edgesOf[id].some(passes)) nodes.set(id, 0);
  state.extra.forEach((id) => { if (!nodes.has(id)) nodes.set(id, state.depth + 1); });
  state.hidden.forEach((id) => nodes.delete(id));
  let edges = data.edges.filter((edge) => nodes.has(edge.from) && nodes.has(edge.to) && passes(edge));
  if (state.chosen) { const wanted = new Set(state.chosen); edges = edges.filter((edge) => wanted.has(edge.index)); }
  if (overviewed()) edges = readable(edges, regionOf());
  else if (state.focus !== null && state.depth > 1) edges = readable(edges, nodes, true);
  return { nodes, edges, left };
}
const overviewed = () => state.focus === null && !state.way && !state.chosen;
const chosenEdges = () => state.chosen.map((index) => data.edges[index]);

/** The neighbourhood of the focus, layer by layer, the weightiest first; how many did not find room. */
function around(nodes) {
  let layer = [state.focus], left = 0;
  nodes.set(state.focus, 0);
  for (let depth = 1; depth <= state.depth; depth += 1) {
    const next = new Set();
    for (const id of layer) for (const edge of edgesOf[id]) if (passes(edge) && !nodes.has(otherEnd(edge, id))) next.add(otherEnd(edge, id));
    layer = [...next].sort((a, b) => a - b);
    const room = Math.max(0, LIMIT - nodes.size);
    left += Math.max(0, layer.length - room);
    layer = layer.slice(0, room);
    layer.forEach((id) => nodes.set(id, depth));
  }
  return left;
}
const regionOf = () => new Map(data.regions.flatMap((region, i) => region.places.map(([id]) => [id, i])));

/** One relation a pair, and few that cross from one part to another (`within`: that stay in one part): never a hairball. */
function readable(edges, part, within = false) {
  const seen = new Set(), crossing = new Map(), best = [...edges].sort((a, b) => b.claims.length - a.claims.length || a.index - b.index);
  const used = (id) => crossing.get(id) || 0;
  return best.filter((edge) => {
    if (seen.has(pairOf(edge))) return false;
    seen.add(pairOf(edge));
    if ((part.get(edge.from) === part.get(edge.to)) !== within) return true;
    if (narrow() && !within) return false;
    if (used(edge.from) >= CROSSING || used(edge.to) >= CROSSING) return false;
    crossing.set(edge.from, used(edge.from) + 1); crossing.set(edge.to, used(edge.to) + 1);
    return true;
  });
}
/** Where each shown entity stands: in its region, in rings round the focus, along the path; new ones beside whom they came from. */
function placed(nodes) {
  const place = new Map();
  if (overviewed()) {
    for (const region of data.regions) {
      const [left, top] = narrow() ? region.tall : region.wide;
      for (const [id, x, y] of region.places) place.set(id, { x: left + x, y: top + y });
    }
  } else if (state.way) state.way.forEach((id, i) => place.set(id, { x: i * 230, y: i % 2 ? 50 : 0 }));
  else ringed(nodes, place);
  state.extra.forEach((id, i) => {
    if (place.has(id) || !nodes.has(id)) return;
    const host = edgesOf[id].map((edge) => place.get(otherEnd(edge, id))).find(Boolean) || { x: 0, y: 0 };
    const angle = i * 2.4, far = 110 + 9 * Math.sqrt(i);
    place.set(id, { x: host.x + far * 1.3 * Math.cos(angle), y: host.y + far * Math.sin(angle) });
  });
  for (const [id, [x, y]] of Object.entries(state.pinned)) if (nodes.has(Number(id))) place.set(Number(id), { x, y });
  return place;
}
function ringed(nodes, place) {
  const ids = [...nodes.keys()].filter((id) => !state.extra.includes(id)).sort((a, b) => nodes.get(a) - nodes.get(b) || a - b);
  const start = state.focus === null ? 0 : 1;
  if (start) place.set(state.focus, { x: 0, y: 0 });
  const [wide, high] = narrow() ? [125, 150] : [200, 150];
  let room = narrow() ? 6 : 10;
  for (let at = start, ring = 1; at < ids.length; at += room, room += 8, ring += 1) {
    const here = ids.slice(at, at + room);
    here.forEach((id, i) => {
      const angle = (2 * Math.PI * (i + (ring % 2) / 2)) / here.length - Math.PI / 2;
      place.set(id, { x: ring * wide * Math.cos(angle), y: ring * high * Math.sin(angle) });
    });
  }
}
