// Claims and entities as tables, filtered with the graph.
const ROWS = 500;
const CLAIM_COLUMNS = ["subject", "relation", "object", "modality", "date", "rate", "amount", "speaker", "sure", "document", "quote"];
const ENTITY_COLUMNS = ["entity", "type", "links", "claims", "names"];

function claimRow(edge, claim) {
  const named = (key) => (claim[key] === undefined ? "" : label(data.nodes[claim[key]]));
  return {
    edge, subject: label(data.nodes[edge.from]), relation: relationLabel(edge.relation), object: label(data.nodes[edge.to]), modality: t()[edge.modality], date: claim.date || "", rate: claim.rate || "",
    amount: claim.amount || "", role: claim.role || "", product: named("product"), origin: named("origin"), speaker: named("by"), sure: claim.confidence, document: data.documents[claim.document].title, quote: claim.quote,
  };
}
function claimRows() {
  const near = (edge) => state.focus === null || edge.from === state.focus || edge.to === state.focus;
  return data.edges.filter((edge) => passes(edge) && near(edge)).flatMap((edge) => claimsOf(edge).map((claim) => claimRow(edge, claim)));
}
function entityRows() {
  const rows = [];
  for (const node of data.nodes) {
    const edges = edgesOf[node.id].filter((edge) => passes(edge) && (state.focus === null || node.id === state.focus || otherEnd(edge, node.id) === state.focus));
    // Who is in no claim is listed too, unless a focus or a filter asks for claims.
    const alone = !edgesOf[node.id].length && state.focus === null && !passing().hidden;
    if (edges.length || alone) rows.push({ node, entity: label(node), type: typeLabel(node.type), links: edges.length, claims: edges.reduce((sum, edge) => sum + claimsOf(edge).length, 0), names: node.names.join("、") });
  }
  return rows;
}
function sorted(rows, [key, way]) {
  const compare = (a, b) => (typeof a === "number" ? a - b : String(a).localeCompare(String(b)));
  return rows.sort((a, b) => way * compare(a[key], b[key]));
}
/** A table of rows; links open what they name. */
function tableOf(columns, rows, sort, onsort) {
  const head = make("tr", {}, ...columns.map((c) => make("th", { scope: "col", "aria-sort": !sort || sort[0] !== c ? "none" : sort[1] > 0 ? "ascending" : "descending" },
    onsort ? button(t()[c], () => onsort(c)) : t()[c])));
  const cell = (row, c) => {
    const text = typeof row[c] === "number" && c === "sure" ? row[c].toFixed(2) : String(row[c] ?? "");
    if (row.edge && c === "relation") return make("td", {}, button(text, () => pick({ edge: row.edge.index }), { class: "link" }));
    if (row.edge && (c === "subject" || c === "object")) return make("td", {}, button(text, () => pick({ node: c === "subject" ? row.edge.from : row.edge.to }), { class: "link" }));
    if (row.node && c === "entity") return make("td", {}, button(text, () => pick({ node: row.node.id }), { class: "link" }));
    return make("td", { class: c, text });
  };
  return make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows.slice(0, ROWS).map((row) => make("tr", {}, ...columns.map((c) => cell(row, c))))));
}
function drawTable() {
  const tab = state.tab, columns = tab === "claims" ? CLAIM_COLUMNS : ENTITY_COLUMNS;
  const all = sorted(tab === "claims" ? claimRows() : entityRows(), state.sort[tab]);
  const resort = (c) => { const [key, way] = state.sort[tab]; state.sort[tab] = [c, key === c ? -way : 1]; draw(false); };
  const tabs = ["claims", "entities"].map((name) => button(t()[name], () => { state.tab = name; draw(false); }, { id: `tab-${name}`, "aria-pressed": String(tab === name) }));
  const save = button(t().download, () => downloadCsv(columns, all, `${tab}.csv`), { id: "csv" });
  $("table").replaceChildren(make("div", { class: "actions" }, ...tabs, save, make("span", { class: "soft", text: t().matches(all.length) })), tableOf(columns, all, state.sort[tab], resort),
    ...(all.length > ROWS ? [make("p", { text: t().more(all.length - ROWS) })] : []));
}
