// Filters: which claims pass, which relations keep a claim, which entities stay.
let passed = null;

function refilter() { passed = null; }

/** Claims that pass by the index of their edge, entities that stay (null: all), and how many claims the filters hide. */
function passing() {
  if (passed) return passed;
  const off = state.off, claims = new Map();
  let kept = 0, undated = 0;
  const narrowed = state.from !== null || state.to !== null;
  for (const edge of data.edges) {
    const whole = !off.relations.has(edge.relation) && !off.modality.has(edge.modality)
      && !off.types.has(data.nodes[edge.from].type) && !off.types.has(data.nodes[edge.to].type);
    if (narrowed) undated += edge.claims.filter((claim) => !claim.years).length;
    if (!whole) continue;
    const here = edge.claims.filter((claim) => claim.confidence >= state.least && !off.documents.has(claim.document) && (!narrowed || inRange(claim)));
    if (here.length) claims.set(edge.index, here);
  }
  const stay = staying(claims);
  if (stay) for (const index of [...claims.keys()]) if (!stay.has(data.edges[index].from) || !stay.has(data.edges[index].to)) claims.delete(index);
  for (const here of claims.values()) kept += here.length;
  passed = { claims, kept, hidden: allClaims.length - kept, undated };
  return passed;
}
const passes = (edge) => passing().claims.has(edge.index);
const claimsOf = (edge) => passing().claims.get(edge.index) || [];

function inRange(claim) {
  return claim.years && (state.from === null || claim.years[1] >= state.from) && (state.to === null || claim.years[0] <= state.to);
}
/** Entities of the k-core, or of the largest component of it; null where neither is asked for. */
function staying(claims) {
  if (!state.core && !state.largest) return null;
  const near = new Map();
  const join = (a, b) => { if (!near.has(a)) near.set(a, new Set()); near.get(a).add(b); };
  for (const index of claims.keys()) { const { from, to } = data.edges[index]; if (from !== to) { join(from, to); join(to, from); } }
  const weak = [...near.keys()].filter((id) => near.get(id).size < state.core);
  while (weak.length) {
    const id = weak.pop();
    if (!near.has(id)) continue;
    for (const other of near.get(id)) { near.get(other).delete(id); if (near.get(other).size < state.core) weak.push(other); }
    near.delete(id);
  }
  return state.largest ? largestPart(near) : new Set(near.keys());
}
function largestPart(near) {
  let largest = new Set();
  const seen = new Set();
  for (const start of near.keys()) {
    if (seen.has(start)) continue;
    const part = new Set([start]), todo = [start];
    while (todo.length) for (const other of near.get(todo.pop())) if (!part.has(other)) { part.add(other); todo.push(other); }
    part.forEach((id) => seen.add(id));
    if (part.size > largest.size) largest = part;
  }
  return largest;
}
