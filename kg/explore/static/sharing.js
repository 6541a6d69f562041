// The view in the address, so that it can be shared; entities by their ids, which do not change from build to build.
const key = (id) => data.nodes[id].key;

function share() {
  const p = new URLSearchParams();
  if (state.lang !== "zh") p.set("lang", state.lang);
  p.set("theme", state.theme);
  if (state.view !== "graph") p.set("view", state.view);
  if (state.view === "table") p.set("tab", state.tab);
  if (state.focus !== null) { p.set("focus", key(state.focus)); p.set("depth", state.depth); }
  if (state.way) p.set("way", `${key(state.way[0])} ${key(state.way[state.way.length - 1])}`);
  if (state.picked) p.set("picked", "node" in state.picked ? key(state.picked.node) : data.edges[state.picked.edge].id);
  for (const [kind, set] of Object.entries(state.off)) if (set.size) p.set(`no-${kind}`, [...set].map((v) => (kind === "documents" ? data.documents[v].id : v)).join(" "));
  for (const name of ["hidden", "extra"]) if (state[name].length) p.set(name, state[name].map(key).join(" "));
  const pins = Object.entries(state.pinned).map(([id, [x, y]]) => `${key(id)},${x},${y}`);
  if (pins.length) p.set("pins", pins.join(" "));
  for (const name of ["from", "to", "question"]) if (state[name] !== null) p.set(name, state[name]);
  for (const name of ["least", "core", "year", "sector"]) if (state[name]) p.set(name, state[name]);
  if (state.largest) p.set("largest", "1");
  if (state.view === "pictures") p.set("picture", state.picture);
  if (state.map.at) p.set("map", [state.map.scale, ...state.map.at.map(Math.round)].join(" "));
  if (state.flow !== "relocatedTo") p.set("flow", state.flow);
  for (const [name, id] of Object.entries(state.given)) p.set(`given-${name}`, id === null ? "" : key(id));
  // A frame without an origin of its own, as in a notebook, may not change its address.
  try { history.replaceState(null, "", `#${p}`); } catch (error) { if (error.name !== "SecurityError") throw error; }
}
function restore() {
  const p = new URLSearchParams(location.hash.slice(1));
  const ids = (name) => (p.get(name) || "").split(" ").map((k) => byKey.get(k)).filter((id) => id !== undefined);
  const number = (name, otherwise) => (p.has(name) && Number.isFinite(Number(p.get(name))) ? Number(p.get(name)) : otherwise);
  const oneOf = (name, known) => { if (known.includes(p.get(name))) state[name] = p.get(name); };
  oneOf("lang", ["zh", "en"]); oneOf("theme", ["dark", "light"]); oneOf("view", VIEWS); oneOf("tab", ["claims", "entities"]); oneOf("picture", PICTURES); oneOf("flow", flowing());
  oneOf("question", data.questions.map((question) => question.name));
  const map = (p.get("map") || "").split(" ").map(Number);
  if (map.length === 3 && map.every(Number.isFinite)) state.map = { scale: Math.min(8, Math.max(1, map[0])), at: map.slice(1) };
  if (/^\d{4}$/.test(p.get("year"))) state.year = p.get("year");
  if (byKey.has(p.get("sector"))) state.sector = p.get("sector");
  Object.assign(state, { least: number("least", 0), core: number("core", 0), from: number("from", null), to: number("to", null), largest: p.get("largest") === "1", hidden: ids("hidden"), extra: ids("extra") });
  for (const [name, x, y] of (p.get("pins") || "").split(" ").map((pin) => pin.split(","))) if (byKey.has(name) && Number.isFinite(Number(x)) && Number.isFinite(Number(y))) state.pinned[byKey.get(name)] = [Number(x), Number(y)];
  for (const kind of Object.keys(state.off)) {
    const known = kind === "documents" ? new Map(data.documents.map((d, i) => [d.id, i])) : new Map([...counts[kind].keys()].map((name) => [name, name]));
    for (const value of (p.get(`no-${kind}`) || "").split(" ")) if (known.has(value)) state.off[kind].add(known.get(value));
  }
  const [focused] = ids("focus"), way = ids("way");
  if (focused !== undefined) Object.assign(state, { focus: focused, depth: Math.min(3, Math.max(1, number("depth", 1))), trail: [focused] });
  if (way.length === 2) state.way = shortest(...way);
  if (focused !== undefined) state.picked = { node: focused };
  const edge = data.edges.findIndex((e) => e.id === p.get("picked"));
  if (edge >= 0) state.picked = { edge }; else if (byKey.has(p.get("picked"))) state.picked = { node: byKey.get(p.get("picked")) };
  for (const [name, value] of p) if (name.startsWith("given-") && (value === "" || byKey.has(value))) state.given[name.slice(6)] = byKey.get(value) ?? null;
}
