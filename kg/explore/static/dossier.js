// All that is known of an entity on one page that prints well.
function showDossier(id) { remember(); state.picked = { node: id }; state.view = "dossier"; draw(false); }

function drawDossier() {
  if (!state.picked || !("node" in state.picked)) { $("pages").replaceChildren(make("p", { text: t().welcome })); return; }
  const node = data.nodes[state.picked.node];
  const groups = groupsOf(node.id).map((group) => make("section", {}, make("h3", { text: groupTitle(group) }), ...group.edges.flatMap((edge) => claimsOf(edge).map((claim) => make("article", { class: "evidence" },
    make("div", {}, make("strong", { text: `${label(data.nodes[edge.from])} ${relationLabel(edge.relation)} ${label(data.nodes[edge.to])}` }), ` · ${[t()[edge.modality], claim.date, claim.rate, claim.amount, claim.role].filter(Boolean).join(" · ")}`),
    make("footer", { text: citation(claim) }))))));
  $("pages").replaceChildren(make("article", { class: "dossier" }, make("div", { class: "actions no-print" }, button(t().print, () => window.print(), { id: "print" }), button(t().graph, () => show("graph"))), ...entityHead(node), ...groups));
}
