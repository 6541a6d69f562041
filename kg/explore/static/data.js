// What Python wrote, indexed. Entities, edges and documents are referred to by their place in these lists.
const data = JSON.parse(document.getElementById("data").textContent);
const modalities = ["fact", "planned", "possible", "denied"];
const typeOf = new Map(data.types.map((type) => [type.name, type]));
const byKey = new Map(data.nodes.map((node) => [node.key, node.id]));
const edgesOf = data.nodes.map(() => []);
data.edges.forEach((edge, i) => {
  edge.index = i;
  edgesOf[edge.from].push(edge);
  if (edge.to !== edge.from) edgesOf[edge.to].push(edge);
  for (const claim of edge.claims) claim.years = years(claim.date);
});
const allClaims = data.edges.flatMap((edge) => edge.claims.map((claim) => ({ edge, claim })));

/** First and last year of an ISO date or range; null where there is none. */
function years(date) {
  const found = (date || "").match(/\d{4}/g);
  const ends = (date || "").split("/").map((end) => Number((end.match(/^\d{4}/) || [NaN])[0])).filter((year) => !Number.isNaN(year));
  return found && ends.length ? [ends[0], ends[ends.length - 1]] : null;
}
const otherEnd = (edge, id) => (edge.from === id ? edge.to : edge.from);
const pairOf = (edge) => `${Math.min(edge.from, edge.to)}-${Math.max(edge.from, edge.to)}`;
/** A value that is made when it is first asked for. */
function lazily(make) { let made = null; return () => { if (made === null) made = make(); return made; }; }
