// What is known of an entity: names, identifiers, what to do with it, neighbours by relation, sources.
const NEIGHBOURS = 25, EXPANDED = 20;

/** Relations of an entity that pass, by relation and direction, most first. */
function groupsOf(id) {
  const groups = new Map();
  for (const edge of edgesOf[id].filter(passes)) {
    const key = `${edge.from === id || (data.relations[edge.relation] || {}).symmetric ? 0 : 1}${edge.relation}`;
    groups.set(key, [...(groups.get(key) || []), edge]);
  }
  return [...groups].sort((a, b) => b[1].length - a[1].length || a[0].localeCompare(b[0])).map(([key, edges]) => ({ relation: key.slice(1), inverse: key[0] === "1", edges }));
}
const groupTitle = (group) => `${relationLabel(group.relation)}${group.inverse ? t().inverse : ""} · ${group.edges.length}`;

function entityHead(node) {
  const box = [make("h2", { text: label(node) }), make("p", { class: "kind", text: `${typeLabel(node.type)}${node.cls === node.type ? "" : ` · ${node.cls}`}` })];
  const others = node.names.filter((name) => name !== label(node));
  if (others.length) box.push(make("p", { class: "names", text: others.join("、") }));
  const ids = Object.entries(node.ids);
  if (ids.length) box.push(make("p", { class: "names", text: ids.map(([scheme, value]) => `${scheme}: ${value}`).join(" · ") }));
  return box;
}
/** How much is said of an entity that passes the filters, and of which years. */
function facts(node) {
  const claims = edgesOf[node.id].flatMap(claimsOf), dated = claims.map((claim) => claim.years).filter(Boolean);
  const span = dated.length ? ` · ${Math.min(...dated.map(([from]) => from))}–${Math.max(...dated.map(([, to]) => to))}` : "";
  return make("p", { class: "kind facts", text: t().facts(claims.length, new Set(claims.map((claim) => claim.document)).size) + span });
}
function entityActions(node) {
  const pin = state.pinned[node.id] !== undefined;
  const depths = [1, 2, 3].map((depth) => button(String(depth), () => focus(node.id, depth), { class: "depth", "aria-label": `${t().depth} ${depth}`, "aria-pressed": String(state.focus === node.id && state.depth === depth) }));
  return make("div", { class: "actions" }, make("span", { class: "depths", role: "group", "aria-label": t().focus }, `${t().focus} `, ...depths), button(t().hide, () => hide(node.id), { id: "hide" }),
    button(pin ? t().unpin : t().pin, () => togglePin(node.id), { id: "pin" }), button(t().way, () => startWay(node.id), { id: "way" }), button(t().dossier, () => showDossier(node.id), { id: "to-dossier" }));
}
function entityPanel(node) {
  const box = [...entityHead(node), facts(node), entityActions(node), ...entityReview(node)];
  for (const group of groupsOf(node.id)) {
    const list = make("ul");
    for (const edge of group.edges.slice(0, NEIGHBOURS)) {
      const item = make("li", {}, nodeLink(otherEnd(edge, node.id)), " ", button(`(${edge.claims.length})`, () => pick({ edge: edge.index }), { class: "link", "aria-label": t().evidence(edge.claims.length) }));
      if (edge.modality !== "fact") item.append(" ", make("span", { class: `tag ${edge.modality}`, text: t()[edge.modality] }));
      list.append(item);
    }
    if (group.edges.length > NEIGHBOURS) list.append(make("li", { text: t().more(group.edges.length - NEIGHBOURS) }));
    box.push(make("section", { class: "relation" }, make("h3", {}, groupTitle(group), " ", button(t().expand, () => expand(node.id, group.edges), { class: "link expand" })), list));
  }
  const sources = counted(edgesOf[node.id].flatMap((edge) => edge.claims.map((claim) => claim.document)));
  const listed = [...sources].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  if (listed.length) box.push(make("section", { class: "sources" }, make("h3", { text: t().sources }), make("ul", {}, ...listed.map(([i, n]) => make("li", { text: `《${data.documents[i].title}》 (${n})` })))));
  return box;
}
function welcomePanel() {
  const list = make("ol", {}, ...data.nodes.slice(0, 12).map((n) => make("li", {}, nodeLink(n.id), " ", make("small", { text: typeLabel(n.type) }))));
  return [make("p", { text: t().welcome }), make("h2", { class: "minor", text: t().groups }), regionLegend(), make("h2", { class: "minor", text: t().top }), list, ...reviewOverview()];
}
function drawPanel() {
  const picked = state.picked;
  const content = !picked ? welcomePanel() : "node" in picked ? entityPanel(data.nodes[picked.node]) : relationPanel(data.edges[picked.edge]);
  $("panel").replaceChildren(...content);
  $("panel").scrollTop = 0;
}
