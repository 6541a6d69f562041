// Answers questions: carries out the plans that Python made of SPARQL (https://www.w3.org/TR/sparql11-query/#sparqlAlgebra).
// A solution maps variables to terms. What a solution was made of, when several became one, is kept beside it.
const madeOf = new WeakMap();
const isVariable = (term) => typeof term === "string" && term.startsWith("?");
const textOf = (term) => (term === undefined ? "" : typeof term === "string" && term.startsWith('"') ? term.slice(1, term.lastIndexOf('"')) : String(term));

/** Carry out a plan for each of the solutions so far; every operator sees what those before it bound. */
function solve([operator, ...rest], solutions) {
  switch (operator) {
    case "match": return matched(rest[0], solutions);
    case "join": return solve(rest[1], solve(rest[0], solutions));
    case "union": return rest.flatMap((plan) => solve(plan, solutions));
    case "optional": return solve(rest[0], solutions).flatMap((solution) => { const more = solve(rest[1], [solution]); return more.length ? more : [solution]; });
    case "values": return solutions.flatMap((solution) => rest[0].filter((row) => Object.entries(row).every(([name, term]) => !(name in solution) || solution[name] === term)).map((row) => ({ ...solution, ...row })));
    case "filter": return solve(rest[1], solutions).filter((solution) => valueOf(rest[0], solution) === true);
    case "bind": return solve(rest[2], solutions).map((solution) => bound(solution, rest[0], valueOf(rest[1], solution)));
    case "group": return grouped(rest[0], rest[1], solve(rest[2], solutions));
    case "order": return ordered(rest[0], solve(rest[1], solutions));
    case "project": return solve(rest[1], solutions);
    case "distinct": return distinct(rest[0][1], solve(rest[0], solutions));
    default: throw new Error(`no such operator: ${operator}`);
  }
}
function bound(solution, variable, term) {
  const next = term === undefined ? { ...solution } : { ...solution, [variable]: term };
  if (madeOf.has(solution)) madeOf.set(next, madeOf.get(solution));
  return next;
}
/** Triple patterns, those with fewest candidates first. */
function matched(steps, solutions) {
  const left = [...steps];
  let found = solutions;
  const has = (term) => !isVariable(term) || (found.length > 0 && term in found[0]);
  const cost = ([subject, names, object]) => names.reduce((sum, name) => {
    const { out, into, size } = triples(name);
    const ways = [size];
    if (has(subject)) ways.push(isVariable(subject) ? size / Math.max(1, out.size) : (out.get(subject) || []).length);
    if (has(object)) ways.push(isVariable(object) ? size / Math.max(1, into.size) : (into.get(object) || []).length);
    return sum + Math.min(...ways);
  }, 0);
  while (left.length && found.length) {
    const costs = left.map(cost), [step] = left.splice(costs.indexOf(Math.min(...costs)), 1);
    found = found.flatMap((solution) => stepped(solution, step));
  }
  return found;
}
function stepped(solution, [subject, names, object]) {
  const from = isVariable(subject) ? solution[subject] : subject, to = isVariable(object) ? solution[object] : object, found = [];
  for (const name of names) {
    const { out, into } = triples(name);
    if (from !== undefined && to !== undefined) { if ((out.get(from) || []).includes(to)) found.push(solution); }
    else if (from !== undefined) for (const term of out.get(from) || []) found.push({ ...solution, [object]: term });
    else if (to !== undefined) for (const term of into.get(to) || []) found.push({ ...solution, [subject]: term });
    else for (const [start, ends] of out) for (const end of ends) found.push({ ...solution, [subject]: start, [object]: end });
  }
  return found;
}
function valueOf(value, solution) {
  if (!Array.isArray(value)) return isVariable(value) ? solution[value] : value;
  const [name, ...rest] = value;
  if (name === "exists") return solve(rest[0], [solution]).length > 0;
  const terms = rest.map((each) => valueOf(each, solution));
  switch (name) {
    case "and": return terms.every((term) => term === true);
    case "not": return terms[0] === false;
    case "coalesce": return terms.find((term) => term !== undefined);
    case "in": return terms.slice(1).includes(terms[0]);
    case "not in": return !terms.slice(1).includes(terms[0]);
    case "=": return terms[0] === terms[1];
    case "!=": return terms[0] !== terms[1];
    case "<": return compared(terms[0], terms[1]) < 0;
    case ">": return compared(terms[0], terms[1]) > 0;
    case "<=": return compared(terms[0], terms[1]) <= 0;
    case ">=": return compared(terms[0], terms[1]) >= 0;
    default: throw new Error(`no such function: ${name}`);
  }
}
/** The order of terms: nothing, names, values (https://www.w3.org/TR/sparql11-query/#modOrderBy). */
function compared(a, b) {
  if (typeof a === "number" && typeof b === "number") return a - b;
  const rank = (term) => (term === undefined ? 0 : typeof term === "string" && !term.startsWith('"') ? 1 : 2);
  return rank(a) - rank(b) || (textOf(a) < textOf(b) ? -1 : textOf(a) > textOf(b) ? 1 : 0);
}
function ordered(keys, solutions) {
  const sortKeys = new Map(solutions.map((solution) => [solution, keys.map(([value]) => valueOf(value, solution))]));
  return [...solutions].sort((a, b) => {
    for (let i = 0; i < keys.length; i += 1) { const way = compared(sortKeys.get(a)[i], sortKeys.get(b)[i]); if (way) return keys[i][1] ? -way : way; }
    return 0;
  });
}
const gathered = (solutions, key) => { const parts = new Map(); for (const solution of solutions) { const name = key(solution); if (parts.has(name)) parts.get(name).push(solution); else parts.set(name, [solution]); } return parts; };
const keyOf = (variables) => (solution) => JSON.stringify(variables.map((variable) => solution[variable] ?? null));

function grouped(by, counts, solutions) {
  return [...gathered(solutions, keyOf(by)).values()].map((members) => {
    const one = Object.fromEntries(by.filter((variable) => variable in members[0]).map((variable) => [variable, members[0][variable]]));
    for (const [result, how, once, variable] of counts) {
      const terms = members.map((member) => member[variable]).filter((term) => term !== undefined);
      const value = how === "count" ? (once ? new Set(terms) : terms)[once ? "size" : "length"] : terms[0];
      if (value !== undefined) one[result] = value;
    }
    madeOf.set(one, members);
    return one;
  });
}
function distinct(columns, solutions) {
  return [...gathered(solutions, keyOf(columns)).values()].map((same) => {
    if (same.length === 1) return same[0];
    const one = { ...same[0] };
    madeOf.set(one, same.flatMap((solution) => madeOf.get(solution) || [solution]));
    return one;
  });
}
