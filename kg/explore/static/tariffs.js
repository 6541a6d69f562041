// Tariff rounds on a timeline: a row for each who imposes them.
const ROUNDS = { width: 900, left: 190, step: 15, levels: 10 };

function rounds() {
  return data.edges.filter((edge) => edge.relation === "imposesTariffOn").flatMap((edge) => claimsOf(edge).filter((claim) => claim.years).map((claim) => ({ edge, claim, at: moment(claim.date) })))
    .sort((a, b) => a.at - b.at || a.edge.index - b.edge.index);
}
/** An ISO date as a year with its fraction. */
function moment(date) {
  const [year, month, day] = date.split("/")[0].split("-").map(Number);
  return year + (month ? (month - 1) / 12 : 0.5) + (day ? (day - 1) / 372 : 0);
}
function drawTariffs() {
  const all = rounds();
  if (!all.length) return [make("p", { text: t().noFlows })];
  const rows = [...counted(all.map(({ edge }) => edge.from))].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([id]) => id);
  const first = Math.floor(all[0].at), last = Math.ceil(all[all.length - 1].at + 0.01);
  const x = (at) => ROUNDS.left + ((at - first) / Math.max(1, last - first)) * (ROUNDS.width - ROUNDS.left - 40);
  const taken = new Map(), levels = all.map(({ edge, at }) => {
    const near = `${edge.from} ${Math.round(x(at) / 44)}`, level = (taken.get(near) || 0) % ROUNDS.levels;
    taken.set(near, level + 1);
    return level;
  });
  let height = 8;
  const tops = new Map(rows.map((id) => { const top = height; height += 14 + ROUNDS.step * (1 + Math.max(...all.map(({ edge }, i) => (edge.from === id ? levels[i] : 0)))); return [id, top]; }));
  height += 30;
  const step = Math.max(1, Math.ceil((last - first) / 12)), grid = [];
  for (let year = first; year <= last; year += step) grid.push(svg("line", { x1: x(year), x2: x(year), y1: 8, y2: height - 26, stroke: colour("line") }), svg("text", { x: x(year), y: height - 8, "text-anchor": "middle", "font-size": 12, fill: colour("soft"), text: String(year) }));
  const names = rows.map((id) => svg("text", { x: 8, y: tops.get(id) + 17, fill: colour("ink"), text: short(label(data.nodes[id]), state.lang === "en" ? 22 : 11) }));
  const marks = all.map(({ edge, claim, at }, i) => {
    const y = tops.get(edge.from) + 12 + levels[i] * ROUNDS.step, denied = edge.modality === "denied", sure = edge.modality === "fact";
    const title = `${claim.date} ${label(data.nodes[edge.from])} → ${label(data.nodes[edge.to])} ${claim.rate || ""} ${t()[edge.modality]}`;
    return clickable(title, () => pick({ edge: edge.index }), svg("circle", { cx: x(at), cy: y, r: 5, fill: sure ? colour("accent") : "none", stroke: denied ? colour("denied") : colour("accent"), "stroke-width": 2, "stroke-dasharray": sure ? "none" : "3 2" }),
      svg("text", { x: x(at) + 8, y: y + 4, "font-size": 11, fill: colour("ink"), text: claim.rate || "" }));
  });
  const table = sorted(all.map(({ edge, claim }) => claimRow(edge, claim)), ["date", 1]);
  return [picture(ROUNDS.width, height, t().tariffs, ...grid, ...names, ...marks), make("h2", { class: "minor", text: t().list }), make("div", { class: "wide" }, tableOf(["date", "subject", "relation", "object", "rate", "amount", "modality", "document"], table))];
}
