// The competency questions as buttons; their answers are claims, as a table, over the years, and in the graph.
const ends = { subject: "from", object: "to" };

function answering(question) {
  const given = question.parameters.map(({ end, default: usual }) => [ends[end], end in state.given ? state.given[end] : usual]);
  const fits = (edge) => (!question.relation || edge.relation === question.relation) && (!question.modality.length || question.modality.includes(edge.modality))
    && given.every(([end, id]) => id === null || edge[end] === id) && Object.entries(question.classes).every(([end, cls]) => data.nodes[edge[ends[end]]].cls === cls);
  return data.edges.filter((edge) => passes(edge) && fits(edge)).flatMap((edge) => claimsOf(edge).filter((claim) => question.relation || claim.by !== undefined).map((claim) => ({ edge, claim })));
}
function parameterOf(question, { end, default: usual }) {
  const ids = counted(data.edges.filter((edge) => edge.relation === question.relation).map((edge) => edge[ends[end]]));
  const listed = [...ids].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([id, n]) => [String(id), `${label(data.nodes[id])} (${n})`]);
  const value = end in state.given ? state.given[end] : usual;
  if (value !== null && !ids.has(value)) listed.unshift([String(value), label(data.nodes[value])]);
  return choose(t()[end], [["", t().anyone], ...listed], value === null ? "" : String(value), (id) => { state.given = { ...state.given, [end]: id === "" ? null : Number(id) }; draw(false); });
}
function yearsOf(answers) {
  const counts = counted(answers.map(({ claim }) => claim.years).filter(Boolean).map(([from]) => from));
  const years = [...counts.keys()].sort((a, b) => a - b), most = Math.max(1, ...counts.values());
  return make("ol", { class: "years", "aria-label": t().dates }, ...years.map((year) => {
    const bar = make("span", { class: "bar" });
    bar.style.width = `${(60 * counts.get(year)) / most}%`;
    return make("li", {}, `${year} `, bar, ` ${counts.get(year)}`);
  }));
}
function drawQuestions() {
  const asked = data.questions.find((question) => question.name === state.question);
  const buttons = data.questions.map((question) => button(question[state.lang], () => { state.question = question.name; state.given = {}; draw(false); }, { "data-question": question.name, "aria-pressed": String(question === asked) }));
  const box = [make("div", { class: "questions" }, ...buttons)];
  if (asked) {
    const answers = answering(asked), columns = ["subject", "relation", "object", ...asked.columns];
    const rows = answers.map(({ edge, claim }) => claimRow(edge, claim));
    rows.sort((a, b) => a.date.localeCompare(b.date) || a.subject.localeCompare(b.subject));
    box.push(make("h2", { text: asked[state.lang] }), make("div", { class: "actions" }, ...asked.parameters.map((parameter) => parameterOf(asked, parameter)), make("span", { class: "soft", text: t().answers(answers.length) }),
      button(t().answerGraph, () => showEdges(answers.map(({ edge }) => edge.index)), { id: "answer-graph" }), button(t().download, () => downloadCsv(columns, rows, `${asked.name}.csv`))),
    yearsOf(answers), make("div", { class: "wide" }, tableOf(columns, rows)));
    if (rows.length > ROWS) box.push(make("p", { text: t().more(rows.length - ROWS) }));
  }
  box.push(make("p", { class: "soft", text: t().questionsServed }));
  $("pages").replaceChildren(...box);
}
/** The graph of these relations alone. */
function showEdges(indexes) {
  remember();
  Object.assign(state, nowhere, { chosen: [...new Set(indexes)].slice(0, LIMIT), view: "graph" });
  draw();
}
