// The filters beside the graph, with how much there is of each.
function counted(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) || 0) + 1);
  return counts;
}
let counts = {};
function recount() {
  counts = {
    types: counted(data.nodes.map((n) => n.type)), relations: counted(data.edges.map((e) => e.relation)), modality: counted(data.edges.map((e) => e.modality)),
    documents: counted(allClaims.map(({ claim }) => claim.document)),
  };
}
recount();
const byCount = (kind) => [...counts[kind].keys()].sort((a, b) => counts[kind].get(b) - counts[kind].get(a) || String(a).localeCompare(String(b)));

function refiltered() { refilter(); draw(overviewed()); }

function choices(kind, names, text, sign) {
  const box = make("details", { class: "group" }, make("summary", { text: t()[kind] }));
  box.open = kind !== "documents" && !narrow();
  if (openGroups.has(kind)) box.open = openGroups.get(kind);
  box.addEventListener("toggle", () => openGroups.set(kind, box.open));
  for (const name of names.filter((n) => counts[kind].get(n))) {
    const toggle = () => { if (!state.off[kind].delete(name)) state.off[kind].add(name); refiltered(); refind(kind, name); };
    box.append(make("button", { type: "button", class: "choice", "data-choice": `${kind} ${name}`, "aria-pressed": String(!state.off[kind].has(name)), onclick: toggle },
      ...(sign ? [sign(name)] : []), make("span", { text: text(name) }), make("span", { class: "count", text: String(counts[kind].get(name)) })));
  }
  return box;
}
const openGroups = new Map();
/** Keep the keyboard where it was: the filters were drawn anew. */
function refind(kind, name) { [...document.querySelectorAll("#filters .choice")].find((b) => b.dataset.choice === `${kind} ${name}`)?.focus(); }

function drawFilters() {
  const dot = (name) => { const s = make("span", { class: "dot" }); s.style.background = typeOf.get(name).color; return s; };
  const least = make("input", { type: "range", id: "least", min: 0, max: 0.95, step: 0.05, value: state.least, "aria-label": t().least, onchange: (e) => { state.least = Number(e.target.value); refiltered(); $("least").focus(); } });
  const largest = make("input", { type: "checkbox", id: "largest", onchange: (e) => { state.largest = e.target.checked; refiltered(); $("largest").focus(); } });
  largest.checked = state.largest;
  const cores = [0, 2, 3, 4, 5].map((k) => [String(k), k ? String(k) : t().every]);
  $("filters").setAttribute("aria-label", t().filters);
  $("filters").replaceChildren(
    choices("types", data.types.map((x) => x.name), typeLabel, dot),
    choices("modality", modalities, (m) => t()[m], (m) => make("span", { class: `rule ${m}` })),
    make("div", { class: "group" }, make("label", { class: "field" }, make("span", { text: `${t().least} ${state.least.toFixed(2)}` }), least),
      choose(t().core, cores, String(state.core), (k) => { state.core = Number(k); refiltered(); }), make("label", { class: "field" }, largest, make("span", { text: t().largest })),
      button(t().clear, clearFilters, { id: "clear" })),
    choices("relations", byCount("relations"), relationLabel),
    choices("documents", byCount("documents"), (i) => data.documents[i].title));
}
function clearFilters() {
  Object.values(state.off).forEach((set) => set.clear());
  Object.assign(state, { least: 0, from: null, to: null, core: 0, largest: false });
  refiltered();
}
