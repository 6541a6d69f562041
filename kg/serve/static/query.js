"use strict";
(() => {
  // ---- words, state, helpers ------------------------------------------------------------------------------------------------
  const words = {
    zh: { examples: "可以這樣問", run: "執行", csv: "下載 CSV", graph: "看圖", table: "看表", keys: "Ctrl+Enter 執行；輸入前綴、類別、關係或實體名稱時會提示，方向鍵選、Tab 補上。", rows: (n, ms) => `${n} 列，${ms} 毫秒`,
      cut: (n) => `；只顯示前 ${n} 列，下載 CSV 可得全部`, triples: (n, ms) => `${n} 條三元組，${ms} 毫秒`, running: "執行中…", yes: "是", no: "否", unreachable: "連不上伺服器", picture: "結果的圖" },
    en: { examples: "Ask for example", run: "Run", csv: "Download CSV", graph: "As graph", table: "As table", keys: "Ctrl+Enter runs. Prefixes, classes, relations and names of entities are completed as you type: arrows to choose, Tab to take.", rows: (n, ms) => `${n} rows, ${ms} ms`,
      cut: (n) => `; only the first ${n} are shown, the CSV has all`, triples: (n, ms) => `${n} triples, ${ms} ms`, running: "Running…", yes: "yes", no: "no", unreachable: "The server cannot be reached", picture: "Graph of the result" },
  };
  const ROWS = 1000;
  const state = { lang: navigator.language.startsWith("zh") ? "zh" : "en", question: null, columns: [], rows: [], graph: false, vocabulary: { prefixes: {}, terms: [] }, questions: [], chosen: 0, offers: [] };
  const t = () => words[state.lang];
  const $ = (id) => document.getElementById(id);
  function make(tag, options = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(options)) {
      if (name === "text") element.textContent = value;
      else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  }
  const json = (url) => fetch(url).then((response) => response.json());
  function say(text, bad = false) { $("status").textContent = text; $("status").className = bad ? "bad" : ""; }
  function short(iri) {
    for (const [prefix, start] of Object.entries(state.vocabulary.prefixes)) if (iri.startsWith(start)) return `${prefix}:${iri.slice(start.length)}`;
    return iri;
  }

  // ---- the editor: a textarea over its own coloured text ----------------------------------------------------------------------
  const TOKENS = /(?<comment>#[^\n]*)|(?<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?<iri><[^<>\s]*>)|(?<variable>[?$]\w+)|(?<name>[A-Za-z][\w-]*:[\w.%-]*)|(?<keyword>\b(?:SELECT|DISTINCT|REDUCED|CONSTRUCT|DESCRIBE|ASK|WHERE|FROM|NAMED|PREFIX|BASE|OPTIONAL|UNION|MINUS|FILTER|NOT|EXISTS|IN|BIND|AS|VALUES|GRAPH|GROUP|BY|HAVING|ORDER|ASC|DESC|LIMIT|OFFSET|COUNT|SUM|MIN|MAX|AVG|SAMPLE|GROUP_CONCAT|STR|LANG|LANGMATCHES|DATATYPE|BOUND|IRI|COALESCE|IF|REGEX|CONTAINS|STRSTARTS|STRENDS|LCASE|UCASE|YEAR|MONTH|DAY|a)\b)/gi;
  function colour() {
    const text = $("sparql").value, parts = [];
    let at = 0;
    for (const match of text.matchAll(TOKENS)) {
      const kind = Object.keys(match.groups).find((name) => match.groups[name] !== undefined);
      parts.push(text.slice(at, match.index), make("span", { class: kind, text: match[0] }));
      at = match.index + match[0].length;
    }
    $("colours").replaceChildren(...parts, `${text.slice(at)}\n`);
    $("colours").scrollTop = $("sparql").scrollTop;
  }
  function write(text) { $("sparql").value = text; colour(); closeOffers(); }

  // ---- completion -----------------------------------------------------------------------------------------------------------
  const WORD = /(?:^|[\s({,;/|^!])([\p{L}\p{N}_-]*:?[\p{L}\p{N}_-]+|[\p{L}_-]+:)$/u;
  function word() { const box = $("sparql"); return WORD.exec(box.value.slice(0, box.selectionEnd))?.[1] ?? ""; }
  let asked = 0;
  async function offer() {
    const now = word(), low = now.toLowerCase();
    const turn = ++asked;
    if (now.length < 2) { closeOffers(); return; }
    const prefixes = Object.keys(state.vocabulary.prefixes).filter((prefix) => prefix.startsWith(low) && low.length > 1).map((prefix) => [`${prefix}:`, state.vocabulary.prefixes[prefix]]);
    const terms = state.vocabulary.terms
      .filter((term) => [term.name, term.name.slice(3), ...Object.values(term.labels)].some((name) => name.toLowerCase().startsWith(low)))
      .map((term) => [term.name, Object.values(term.labels).join(" · ")]);
    let entities = [];
    if (!now.endsWith(":") && (!now.includes(":") || low.startsWith("ent:"))) {
      const found = await json(`/api/search?limit=8&q=${encodeURIComponent(now.replace(/^ent:/i, ""))}`).catch(() => ({ hits: [] }));
      entities = found.hits.map((hit) => [`ent:${hit.id}`, `${hit.label} · ${hit.type}`]);
    }
    if (turn !== asked) return;
    state.offers = [...terms.slice(0, 12), ...prefixes, ...entities].filter(([name]) => name !== now).slice(0, 20);
    state.chosen = 0;
    drawOffers();
  }
  function drawOffers() {
    $("completions").hidden = !state.offers.length;
    $("completions").replaceChildren(...state.offers.map(([name, what], i) => make("li", { role: "option", "aria-selected": String(i === state.chosen), text: `${name}  ${what}`, onmousedown: (event) => { event.preventDefault(); take(i); } })));
    $("completions").children[state.chosen]?.scrollIntoView({ block: "nearest" });
  }
  function closeOffers() { asked += 1; state.offers = []; drawOffers(); }
  function take(i) {
    const box = $("sparql"), now = word(), at = box.selectionEnd;
    box.setRangeText(state.offers[i][0], at - now.length, at, "end");
    closeOffers(); colour(); box.focus();
  }
  $("sparql").addEventListener("input", () => { colour(); offer(); });
  $("sparql").addEventListener("scroll", () => { $("colours").scrollTop = $("sparql").scrollTop; });
  $("sparql").addEventListener("blur", closeOffers);
  $("sparql").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); run(); return; }
    if (!state.offers.length) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); const n = state.offers.length; state.chosen = (state.chosen + (event.key === "ArrowDown" ? 1 : n - 1)) % n; drawOffers(); }
    else if (event.key === "Tab") { event.preventDefault(); take(state.chosen); }
    else if (event.key === "Escape") closeOffers();
  });

  // ---- examples with their parameters -----------------------------------------------------------------------------------------
  const title = (question) => (state.lang === "zh" ? question.title : question.title_en || question.title);
  function pick(question) {
    state.question = question;
    write(question.sparql);
    $("parameters").replaceChildren(...Object.entries(question.parameters).map(([name, value]) => {
      const input = make("input", { name, list: "names", value });
      input.addEventListener("input", async () => {
        const found = await json(`/api/search?limit=10&q=${encodeURIComponent(input.value)}`).catch(() => ({ hits: [] }));
        $("names").replaceChildren(...found.hits.map((hit) => make("option", { value: hit.matched, label: `${hit.label} · ${hit.type}` })));
      });
      return make("label", { text: `${name} ` }, input);
    }));
  }
  async function bindings() {
    // Each parameter is bound to the entity of that name, never pasted into the text.
    const bound = [];
    for (const input of $("parameters").querySelectorAll("input")) {
      if (!new RegExp(`[?$]${input.name}\\b`).test($("sparql").value)) continue;
      const found = await json(`/api/search?limit=1&q=${encodeURIComponent(input.value)}`);
      const id = input.value.startsWith("ent:") ? input.value.slice(4) : found.hits[0]?.id;
      if (!id) throw new Error(`${input.name}: ${input.value}?`);
      bound.push([`$${input.name}`, `<${state.vocabulary.prefixes.ent}${encodeURI(id)}>`]);
    }
    return bound;
  }

  // ---- asking -------------------------------------------------------------------------------------------------------------
  async function ask(accept, more = []) {
    const form = new URLSearchParams([["query", $("sparql").value], ...await bindings(), ...more]);
    const response = await fetch("/sparql", { method: "POST", headers: { Accept: accept }, body: form });
    if (!response.ok) throw new Error(await response.text());
    return response;
  }
  async function run() {
    say(t().running);
    closeOffers();
    try {
      const start = performance.now();
      const response = await ask("application/sparql-results+json, application/n-triples", [["max-rows", String(ROWS)]]);
      const text = await response.text(), ms = Math.round(performance.now() - start), cut = response.headers.has("KG-Rows-Cut") ? t().cut(ROWS) : "";
      if (response.headers.get("Content-Type").startsWith("application/n-triples")) {
        state.columns = ["subject", "relation", "object"];
        state.rows = [...triples(text)];
        say(t().triples(state.rows.length, ms) + cut);
      } else {
        const found = JSON.parse(text);
        state.columns = found.head.vars ?? ["answer"];
        state.rows = found.results ? found.results.bindings.map((binding) => state.columns.map((column) => binding[column])) : [[{ type: "literal", value: found.boolean ? t().yes : t().no }]];
        say(t().rows(state.rows.length, ms) + cut);
      }
      ends();
      draw();
    } catch (error) { say(error instanceof TypeError ? t().unreachable : error.message, true); }
  }
  const TERM = String.raw`(<[^>]*>|_:[^\s]+|"(?:[^"\\]|\\.)*"(?:@[\w-]+|\^\^<[^>]*>)?)`;
  const TRIPLE = new RegExp(`^${TERM}\\s+${TERM}\\s+${TERM}\\s*\\.$`);
  function term(text) {
    if (text[0] === "<") return { type: "uri", value: text.slice(1, -1) };
    if (text[0] === "_") return { type: "bnode", value: text.slice(2) };
    return { type: "literal", value: text.slice(1, text.lastIndexOf('"')).replace(/\\(u[0-9A-F]{4}|U[0-9A-F]{8}|.)/g, (_, c) => (c.length > 1 ? String.fromCodePoint(parseInt(c.slice(1), 16)) : ({ n: "\n", r: "\r", t: "\t" })[c] ?? c)) };
  }
  function* triples(text) { for (const line of text.split("\n")) { const match = TRIPLE.exec(line); if (match) yield match.slice(1).map(term); } }

  // ---- the answer as table and as graph ---------------------------------------------------------------------------------------
  const shown = (value) => (value === undefined ? "" : value.type === "uri" ? short(value.value) : value.type === "triple" ? JSON.stringify(value.value) : value.value);
  function guess() {
    const has = (name) => state.columns.indexOf(name);
    for (const [from, to] of [["subject", "object"], ["s", "o"], ["from", "to"], ["firm", "to"], ["who", "whom"]]) if (has(from) >= 0 && has(to) >= 0) return [has(from), has(to)];
    return [0, 1];
  }
  function ends() {
    const possible = state.columns.length > 1 && state.rows.length > 0, [from, to] = guess();
    $("view").hidden = !possible;
    if (!possible) state.graph = false;
    for (const [id, at] of [["from", from], ["to", to]]) $(id).replaceChildren(...state.columns.map((column, i) => { const option = make("option", { value: String(i), text: column }); option.selected = i === at; return option; }));
  }
  function draw() {
    $("view").textContent = state.graph ? t().table : t().graph;
    $("view").setAttribute("aria-pressed", String(state.graph));
    $("ends").hidden = !state.graph; $("network").hidden = !state.graph; $("result").hidden = state.graph;
    if (state.graph) drawGraph();
    else $("result").replaceChildren(make("table", {}, make("thead", {}, make("tr", {}, ...state.columns.map((column) => make("th", { scope: "col", text: column })))), make("tbody", {}, ...state.rows.map((row) => make("tr", {}, ...row.map((value) => make("td", { text: shown(value) })))))));
  }
  let network = null;
  function drawGraph() {
    const from = Number($("from").value), to = Number($("to").value), label = state.columns.findIndex((column) => ["relation", "p", "predicate"].includes(column));
    const nodes = new Map(), edges = new Map();
    for (const row of state.rows) {
      const a = shown(row[from]), b = shown(row[to]);
      if (!a || !b) continue;
      for (const name of [a, b]) nodes.set(name, { id: name, label: name.length > 24 ? `${name.slice(0, 23)}…` : name });
      const text = label < 0 ? "" : shown(row[label]).replace(/^kg:/, "");
      edges.set(JSON.stringify([a, b, text]), { from: a, to: b, label: text || undefined });
    }
    network?.destroy();
    const style = getComputedStyle(document.body), font = { color: style.color, strokeWidth: 3, strokeColor: style.backgroundColor };
    network = new vis.Network($("network"), { nodes: [...nodes.values()], edges: [...edges.values()] }, {
      layout: { randomSeed: 7, improvedLayout: nodes.size < 150 }, physics: { stabilization: { iterations: 200 }, barnesHut: { springLength: 140 } },
      nodes: { shape: "dot", size: 9, color: "#7fb2e5", font: { ...font, size: 15 } }, edges: { arrows: "to", color: "#8a8f96", font: { ...font, size: 11 } },
    });
    network.once("stabilized", () => network.setOptions({ physics: false }));
    $("network").setAttribute("aria-label", `${t().picture}: ${nodes.size}, ${edges.size}`);
  }
  async function download() {
    try {
      const url = URL.createObjectURL(await (await ask("text/csv")).blob());
      make("a", { href: url, download: `${state.question?.name ?? "query"}.csv` }).click();
      URL.revokeObjectURL(url);
    } catch (error) { say(error.message, true); }
  }

  // ---- the page -------------------------------------------------------------------------------------------------------------
  function language() {
    document.documentElement.lang = state.lang === "zh" ? "zh-Hant" : "en";
    $("lang").textContent = state.lang === "zh" ? "EN" : "中文";
    for (const [id, key] of [["examples-title", "examples"], ["run", "run"], ["csv", "csv"], ["keys", "keys"]]) $(id).textContent = t()[key];
    $("sparql").setAttribute("aria-label", "SPARQL");
    $("questions").replaceChildren(...state.questions.map((question) => make("li", {}, make("button", { type: "button", text: title(question), onclick: () => { pick(question); run(); } }))));
    draw();
  }
  $("form").addEventListener("submit", (event) => { event.preventDefault(); run(); });
  $("csv").addEventListener("click", download);
  $("view").addEventListener("click", () => { state.graph = !state.graph; draw(); });
  for (const id of ["from", "to"]) $(id).addEventListener("change", drawGraph);
  $("lang").addEventListener("click", () => { state.lang = state.lang === "zh" ? "en" : "zh"; language(); });
  Promise.all([json("/api/vocabulary"), json("/api/questions")]).then(([vocabulary, asked_]) => {
    state.vocabulary = vocabulary;
    state.questions = asked_.questions;
    write("SELECT ?firm ?country WHERE {\n  ?f kg:relocatedTo ?c ; rdfs:label ?firm .\n  ?c rdfs:label ?country .\n}");
    language();
  }, () => say(t().unreachable, true));
})();
