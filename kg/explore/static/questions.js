// The competency questions as buttons, with their parameters; answers as a table, over the years, and in the graph.
let byTerm = new Map();
/** Claims by their name; made anew when there are more. */
function claimsByTerm() {
  if (byTerm.size !== allClaims.length) byTerm = new Map(allClaims.map((said) => [`ent:${said.claim.id}`, said]));
  return byTerm;
}
const nodeOf = (term) => (typeof term === "string" && term.startsWith("ent:") ? byKey.get(term.slice(4)) : undefined);
const within = (plan) => (Array.isArray(plan) ? [plan, ...plan.flatMap(within)] : []);
const matches = (plan) => within(plan).filter(([operator]) => operator === "match").flatMap(([, steps]) => steps);

const answerable = (question) => question.plan !== null && matches(question.plan).every(([, names]) => names.every(known));
const columnsOf = (plan) => (plan[0] === "project" ? plan[1] : columnsOf(plan[plan.length - 1]));
const givenOf = (question) => question.parameters.map(({ name, default: usual }) => [name, name in state.given ? state.given[name] : usual]);
const starting = (given) => Object.fromEntries(given.filter(([, id]) => id !== null).map(([name, id]) => [`?${name}`, ent(id)]));

/** What a question finds: its columns, and rows with their terms, the entities that they name, and the claims that say so. */
function answering(question) {
  const start = starting(givenOf(question)), plan = question.plan, columns = columnsOf(plan).filter((column) => !(column in start));
  const named = new Map(matches(plan).filter(([, names]) => names[0] === "rdfs:label").map(([subject, , object]) => [object, subject]));
  const sampled = new Map(within(plan).filter(([operator]) => operator === "group").flatMap(([, , counts]) => counts).filter(([, how]) => how === "sample").map(([result, , , variable]) => [result, variable]));
  const bindings = new Map(within(plan).filter(([operator, , value]) => operator === "bind" && isVariable(value)).map(([, variable, value]) => [variable, sampled.get(value) || value]));
  const stated = matches(plan).filter(([, names]) => names.some((name) => name.replace("kg:", "") in data.relations));
  const rows = solve(plan, [start]).map((solution) => {
    const parts = madeOf.get(solution) || [solution];
    const entityIn = (column) => nodeOf(solution[column]) ?? nodeOf(parts[0][named.get(bindings.get(column) || column)]);
    return { terms: columns.map((column) => solution[column]), entities: columns.map(entityIn), claims: claimsIn(parts, stated) };
  });
  return { columns: columns.map((column) => column.slice(1)), rows };
}
/** The claims that solutions speak of, by themselves or as what is stated of two entities. */
function claimsIn(solutions, stated) {
  const found = new Set(solutions.flatMap((solution) => Object.values(solution)).map((term) => claimsByTerm().get(term)).filter(Boolean));
  if (!found.size) for (const solution of solutions) for (const [subject, [name], object] of stated) for (const said of statedOf(nodeOf(solution[subject]), name.replace("kg:", ""), nodeOf(solution[object]))) found.add(said);
  return [...found];
}
function statedOf(from, relation, to) {
  const edges = from === undefined || to === undefined ? [] : edgesOf[from].filter((edge) => edge.relation === relation && edge.from === from && edge.to === to && edge.modality === "fact");
  return edges.flatMap((edge) => claimsOf(edge).map((claim) => ({ edge, claim })));
}
/** A parameter's entities, those with most answers first. */
function parameterOf(question, { name }) {
  const given = givenOf(question), value = new Map(given).get(name), others = given.filter(([other]) => other !== name);
  const counts = counted(solve(question.plan, [starting(others)]).map((solution) => nodeOf(solution[`?${name}`])).filter((id) => id !== undefined));
  const listed = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, ROWS).map(([id, n]) => [String(id), `${label(data.nodes[id])} (${n})`]);
  if (value !== null && !listed.some(([id]) => id === String(value))) listed.unshift([String(value), label(data.nodes[value])]);
  return choose(columnLabel(name), [["", t().anyone], ...listed], value === null ? "" : String(value), (id) => { state.given = { ...state.given, [name]: id === "" ? null : Number(id) }; draw(false); });
}
const columnLabel = (name) => t().columns[name] || t()[name] || name;
function yearsOf(claims) {
  const counts = counted(claims.map(({ claim }) => claim.years).filter(Boolean).map(([from]) => from));
  const years = [...counts.keys()].sort((a, b) => a - b), most = Math.max(1, ...counts.values());
  return make("ol", { class: "years", "aria-label": t().dates }, ...years.map((year) => {
    const bar = make("span", { class: "bar" });
    bar.style.width = `${(60 * counts.get(year)) / most}%`;
    return make("li", {}, `${year} `, bar, ` ${counts.get(year)}`);
  }));
}
/** A term for people: an entity in their language with a way to it, a relation or modality by its name. */
function answerCell(column, term, id) {
  if (id !== undefined) return make("td", {}, nodeLink(id));
  const text = textOf(term), said = column === "relation" ? relationLabel(text.replace("kg:", "")) : ["modality", "otherwise"].includes(column) ? t()[text] || text : typeof term === "boolean" ? t()[text] : text;
  return make("td", { class: column, text: said });
}
function answerTable({ columns, rows }) {
  const claimCell = ({ claims }) => make("td", {}, ...(claims.length ? [button(`(${claims.length})`, () => (claims.length === 1 ? pick({ edge: claims[0].edge.index }) : showEdges(claims.map(({ edge }) => edge.index))), { class: "link", "aria-label": t().evidence(claims.length) })] : []));
  const head = make("tr", {}, ...columns.map((column) => make("th", { scope: "col", text: columnLabel(column) })), make("th", { scope: "col", text: t().claims }));
  return make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows.slice(0, ROWS).map((row) => make("tr", {}, ...columns.map((column, i) => answerCell(column, row.terms[i], row.entities[i])), claimCell(row)))));
}
/** The rows as text, as `kg query` has them. */
const answerTexts = ({ columns, rows }) => rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, textOf(row.terms[i])])));

