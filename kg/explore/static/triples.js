// The page's data as RDF triples, as `kg query` would find them in graph.ttl: by predicate, made when first asked for.
// A term is a name with its prefix, a literal in quotes with its language, or a number or truth value.
const ent = (id) => `ent:${data.nodes[id].key}`, literal = (text, lang) => `"${text}"${lang ? `@${lang}` : ""}`;
const some = (value, term) => (value === undefined || value === null || value === "" ? [] : [term(value)]);
const evidenceOf = (claim) => `ent:evidence-${claim.id.replace("claim-", "")}`;
const subjectOf = (edge, claim) => (claim.turned ? edge.to : edge.from), objectOf = (edge, claim) => (claim.turned ? edge.from : edge.to);

const OF_CLAIMS = {
  "kg:subject": (edge, claim) => [ent(subjectOf(edge, claim))], "kg:object": (edge, claim) => [ent(objectOf(edge, claim))], "kg:relation": (edge) => [`kg:${edge.relation}`],
  "kg:modality": (edge) => [literal(edge.modality)], "kg:confidence": (edge, claim) => [Number(claim.confidence.toFixed(3))], "kg:rule": (edge, claim) => [literal(claim.rule)],
  "kg:evidence": (edge, claim) => [evidenceOf(claim)], "kg:dateText": (edge, claim) => some(claim.date, literal), "kg:rate": (edge, claim) => some(claim.rate, literal),
  "kg:amount": (edge, claim) => some(claim.sum && claim.sum[0], literal), "kg:currency": (edge, claim) => some(claim.sum && claim.sum[1], literal), "kg:amountText": (edge, claim) => some(claim.amount, literal),
  "kg:role": (edge, claim) => some(claim.role, literal), "kg:stage": (edge, claim) => some(claim.stage, literal), "kg:product": (edge, claim) => some(claim.product, ent),
  "kg:origin": (edge, claim) => some(claim.origin, ent), "prov:wasAttributedTo": (edge, claim) => some(claim.by, ent),
};
const OF_EVIDENCE = {
  "kg:quote": (claim) => [literal(claim.quote)], "kg:page": (claim) => some(claim.page, Number), "kg:section": (claim) => some(claim.section, literal),
  "dcterms:source": (claim) => [`ent:${data.documents[claim.document].id}`],
};
const OF_ENTITIES = {
  "rdfs:label": (node) => [literal(node.label, Object.keys(node.labels).sort().reverse().find((lang) => node.labels[lang] === node.label))],
  "kg:iso3166": (node) => some(node.ids.iso3166, literal), "kg:countryCode": (node) => some(node.country, literal),
};
const OF_DOCUMENTS = {
  "dcterms:title": (document) => [literal(document.title, document.lang)], "dcterms:issued": (document) => some(document.published, literal),
  "dcterms:creator": (document) => some(document.author, literal), "dcterms:publisher": (document) => some(document.publisher, literal),
};
const inverses = new Map(Object.entries(data.relations).flatMap(([name, relation]) => (relation.inverse ? [[`kg:${relation.inverse}`, name]] : [])));

/** Subject and object of every triple with a predicate; null where the page has no such triples. Claims are those that pass the filters. */
function* pairsOf(predicate) {
  const edges = [...passing().claims].map(([index, claims]) => [data.edges[index], claims]);
  if (predicate in OF_CLAIMS) for (const [edge, claims] of edges) for (const claim of claims) for (const term of OF_CLAIMS[predicate](edge, claim)) yield [`ent:${claim.id}`, term];
  if (predicate in OF_EVIDENCE) for (const [, claims] of edges) for (const claim of claims) for (const term of OF_EVIDENCE[predicate](claim)) yield [evidenceOf(claim), term];
  if (predicate in OF_ENTITIES) for (const node of data.nodes) for (const term of OF_ENTITIES[predicate](node)) yield [ent(node.id), term];
  if (predicate in OF_DOCUMENTS) for (const document of data.documents) for (const term of OF_DOCUMENTS[predicate](document)) yield [`ent:${document.id}`, term];
  if (predicate === "rdf:type") yield* types(edges);
  if (predicate === "kg:contrasts") for (const contrast of data.contrasts) for (const index of contrast.edges) for (const claim of passing().claims.get(index) || []) yield [`ent:${contrast.id}`, `ent:${claim.id}`];
  const relation = inverses.get(predicate) || predicate.replace("kg:", "");
  if (relation in data.relations) yield* factTriples(relation, edges, inverses.has(predicate));
}
function* types(edges) {
  for (const node of data.nodes) for (const name of new Set([node.type, node.cls])) yield [ent(node.id), `kg:${name}`];
  for (const document of data.documents) yield [`ent:${document.id}`, "kg:Document"];
  for (const contrast of data.contrasts) yield [`ent:${contrast.id}`, `kg:${contrast.type}`];
  for (const [, claims] of edges) for (const claim of claims) { yield [`ent:${claim.id}`, "kg:Claim"]; yield [evidenceOf(claim), "kg:Evidence"]; }
}
/** What is stated as fact, and what a symmetric relation or a named inverse says with it. */
function* factTriples(relation, edges, turned) {
  for (const [edge] of edges) {
    if (edge.relation !== relation || edge.modality !== "fact") continue;
    if (!turned || data.relations[relation].symmetric) yield [ent(edge.from), ent(edge.to)];
    if (turned || (data.relations[relation].symmetric && edge.from !== edge.to)) yield [ent(edge.to), ent(edge.from)];
  }
}
const known = (predicate) => [OF_CLAIMS, OF_EVIDENCE, OF_ENTITIES, OF_DOCUMENTS].some((table) => predicate in table) || ["rdf:type", "kg:contrasts"].includes(predicate)
  || inverses.has(predicate) || predicate.replace("kg:", "") in data.relations;

let tables = new Map(), tablesOf = null;
/** The triples with a predicate, by their subject and by their object. */
function triples(predicate) {
  if (tablesOf !== passing()) { tables = new Map(); tablesOf = passing(); }
  if (!tables.has(predicate)) {
    const out = new Map(), into = new Map();
    let size = 0;
    const put = (map, from, to) => { const there = map.get(from); if (there) there.push(to); else map.set(from, [to]); };
    for (const [subject, object] of pairsOf(predicate)) { put(out, subject, object); put(into, object, subject); size += 1; }
    tables.set(predicate, { out, into, size });
  }
  return tables.get(predicate);
}
