// A relation: every sentence that states it.
const EVIDENCE = 40;

function nodeLink(id) { return make("button", { type: "button", class: "link", text: label(data.nodes[id]), onclick: () => pick({ node: id }) }); }

/** A sentence with its mentions marked; places count code points. */
function highlighted(quote, spans) {
  const parts = [], points = [...quote];
  let at = 0;
  spans.map((span, i) => [...span, i]).sort((a, b) => a[0] - b[0]).forEach(([start, end, which]) => {
    if (start < at) return;
    parts.push(points.slice(at, start).join(""), make("mark", { class: which ? "second" : "", text: points.slice(start, end).join("") }));
    at = end;
  });
  return [...parts, points.slice(at).join("")];
}
function citation(claim) {
  const d = data.documents[claim.document];
  return `「${claim.quote}」${[d.author, d.publisher, `《${d.title}》`, claim.section, d.published, claim.page ? t().page(claim.page) : ""].filter(Boolean).join("，")}`;
}
function copyButton(claim) {
  const copy = button(t().cite, () => navigator.clipboard?.writeText(citation(claim)).then(() => { copy.textContent = t().copied; }, () => {}), { class: "link cite" });
  return copy;
}
const how = (claim) => `${t().rule}：${claim.rule.endsWith("/learned") ? t().learned : claim.rule} · ${t().sure} ${claim.confidence.toFixed(2)}`;

function evidenceCard(edge, claim) {
  const d = data.documents[claim.document];
  const tag = (text, kind = "") => make("span", { class: `tag ${kind}`, text });
  const facts = [claim.date && `${claim.date}${claim.inferred ? `（${t().inferred}）` : ""}`, claim.rate, claim.amount, claim.role, claim.stage].filter(Boolean);
  const named = ["product", "origin"].filter((key) => claim[key] !== undefined).map((key) => make("span", { class: "tag" }, `${t()[key]}：`, nodeLink(claim[key])));
  const where = [d.publisher, `《${d.title}》`, claim.section, d.published, claim.page ? t().page(claim.page) : ""].filter(Boolean).join(" · ");
  const footer = make("footer", {}, make("div", { class: "where", text: where }));
  if (claim.by !== undefined) footer.append(make("div", { class: "speaker" }, `${t().said}：`, nodeLink(claim.by)));
  footer.append(make("div", { class: "how", text: how(claim) }), copyButton(claim));
  if (state.served) footer.append(" ", make("a", { class: "open", href: `/documents/${encodeURIComponent(d.id)}?claim=${encodeURIComponent(claim.id)}#${encodeURIComponent(claim.id)}`, text: t().open }));
  return make("article", { class: "evidence" }, make("blockquote", {}, ...highlighted(claim.quote, claim.spans)), make("div", {}, tag(t()[edge.modality], edge.modality), ...facts.map((fact) => tag(fact)), ...named), footer, ...claimReview(claim));
}
function relationPanel(edge) {
  const claims = [...edge.claims].sort((a, b) => b.confidence - a.confidence);
  const box = [make("h2", {}, nodeLink(edge.from), ` ${relationLabel(edge.relation)} `, nodeLink(edge.to)), make("p", { class: "kind", text: `${t()[edge.modality]} · ${t().evidence(claims.length)}` }),
    ...claims.slice(0, EVIDENCE).map((claim) => evidenceCard(edge, claim))];
  if (claims.length > EVIDENCE) box.push(make("p", { text: t().more(claims.length - EVIDENCE) }));
  return box;
}
