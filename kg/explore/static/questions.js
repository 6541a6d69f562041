// The competency questions as buttons, with their parameters; answers as a table, over the years, and in the graph.
const claimsByTerm = lazily(() => new Map(allClaims.map((said) => [`ent:${said.claim.id}`, said])));
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
  const buttons = data.questions.filter((question) => answerable(question)).map((question) => button(question[state.lang] || question.zh, () => { state.question = question.name; state.given = {}; draw(false); }, { "data-question": question.name, "aria-pressed": String(question === asked) }));
  const listed = make("details", { class: "group" }, make("summary", { text: t().questions(buttons.length) }), make("div", { class: "questions" }, ...buttons));
  listed.open = !asked;
  const box = [listed];
  if (asked && answerable(asked)) {
    const answer = answering(asked), claims = [...new Set(answer.rows.flatMap((row) => row.claims))];
    box.push(make("h2", { text: asked[state.lang] || asked.zh }), make("div", { class: "actions" }, ...asked.parameters.map((parameter) => parameterOf(asked, parameter)), make("span", { class: "soft", text: t().answers(answer.rows.length) }),
      button(t().answerGraph, () => showEdges(claims.map(({ edge }) => edge.index)), { id: "answer-graph" }), button(t().download, () => downloadCsv(answer.columns, answerTexts(answer), `${asked.name}.csv`), { id: "answer-csv" })),
    yearsOf(claims), make("div", { class: "wide" }, answerTable(answer)));
    if (answer.rows.length > ROWS) box.push(make("p", { text: t().more(answer.rows.length - ROWS) }));
  }
  if (data.questions.some((question) => !answerable(question))) box.push(make("p", { class: "soft", text: t().questionsServed }));
  $("pages").replaceChildren(...box);
}
/** The graph of these relations alone. */
function showEdges(indexes) {
  remember();
  Object.assign(state, nowhere, { chosen: [...new Set(indexes)].slice(0, LIMIT), view: "graph" });
  draw();
}
