// The page as a whole: what is drawn when something changed.
const VIEWS = ["graph", "table", "ask", "pictures", "dossier"];

function drawHead() {
  const text = t();
  document.documentElement.lang = state.lang === "zh" ? "zh-Hant" : "en";
  document.documentElement.dataset.theme = state.theme;
  $("covers").textContent = text.covers(data.whole.documents, data.whole.entities, data.whole.claims, data.covers.length ? ` · ${data.covers.join(" – ")}` : "");
  $("home").textContent = text.home; $("back").textContent = text.back; $("back").disabled = !state.past.length;
  $("view").textContent = state.view === "table" ? text.graph : text.table; $("view").setAttribute("aria-pressed", String(state.view === "table"));
  for (const name of ["ask", "pictures"]) { $(name).textContent = text[name]; $(name).setAttribute("aria-pressed", String(state.view === name)); }
  $("unfold").textContent = text.filters;
  $("lang").textContent = state.lang === "zh" ? "EN" : "中文"; $("theme").textContent = state.theme === "dark" ? text.light : text.dark;
  $("query").placeholder = state.wayFrom === null ? text.search : text.wayTo; $("query").setAttribute("aria-label", $("query").placeholder); $("hits").setAttribute("aria-label", text.search);
  $("stage").setAttribute("aria-label", text[state.view]);
  document.querySelectorAll("#network [role=application]").forEach((element) => element.setAttribute("aria-label", text.graphLabel));
}
function drawStatus(now) {
  const { hidden, undated } = passing();
  const parts = state.view === "graph" ? [t().shown(now.nodes.size, now.edges.length)] : [];
  if (now.left && state.view === "graph") parts.push(t().left(now.left));
  if (hidden) parts.push(t().hidden(hidden, allClaims.length, undated));
  if (partial()) parts.push(t().partly(allClaims.length, data.whole.claims, state.served));
  $("shown").textContent = parts.join(" · ");
}
function draw(fit = true) {
  drawHead(); drawFilters(); drawTimeline(); drawTrail(); drawPanel();
  $("network").hidden = state.view !== "graph"; $("table").hidden = state.view !== "table"; $("pages").hidden = state.view === "graph" || state.view === "table";
  const now = shown();
  drawStatus(now);
  if (state.view === "graph") drawNetwork(now, fit);
  else if (state.view === "table") drawTable();
  else if (state.view === "ask") drawQuestions();
  else if (state.view === "pictures") drawPictures();
  else drawDossier();
  share();
}
function show(view) { state.view = state.view === view ? "graph" : view; draw(); }
$("view").addEventListener("click", () => show("table"));
$("unfold").addEventListener("click", () => { $("unfold").setAttribute("aria-expanded", String($("filters").classList.toggle("open"))); });
$("ask").addEventListener("click", () => show("ask"));
$("pictures").addEventListener("click", () => show("pictures"));
$("lang").addEventListener("click", () => { state.lang = state.lang === "zh" ? "en" : "zh"; draw(false); });
$("theme").addEventListener("click", () => { state.theme = state.theme === "dark" ? "light" : "dark"; draw(false); });
restore();
draw();
askServer();
window.kg = { state, data, network, nodeSet, edgeSet, focus, pick, passing, find, findWay, answering, answerTexts, flowsShown, partial, fetched };
