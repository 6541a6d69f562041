"use strict";
(() => {
  // ---- data ------------------------------------------------------------------------------------------------------------
  const data = JSON.parse(document.getElementById("data").textContent);
  const typeOf = new Map(data.types.map((t) => [t.name, t]));
  const modalities = ["fact", "planned", "possible", "denied"];
  data.edges.forEach((edge, i) => { edge.index = i; });
  const edgesOf = data.nodes.map(() => []);
  data.edges.forEach((edge) => { edgesOf[edge.from].push(edge); if (edge.to !== edge.from) edgesOf[edge.to].push(edge); });

  const words = {
    zh: { covers: (d, e, c, r) => `${d} 份文件 · ${e} 個實體 · ${c} 條主張${r}`, home: "總覽", back: "返回", table: "表格", graph: "圖", search: "搜尋名稱或別名",
      types: "實體類型", relations: "關係", modality: "語氣", fact: "事實", planned: "計畫", possible: "可能", denied: "否認",
      shown: (n, m, h) => `顯示 ${n} 個實體、${m} 條關係${h ? `，篩選隱藏 ${h} 條` : ""}`, focus: "只看周圍", widen: "再擴一層", names: "名稱", ids: "識別碼", none: "沒有符合的名稱",
      evidence: (n) => `${n} 則證據`, said: "說話者", page: (p) => `第 ${p} 頁`, rule: "規則", sure: "信心", date: "日期", quote: "原句", document: "文件", subject: "主語", relation: "關係",
      object: "賓語", download: "下載 CSV", welcome: "點選實體看它的名稱與關係；點選連線看每一句證據。", cite: "複製引用", copied: "已複製", more: (n) => `還有 ${n} 條`, graphLabel: "知識圖譜", top: "談得最多的實體", in: "（反向）" },
    en: { covers: (d, e, c, r) => `${d} documents · ${e} entities · ${c} claims${r}`, home: "Overview", back: "Back", table: "Table", graph: "Graph", search: "Search names and aliases",
      types: "Entity types", relations: "Relations", modality: "Modality", fact: "fact", planned: "planned", possible: "possible", denied: "denied",
      shown: (n, m, h) => `${n} entities, ${m} relations shown${h ? `; filters hide ${h}` : ""}`, focus: "Focus", widen: "One step wider", names: "Names", ids: "Identifiers", none: "No such name",
      evidence: (n) => `${n} pieces of evidence`, said: "Said by", page: (p) => `p. ${p}`, rule: "Rule", sure: "Confidence", date: "Date", quote: "Sentence", document: "Document", subject: "Subject",
      relation: "Relation", object: "Object", download: "Download CSV", welcome: "Click an entity for its names and relations; click a line for every sentence behind it.", cite: "Copy citation",
      copied: "Copied", more: (n) => `${n} more`, graphLabel: "Knowledge graph", top: "Spoken of most", in: " (inverse)" },
  };

  // ---- state: all of it, in one place -----------------------------------------------------------------------------------
  const state = { lang: "zh", focus: null, depth: 1, picked: null, table: false, sort: ["date", 1], off: { types: new Set(), relations: new Set(), modality: new Set() }, past: [] };
  const LIMIT = 160, ROWS = 1500, EVIDENCE = 40;
  const t = () => words[state.lang];
  const $ = (id) => document.getElementById(id);

  // ---- small helpers ------------------------------------------------------------------------------------------------------
  function make(tag, options = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(options)) {
      if (name === "text") element.textContent = value;
      else if (name === "class") element.className = value;
      else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  }
  const label = (node) => (state.lang === "en" && node.labels.en) || node.label;
  const relationLabel = (name) => (data.relations[name] || { zh: name, en: name })[state.lang] || name;
  const typeLabel = (name) => typeOf.get(name)[state.lang] || name;
  const passes = (edge) => !state.off.relations.has(edge.relation) && !state.off.modality.has(edge.modality)
    && !state.off.types.has(data.nodes[edge.from].type) && !state.off.types.has(data.nodes[edge.to].type);
  const fold = (text) => text.normalize("NFKC").toLowerCase().replaceAll("臺", "台").replace(/\s+/g, "");

  // ---- what is shown ------------------------------------------------------------------------------------------------------
  function shown() {
    let nodes;
    if (state.focus === null) {
      nodes = new Set(data.overview.map(([id]) => id).filter((id) => !state.off.types.has(data.nodes[id].type) && edgesOf[id].some(passes)));
    } else {
      nodes = new Set([state.focus]);
      let edge = [state.focus];
      for (let d = 0; d < state.depth && nodes.size < LIMIT; d += 1) {
        const next = [];
        for (const id of edge) for (const e of edgesOf[id]) if (passes(e)) for (const end of [e.from, e.to]) if (!nodes.has(end) && nodes.size < LIMIT) { nodes.add(end); next.push(end); }
        edge = next;
      }
    }
    const inside = data.edges.filter((e) => nodes.has(e.from) && nodes.has(e.to));
    let edges = inside.filter(passes);
    const hidden = inside.length - edges.length;
    if (state.focus === null) {
      // The overview keeps the strongest relation of each pair, so that it never becomes a hairball.
      const seen = new Set();
      edges = edges.filter((e) => { const pair = `${Math.min(e.from, e.to)}-${Math.max(e.from, e.to)}`; if (seen.has(pair)) return false; seen.add(pair); return true; });
    }
    return { nodes, edges, hidden };
  }

  // ---- the network --------------------------------------------------------------------------------------------------------
  const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  const ink = dark ? "#e8e6e1" : "#1f2328", paper = dark ? "#16181b" : "#fbfaf7", grey = dark ? "#5b626b" : "#b9b5ac", red = dark ? "#ff8a80" : "#b3261e";
  const looks = { fact: { dashes: false, color: grey }, planned: { dashes: [8, 6], color: grey }, possible: { dashes: [2, 5], color: grey }, denied: { dashes: [8, 6], color: red } };
  const nodeSet = new vis.DataSet(), edgeSet = new vis.DataSet();
  const network = new vis.Network($("network"), { nodes: nodeSet, edges: edgeSet }, {
    physics: false, interaction: { hover: true, multiselect: false, keyboard: { enabled: true, bindToWindow: false } },
    nodes: { font: { color: ink, size: 19, strokeWidth: 4, strokeColor: paper, face: "system-ui, Noto Sans TC, WenQuanYi Zen Hei, sans-serif" }, borderWidth: 1 },
    edges: { arrows: { to: { enabled: true, scaleFactor: 0.5 } }, font: { color: ink, size: 11, strokeWidth: 3, strokeColor: paper, align: "middle" }, smooth: { type: "curvedCW", roundness: 0.12 }, selectionWidth: 2 },
  });
  network.on("click", (event) => {
    if (event.nodes.length) pick({ node: event.nodes[0] });
    else if (event.edges.length) pick({ edge: edgeSet.get(event.edges[0]).index });
  });
  network.on("doubleClick", (event) => { if (event.nodes.length) focus(event.nodes[0], 1); });

  function around(ids) {
    // A focused neighbourhood is drawn as rings round its centre: labels stay readable however many neighbours there are.
    const rest = ids.filter((id) => id !== state.focus), rings = [[state.focus]];
    for (let at = 0, room = 12; at < rest.length; at += room, room += 10) rings.push(rest.slice(at, at + room));
    const place = new Map();
    rings.forEach((ring, r) => ring.forEach((id, i) => { const angle = (2 * Math.PI * i) / ring.length + r * 0.35; place.set(id, { x: r * 210 * Math.cos(angle) * 1.25, y: r * 210 * Math.sin(angle) }); }));
    return place;
  }
  function drawNetwork(now) {
    const ids = [...now.nodes].sort((a, b) => a - b);
    const place = state.focus === null ? new Map(data.overview.map(([id, x, y]) => [id, { x, y }])) : around(ids);
    const short = (text) => (text.length > 18 ? `${text.slice(0, 17)}…` : text);
    nodeSet.clear(); edgeSet.clear();
    nodeSet.add(ids.map((id) => { const n = data.nodes[id], p = place.get(id); return { id, label: short(label(n)), x: p.x, y: p.y, size: n.size, color: n.color, shape: "dot" }; }));
    edgeSet.add(now.edges.map((e) => ({ id: e.id, index: e.index, from: e.from, to: e.to, ...looks[e.modality], width: 1 + Math.min(4, e.claims.length / 2), label: now.edges.length <= 60 ? relationLabel(e.relation) : undefined })));
    network.fit({ animation: false });
  }

  // ---- filters ------------------------------------------------------------------------------------------------------------
  function counted(values) { const counts = new Map(); for (const value of values) counts.set(value, (counts.get(value) || 0) + 1); return counts; }
  const counts = { types: counted(data.nodes.map((n) => n.type)), relations: counted(data.edges.map((e) => e.relation)), modality: counted(data.edges.map((e) => e.modality)) };
  function choices(kind, names, text, sign) {
    const box = make("fieldset", {}, make("legend", { text: t()[kind] }));
    for (const name of names) {
      if (!counts[kind].get(name)) continue;
      const toggle = () => { state.off[kind].has(name) ? state.off[kind].delete(name) : state.off[kind].add(name); draw(); };
      box.append(make("button", { type: "button", class: "choice", "aria-pressed": String(!state.off[kind].has(name)), onclick: toggle },
        ...(sign ? [sign(name)] : []), make("span", { text: text(name) }), make("span", { class: "count", text: String(counts[kind].get(name)) })));
    }
    return box;
  }
  function drawFilters() {
    const dot = (name) => { const s = make("span", { class: "dot" }); s.style.background = typeOf.get(name).color; return s; };
    const relations = [...counts.relations.keys()].sort((a, b) => counts.relations.get(b) - counts.relations.get(a) || a.localeCompare(b));
    $("filters").replaceChildren(
      choices("types", data.types.map((x) => x.name), typeLabel, dot),
      choices("modality", modalities, (m) => t()[m], (m) => make("span", { class: `rule ${m}` })),
      choices("relations", relations, relationLabel));
  }

  // ---- the panel: an entity, or a relation with its sentences -------------------------------------------------------------
  function nodeLink(id) { return make("button", { type: "button", class: "link", text: label(data.nodes[id]), onclick: () => pick({ node: id }) }); }
  function entityPanel(node) {
    const box = [make("h2", { text: label(node) }), make("p", { class: "kind", text: `${typeLabel(node.type)}${node.cls === node.type ? "" : ` · ${node.cls}`}` })];
    const others = node.names.filter((name) => name !== label(node));
    if (others.length) box.push(make("p", { class: "names", text: others.join("、") }));
    const ids = Object.entries(node.ids);
    if (ids.length) box.push(make("p", { class: "names", text: ids.map(([scheme, value]) => `${scheme}: ${value}`).join(" · ") }));
    box.push(make("div", { class: "actions" },
      make("button", { type: "button", text: t().focus, onclick: () => focus(node.id, 1) }),
      make("button", { type: "button", text: t().widen, onclick: () => focus(node.id, Math.min(3, state.focus === node.id ? state.depth + 1 : 2)) })));
    const groups = new Map();
    for (const edge of edgesOf[node.id].filter(passes)) {
      const key = `${edge.from === node.id ? 0 : 1}${edge.relation}`;
      groups.set(key, [...(groups.get(key) || []), edge]);
    }
    for (const [key, edges] of [...groups].sort((a, b) => b[1].length - a[1].length || a[0].localeCompare(b[0]))) {
      const list = make("ul");
      for (const edge of edges.slice(0, 25)) {
        const other = edge.from === node.id ? edge.to : edge.from;
        const item = make("li", {}, nodeLink(other), " ", make("button", { type: "button", class: "link", text: `(${edge.claims.length})`, "aria-label": t().evidence(edge.claims.length), onclick: () => pick({ edge: edge.index }) }));
        if (edge.modality !== "fact") item.append(" ", make("span", { class: `tag ${edge.modality}`, text: t()[edge.modality] }));
        list.append(item);
      }
      if (edges.length > 25) list.append(make("li", { text: t().more(edges.length - 25) }));
      box.push(make("section", { class: "relation" }, make("h3", { text: `${relationLabel(key.slice(1))}${key[0] === "1" ? t().in : ""} · ${edges.length}` }), list));
    }
    return box;
  }
  function highlighted(quote, spans) {
    const parts = [];
    let at = 0;
    const points = [...quote];
    spans.map((span, i) => [...span, i]).sort((a, b) => a[0] - b[0]).forEach(([start, end, which]) => {
      if (start < at) return;
      parts.push(points.slice(at, start).join(""), make("mark", { class: which ? "second" : "", text: points.slice(start, end).join("") }));
      at = end;
    });
    return [...parts, points.slice(at).join("")];
  }
  function citation(claim) {
    const d = data.documents[claim.document];
    return `「${claim.quote}」${[d.publisher, `《${d.title}》`, d.published, claim.page ? t().page(claim.page) : ""].filter(Boolean).join("，")}`;
  }
  function evidenceCard(edge, claim) {
    const d = data.documents[claim.document];
    const facts = [claim.date, claim.rate, claim.amount, claim.role].filter(Boolean);
    const tags = facts.map((fact) => make("span", { class: "tag", text: fact }));
    if (edge.modality !== "fact") tags.unshift(make("span", { class: `tag ${edge.modality}`, text: t()[edge.modality] }));
    const where = [`《${d.title}》`, d.published, claim.page ? t().page(claim.page) : ""].filter(Boolean).join(" · ");
    const how = `${claim.by === undefined ? "" : `${t().said}：${label(data.nodes[claim.by])} · `}${t().rule}：${claim.rule} · ${t().sure} ${claim.confidence.toFixed(2)}`;
    const copy = make("button", { type: "button", class: "link", text: t().cite });
    copy.addEventListener("click", () => { navigator.clipboard?.writeText(citation(claim)).then(() => { copy.textContent = t().copied; }, () => {}); });
    return make("article", { class: "evidence" }, make("blockquote", {}, ...highlighted(claim.quote, claim.spans)), make("div", {}, ...tags), make("footer", {}, make("div", { text: where }), make("div", { text: how }), copy));
  }
  function relationPanel(edge) {
    const claims = [...edge.claims].sort((a, b) => b.confidence - a.confidence);
    const box = [make("h2", {}, nodeLink(edge.from), ` ${relationLabel(edge.relation)} `, nodeLink(edge.to)), make("p", { class: "kind", text: `${t()[edge.modality]} · ${t().evidence(claims.length)}` }), ...claims.slice(0, EVIDENCE).map((claim) => evidenceCard(edge, claim))];
    if (claims.length > EVIDENCE) box.push(make("p", { text: t().more(claims.length - EVIDENCE) }));
    return box;
  }
  function welcomePanel() {
    const list = make("ol", {}, ...data.nodes.slice(0, 15).map((n) => make("li", {}, nodeLink(n.id), " ", make("small", { text: typeLabel(n.type) }))));
    return [make("p", { text: t().welcome }), make("h3", { text: t().top }), list];
  }
  function drawPanel() {
    const picked = state.picked;
    const content = !picked ? welcomePanel() : "node" in picked ? entityPanel(data.nodes[picked.node]) : relationPanel(data.edges[picked.edge]);
    $("panel").replaceChildren(...content);
    $("panel").scrollTop = 0;
  }

  // ---- the table ----------------------------------------------------------------------------------------------------------
  const columns = ["subject", "relation", "object", "modality", "date", "rate", "amount", "document", "quote"];
  function rows(edges) {
    const all = edges.flatMap((e) => e.claims.map((c) => ({ edge: e, subject: label(data.nodes[e.from]), relation: relationLabel(e.relation), object: label(data.nodes[e.to]), modality: t()[e.modality],
      date: c.date || "", rate: c.rate || "", amount: c.amount || "", document: data.documents[c.document].title, quote: c.quote })));
    const [key, way] = state.sort;
    return all.sort((a, b) => way * String(a[key]).localeCompare(String(b[key])));
  }
  function drawTable() {
    const all = rows(data.edges.filter((e) => passes(e) && (state.focus === null || e.from === state.focus || e.to === state.focus)));
    const name = (c) => t()[c] || { rate: "%", amount: "$" }[c];
    const head = make("tr", {}, ...columns.map((c) => make("th", { "aria-sort": state.sort[0] === c ? (state.sort[1] > 0 ? "ascending" : "descending") : "none" },
      make("button", { type: "button", text: name(c), onclick: () => { state.sort = [c, state.sort[0] === c ? -state.sort[1] : 1]; draw(); } }))));
    const body = make("tbody", {}, ...all.slice(0, ROWS).map((row) => make("tr", {}, ...columns.map((c) => (c === "relation"
      ? make("td", {}, make("button", { type: "button", class: "link", text: row[c], onclick: () => pick({ edge: row.edge.index }) })) : make("td", { class: c, text: row[c] }))))));
    const save = make("button", { type: "button", text: t().download, onclick: () => download(all) });
    $("table").replaceChildren(save, make("table", {}, make("thead", {}, head), body), ...(all.length > ROWS ? [make("p", { text: t().more(all.length - ROWS) })] : []));
  }
  function download(all) {
    const cell = (text) => `"${String(/^[=+@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
    const text = [columns, ...all.map((row) => columns.map((c) => row[c]))].map((line) => line.map(cell).join(",")).join("\n");
    const link = make("a", { href: URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv" })), download: "claims.csv" });
    link.click();
    URL.revokeObjectURL(link.href);
  }

  // ---- search -------------------------------------------------------------------------------------------------------------
  const keys = data.nodes.map((n) => n.names.map(fold));
  let hits = [], chosen = 0;
  function find(text) {
    const wanted = fold(text);
    if (!wanted) return [];
    const found = [];
    keys.forEach((names, id) => { const best = Math.min(...names.map((n) => (n === wanted ? 0 : n.startsWith(wanted) ? 1 : n.includes(wanted) ? 2 : 9))); if (best < 9) found.push([best, id]); });
    return found.sort((a, b) => a[0] - b[0] || a[1] - b[1]).slice(0, 12).map(([, id]) => id);
  }
  function drawHits() {
    const open = $("query").value.trim() !== "";
    $("hits").hidden = !open;
    $("query").setAttribute("aria-expanded", String(open));
    const items = hits.map((id, i) => make("li", { role: "option", id: `hit-${i}`, "aria-selected": String(i === chosen), onmousedown: (e) => { e.preventDefault(); take(id); } }, make("span", { text: label(data.nodes[id]) }), make("small", { text: typeLabel(data.nodes[id].type) })));
    $("hits").replaceChildren(...(items.length ? items : [make("li", { text: t().none })]));
    $("query").setAttribute("aria-activedescendant", hits.length ? `hit-${chosen}` : "");
  }
  function take(id) { $("query").value = ""; hits = []; drawHits(); focus(id, 1); }
  $("query").addEventListener("input", () => { hits = find($("query").value); chosen = 0; drawHits(); });
  $("query").addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { chosen = (chosen + (event.key === "ArrowDown" ? 1 : hits.length - 1)) % Math.max(1, hits.length); drawHits(); event.preventDefault(); }
    if (event.key === "Escape") { $("query").value = ""; hits = []; drawHits(); }
  });
  $("query").addEventListener("blur", () => { $("hits").hidden = true; });
  $("search").addEventListener("submit", (event) => { event.preventDefault(); if (hits.length) take(hits[chosen]); });

  // ---- moving about -------------------------------------------------------------------------------------------------------
  function remember() { state.past.push({ focus: state.focus, depth: state.depth, picked: state.picked }); if (state.past.length > 50) state.past.shift(); }
  function focus(id, depth) { remember(); state.focus = id; state.depth = depth; state.picked = { node: id }; draw(); }
  function pick(what) { remember(); state.picked = what; drawPanel(); drawHead(); }
  $("home").addEventListener("click", () => { remember(); state.focus = null; state.picked = null; draw(); });
  $("back").addEventListener("click", () => { const last = state.past.pop(); if (last) { Object.assign(state, last); draw(); } });
  $("view").addEventListener("click", () => { state.table = !state.table; draw(); });
  $("lang").addEventListener("click", () => { state.lang = state.lang === "zh" ? "en" : "zh"; draw(); });

  function drawHead() {
    const claims = data.edges.reduce((sum, e) => sum + e.claims.length, 0);
    document.documentElement.lang = state.lang === "zh" ? "zh-Hant" : "en";
    $("covers").textContent = t().covers(data.documents.length, data.nodes.length, claims, data.covers.length ? ` · ${data.covers.join(" – ")}` : "");
    $("home").textContent = t().home; $("back").textContent = t().back; $("back").disabled = !state.past.length;
    $("view").textContent = state.table ? t().graph : t().table; $("view").setAttribute("aria-pressed", String(state.table));
    $("lang").textContent = state.lang === "zh" ? "EN" : "中文";
    $("query").placeholder = t().search; $("query").setAttribute("aria-label", t().search); $("network").setAttribute("aria-label", t().graphLabel);
  }
  function draw() {
    drawHead(); drawFilters(); drawPanel();
    $("network").hidden = state.table; $("table").hidden = !state.table;
    const now = shown();
    $("shown").textContent = t().shown(now.nodes.size, now.edges.length, now.hidden);
    if (state.table) drawTable(); else drawNetwork(now);
  }
  draw();
  window.kg = { state, network, nodeSet, edgeSet, focus, pick };
})();