function drawQuestions() {
  const asked = data.questions.find((question) => question.name === state.question);
  const whole = state.served && partial(), can = (question) => state.served || answerable(question);
  const buttons = data.questions.filter(can).map((question) => button(question[state.lang] || question.zh, () => { state.question = question.name; state.given = {}; draw(false); }, { "data-question": question.name, "aria-pressed": String(question === asked) }));
  const listed = make("details", { class: "group" }, make("summary", { text: t().questions(buttons.length) }), make("div", { class: "questions" }, ...buttons));
  listed.open = !asked;
  const box = [listed];
  if (asked && can(asked)) {
    const answer = answerable(asked) ? answering(asked) : { columns: [], rows: [] }, claims = [...new Set(answer.rows.flatMap((row) => row.claims))];
    box.push(make("h2", { text: asked[state.lang] || asked.zh }), make("div", { class: "actions" }, ...(answerable(asked) ? asked.parameters.map((parameter) => parameterOf(asked, parameter)) : []), make("span", { class: "soft", id: "answers", text: t().answers(answer.rows.length) }),
      button(t().answerGraph, () => showEdges(claims.map(({ edge }) => edge.index)), { id: "answer-graph" }), button(t().download, () => downloadCsv(answer.columns, answerTexts(answer), `${asked.name}.csv`), { id: "answer-csv" })),
    yearsOf(claims), make("div", { class: "wide", id: "answer" }, answerTable(answer)));
    if (answer.rows.length > ROWS) box.push(make("p", { text: t().more(answer.rows.length - ROWS) }));
    if (whole || !answerable(asked)) showServerAnswer(asked);
  }
  if (!state.served && data.questions.some((question) => !answerable(question))) box.push(make("p", { class: "soft", text: t().questionsServed }));
  $("pages").replaceChildren(...box);
}
/** Put the server's rows in the place of the page's own, unless one has gone on meanwhile. */
async function showServerAnswer(question) {
  const still = JSON.stringify([question.name, state.given]);
  try {
    const answer = await answerFromServer(question);
    if (state.view !== "ask" || JSON.stringify([state.question, state.given]) !== still || !$("answer")) return;
    $("answer").replaceChildren(answerTable(answer), make("p", { class: "soft", text: t().serverAnswers }));
    $("answers").textContent = t().answers(answer.rows.length);
  } catch (error) { if ($("answers")) $("answers").textContent = error.message; }
}
/** The graph of these relations alone. */
function showEdges(indexes) {
  remember();
  Object.assign(state, nowhere, { chosen: [...new Set(indexes)].slice(0, LIMIT), view: "graph" });
  draw();
}
