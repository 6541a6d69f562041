// A page that holds a part of its graph has the rest from `kg serve`: what lies around an entity is fetched when one goes there.
const partial = () => allClaims.length < data.whole.claims;
const fetched = new Set();

async function asked(path) {
  const answer = await fetch(path, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error((await answer.text()).trim());
  return answer.json();
}
/** Take in entities, relations, claims and documents that refer to one another by id; what is here already stays. */
function takeIn(part) {
  for (const node of part.nodes) {
    const id = byKey.get(node.key);
    if (id === undefined) { byKey.set(node.key, data.nodes.length); data.nodes.push({ ...node, id: data.nodes.length }); edgesOf.push([]); keys.push(node.names.map(fold)); }
    else if (data.nodes[id].thin) { Object.assign(data.nodes[id], node, { thin: false }); keys[id] = node.names.map(fold); }
  }
  for (const node of part.nodes) {
    const id = byKey.get(node.key);
    data.nodes[id].home = typeof node.home === "string" ? byKey.get(node.home) ?? null : node.home ?? null;
    if (node.at) data.map.points[id] = node.at;
  }
  const documentAt = new Map(data.documents.map((document, i) => [document.id, i])), here = new Map(data.edges.map((edge) => [edge.id, edge])), claimsHere = new Set(allClaims.map(({ claim }) => claim.id));
  for (const document of part.documents || []) if (!documentAt.has(document.id)) { documentAt.set(document.id, data.documents.length); data.documents.push(document); }
  for (const said of part.edges || []) {
    let edge = here.get(said.id);
    if (!edge) {
      edge = { ...said, from: byKey.get(said.from), to: byKey.get(said.to), index: data.edges.length, claims: [] };
      data.edges.push(edge); edgesOf[edge.from].push(edge);
      if (edge.to !== edge.from) edgesOf[edge.to].push(edge);
    }
    for (const claim of said.claims) {
      if (claimsHere.has(claim.id)) continue;
      for (const name of ["product", "origin", "by"]) if (claim[name] !== undefined) claim[name] = byKey.get(claim[name]);
      claim.document = documentAt.get(claim.document); claim.years = years(claim.date);
      edge.claims.push(claim); allClaims.push({ edge, claim });
    }
  }
  recount(); remeasure(); refilter();
}
/** Have what lies around an entity, then draw anew; what cannot be fetched is said where the page says what it shows. */
async function reach(id, depth) {
  const name = `${data.nodes[id].key} ${depth}`;
  if (!state.served || !partial() || fetched.has(name)) return;
  try {
    takeIn(await asked(`/api/part/${encodeURIComponent(data.nodes[id].key)}?depth=${depth}&limit=${4 * LIMIT}`));
    fetched.add(name);
    draw(state.focus === id);
  } catch (error) { $("shown").textContent = error.message; }
}
/** Entities of that name that the page does not hold yet. */
async function searchServer(text) {
  if (!state.served || !partial()) return [];
  const found = await asked(`/api/search?q=${encodeURIComponent(text)}&limit=12`);
  takeIn({ nodes: found.hits.map((hit) => ({ key: hit.id, type: hit.type, cls: hit.type, label: hit.label, labels: hit.labels, names: [...new Set([...Object.values(hit.labels), hit.matched])], ids: {}, size: 12, color: typeOf.get(hit.type).color, thin: true })).filter((node) => !byKey.has(node.key)) });
  return found.hits.map((hit) => byKey.get(hit.id));
}
/** A term of the server's answer as the page has terms. */
function termOf({ type, value, "xml:lang": lang }) {
  const base = type === "uri" && Object.keys(data.bases).find((prefix) => value.startsWith(data.bases[prefix]));
  return base ? `${base}:${value.slice(data.bases[base].length)}` : type === "uri" ? value : literal(value, lang);
}
/** The server's answer to a question: its rows are of the whole graph. */
async function answerFromServer(question) {
  const given = new URLSearchParams(givenOf(question).filter(([, id]) => id !== null).map(([name, id]) => [name, data.nodes[id].key]));
  const { head, results } = await asked(`/api/questions/${encodeURIComponent(question.name)}?${given}`);
  const columns = head.vars.filter((column) => !given.has(column));
  const rows = results.bindings.map((row) => ({ terms: columns.map((column) => row[column] && termOf(row[column])), entities: columns.map(() => undefined), claims: [] }));
  return { columns, rows };
}
