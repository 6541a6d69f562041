// Who moves (invests, exports …) from which country to which: a Sankey diagram by sector and year.
const DEPARTURE = { relocatedTo: "relocatedFrom" };
const SANKEY = { width: 900, bar: 14, gap: 12, unit: 16, side: 190 };
const homeOf = (id) => (data.nodes[id].home === null ? id : data.nodes[id].home);

/** Countries that a claim leads from, as `Graph.flows` has them: what it says, else where its sentence says one left, else where the subject is at home. */
function origins(claim, edge) {
  if (claim.origin !== undefined) return [homeOf(claim.origin)];
  if (!(edge.relation in DEPARTURE)) return [data.nodes[homeOf(edge.from)].type === "Country" ? homeOf(edge.from) : null];
  const left = edgesOf[edge.from].filter((e) => e.relation === DEPARTURE[edge.relation] && e.from === edge.from && e.modality !== "denied"
    && e.claims.some((c) => c.document === claim.document && c.quote === claim.quote)).map((e) => homeOf(e.to));
  return left.length ? [...new Set(left)] : [null];
}
/** Relations that lead from country to country, those of which most is said first. */
const flowing = lazily(() => {
  const isCountry = (id) => id !== null && data.nodes[id].type === "Country", leads = (edge) => isCountry(homeOf(edge.to)) && (edge.relation in DEPARTURE || isCountry(homeOf(edge.from)));
  const found = counted(data.edges.filter((edge) => edge.from !== edge.to && leads(edge)).map((edge) => edge.relation));
  return [...found].filter(([name]) => !data.relations[name].symmetric).sort((a, b) => (b[0] in DEPARTURE) - (a[0] in DEPARTURE) || b[1] - a[1]).map(([name]) => name);
});
const inSector = (id) => !state.sector || edgesOf[id].some((edge) => edge.relation === "inSector" && edge.from === id && data.nodes[edge.to].key === state.sector);

function flowsShown() {
  const ways = new Map();
  for (const edge of data.edges) {
    if (edge.relation !== state.flow || edge.modality === "denied" || !inSector(edge.from)) continue;
    for (const claim of claimsOf(edge)) {
      if (state.year && !(claim.years && claim.years[0] <= Number(state.year) && claim.years[1] >= Number(state.year))) continue;
      for (const origin of origins(claim, edge)) {
        const name = `${origin} ${homeOf(edge.to)}`, way = ways.get(name) || { from: origin, to: homeOf(edge.to), firms: new Set(), edges: new Set() };
        way.firms.add(edge.from); way.edges.add(edge.index);
        ways.set(name, way);
      }
    }
  }
  return [...ways.values()].sort((a, b) => b.firms.size - a.firms.size || (a.from ?? -1) - (b.from ?? -1) || a.to - b.to);
}
const placeName = (id) => (id === null ? t().unknown : label(data.nodes[id]));

/** Where each end of the ways stands, top to bottom, most first. */
function stacked(ways, end) {
  const totals = new Map();
  ways.forEach((way) => totals.set(way[end], (totals.get(way[end]) || 0) + way.firms.size));
  let top = 10;
  return new Map([...totals].sort((a, b) => b[1] - a[1]).map(([id, n]) => { const here = { top, next: top, size: n * SANKEY.unit, n }; top += here.size + SANKEY.gap; return [id, here]; }));
}
function sankey(ways) {
  const left = stacked(ways, "from"), right = stacked(ways, "to"), x1 = SANKEY.side, x2 = SANKEY.width - SANKEY.side, mid = (x1 + x2) / 2;
  const height = Math.max(...[...left.values(), ...right.values()].map((bar) => bar.top + bar.size)) + 14;
  const hues = new Map([...left.keys()].map((id, i) => [id, i]));
  const fill = (id) => (id === null ? colour("edge") : regionFill(hues.get(id), 0.75));
  const ribbons = ways.map((way) => {
    const a = left.get(way.from), b = right.get(way.to), size = way.firms.size * SANKEY.unit;
    const [y1, y2] = [a.next, b.next];
    a.next += size; b.next += size;
    const path = `M${x1 + SANKEY.bar},${y1} C${mid},${y1} ${mid},${y2} ${x2},${y2} L${x2},${y2 + size} C${mid},${y2 + size} ${mid},${y1 + size} ${x1 + SANKEY.bar},${y1 + size} Z`;
    return clickable(wayTitle(way), () => showEdges([...way.edges]), svg("path", { d: path, fill: fill(way.from), "fill-opacity": 0.5, class: "ribbon" }));
  });
  const bars = (stack, x, anchor, at) => [...stack].flatMap(([id, bar]) => [svg("rect", { x, y: bar.top, width: SANKEY.bar, height: bar.size, fill: anchor === "end" ? fill(id) : colour("soft") }),
    svg("text", { x: at, y: bar.top + bar.size / 2 + 5, "text-anchor": anchor, fill: colour("ink"), text: `${short(placeName(id), 14)} ${bar.n}` })]);
  return picture(SANKEY.width, height, t().flows, ...ribbons, ...bars(left, x1, "end", x1 - 8), ...bars(right, x2, "start", x2 + SANKEY.bar + 8));
}
function flowPickers(...more) {
  const moved = data.edges.filter((edge) => edge.relation === state.flow);
  const years = [...new Set(moved.flatMap((edge) => edge.claims).map((claim) => claim.years).filter(Boolean).flat())].sort();
  const sectors = counted(moved.flatMap((edge) => edgesOf[edge.from].filter((e) => e.relation === "inSector" && e.from === edge.from).map((e) => e.to)));
  return make("div", { class: "actions" }, choose(t().relation, flowing().map((name) => [name, relationLabel(name)]), state.flow, (name) => { Object.assign(state, { flow: name, year: "", sector: "" }); draw(false); }),
    choose(t().year, [["", t().every], ...years.map((y) => [String(y), String(y)])], state.year, (y) => { state.year = y; draw(false); }),
    choose(t().sector, [["", t().every], ...[...sectors.keys()].map((id) => [data.nodes[id].key, label(data.nodes[id])])], state.sector, (k) => { state.sector = k; draw(false); }), ...more);
}
function flowList(ways) {
  return make("ul", {}, ...ways.map((way) => make("li", {}, button(wayName(way), () => showEdges([...way.edges]), { class: "link" }), ` · ${t().firms(way.firms.size)}：`, ...[...way.firms].flatMap((id) => [nodeLink(id), " "]))));
}
const wayName = (way) => `${placeName(way.from)} → ${placeName(way.to)}`, wayTitle = (way) => `${wayName(way)}: ${[...way.firms].map((id) => label(data.nodes[id])).join("、")}`;

function drawFlows() {
  const ways = flowsShown();
  return [flowPickers(), ...(ways.length ? [sankey(ways), make("h2", { class: "minor", text: t().list }), flowList(ways)] : [make("p", { text: t().noFlows })])];
}
