// Reviewing under `kg serve --review`: decisions on claims and entities, kept in a file that the next build heeds.
Object.assign(words.zh, {
  review: "審核", right: "正確", wrong: "錯誤", same: "相同", different: "不同", notEntity: "不是實體", setType: "設定類型", compare: "與另一實體相同或不同？", reviewer: "審核者", reason: "理由（可不填）",
  checked: "已核對", withdraw: "撤回", nextBuild: "下次 kg build 生效", changed: "別人剛才也作了決定，已重新載入；請看過再決定。", locked: "要審核，請開啟 kg serve 啟動時印出的網址。", decisions: (n) => `${n} 項決定`,
  verdict: { right: "判為正確", wrong: "判為錯誤", same: "相同", different: "不同", "not an entity": "不是實體", type: "類型" }, failed: "未完成：", typeOf: "類型應為", noServer: "伺服器沒有回應", gone: "圖中已無",
});
Object.assign(words.en, {
  review: "Review", right: "Right", wrong: "Wrong", same: "Same", different: "Different", notEntity: "Not an entity", setType: "Set type", compare: "Same as or different from …", reviewer: "Reviewer",
  reason: "Reason (optional)", checked: "checked", withdraw: "Withdraw", nextBuild: "the next kg build applies it", changed: "Somebody else decided meanwhile; the list is new. Look, and decide again.",
  locked: "To review, open the address that kg serve printed when it started.", decisions: (n) => `${n} decision${n === 1 ? "" : "s"}`,
  verdict: { right: "judged right", wrong: "judged wrong", same: "same", different: "different", "not an entity": "not an entity", type: "type" }, failed: "Not done: ", typeOf: "Type should be", noServer: "the server does not answer", gone: "not in this graph",
});
const TOKEN = "kg-review-token", REVIEWER = "kg-reviewer", TRIES = 5, LISTED = 30, CANDIDATES = 6;
/** What the file holds, in which state; null where there is no reviewing. `locked`: the server reviews, but this page has no token. */
let reviewing = null;
const boxes = new Set();

/** What this tab remembers; a frame without an origin of its own remembers nothing. */
const tabMemory = {
  get(name) { try { return sessionStorage.getItem(name); } catch { return null; } },
  set(name, value) { try { sessionStorage.setItem(name, value); } catch { /* The page works without. */ } },
};
/** The token stands in the address only until the page is read: an address that is shared has none. */
function keepToken() {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token) tabMemory.set(TOKEN, token);
  return Boolean(token);
}
keepToken();
window.addEventListener("hashchange", () => { if (keepToken()) { share(); startReview(); } });

function askReview(path, options = {}) {
  return fetch(path, { ...options, headers: { Authorization: `Bearer ${tabMemory.get(TOKEN)}`, ...options.headers } });
}
async function holdNow(answer) {
  const { who, judgements } = await answer.json();
  reviewing = { version: answer.headers.get("ETag"), judgements, who: tabMemory.get(REVIEWER) ?? who };
}
async function startReview() {
  reviewing = { locked: true, judgements: [] };
  if (tabMemory.get(TOKEN)) {
    const answer = await askReview("/api/judgements");
    if (answer.ok) await holdNow(answer); else reviewing.trouble = answer.status === 401 ? null : await answer.text();
  }
  drawPanel();
}
const heldAbout = (...ids) => (reviewing?.judgements || []).filter((row) => row.about.some((id) => ids.includes(id)));

/** Send a decision; where others decided on something else meanwhile, once more in sight of that. */
async function decide(send, ids, box) {
  const said = (text) => { box.message = text; fillBoxes(); };
  for (let go = 0; go < TRIES; go += 1) {
    const seen = JSON.stringify(heldAbout(...ids));
    let answer;
    try { answer = await send(reviewing.version); } catch { said(t().failed + t().noServer); return; }
    if (answer.ok) { await holdNow(answer); box.why = null; said(""); return; }
    if (answer.status !== 412) { said(t().failed + (await answer.text())); return; }
    const now = await askReview("/api/judgements");
    if (!now.ok) { said(t().failed + (await now.text())); return; }
    await holdNow(now);
    if (JSON.stringify(heldAbout(...ids)) !== seen) break;
  }
  said(t().changed);
}
function judgeThat(judgement, fields, box) {
  const body = JSON.stringify({ judgement, ...fields, who: reviewing.who, why: box.why?.value || "" });
  return decide((version) => askReview("/api/judgements", { method: "POST", body, headers: { "Content-Type": "application/json", "If-Match": version } }), [fields.claim, fields.entity, fields.other].filter(Boolean), box);
}
function withdrawThat(row, box) {
  return decide((version) => askReview(`/api/judgements/${encodeURIComponent(row.id)}`, { method: "DELETE", headers: { "If-Match": version } }), row.about, box);
}
/** A part of the page that shows decisions: drawn anew, in its place, when they change; the keyboard stays where it was. */
function reviewBox(tag, name, content) {
  const box = { element: make(tag, { class: "review", role: "group", "aria-label": name }), content, message: "" };
  boxes.add(box);
  fillBox(box);
  return box.element;
}
function fillBox(box) {
  const held = box.element.contains(document.activeElement) ? document.activeElement.dataset.does : null;
  box.element.replaceChildren(...box.content(box), make("p", { class: "message", role: "status", text: box.message }));
  if (held) ([...box.element.querySelectorAll("[data-does]")].find((part) => part.dataset.does === held) || box.element.querySelector("button"))?.focus();
}
function fillBoxes() { for (const box of boxes) if (box.element.isConnected) fillBox(box); else boxes.delete(box); }

function reasonOf(box) {
  box.why = make("input", { type: "text", class: "why", maxlength: 500, placeholder: t().reason, "aria-label": t().reason, "data-does": "why", value: box.why?.value || "" });
  return box.why;
}
const deed = (name, text, onclick, options = {}) => button(text, onclick, { "data-does": name, ...options });
const signedBy = (row) => [row.who, row.when.slice(0, 10), row.why].filter(Boolean).join(" · ");

function claimReview(claim) {
  const tags = claim.checked ? [make("span", { class: "tag checked", text: `✓ ${t().checked}` })] : [];
  return reviewing && !reviewing.locked ? [...tags, reviewBox("div", t().review, (box) => claimVerdicts(claim, box))] : tags;
}
function claimVerdicts(claim, box) {
  const held = heldAbout(claim.id), buttons = ["right", "wrong"].map((verdict) => {
    const own = held.find((row) => row.judgement === verdict), others = held.filter((row) => row !== own).map((row) => row.id);
    return deed(verdict, t()[verdict], () => (own ? withdrawThat(own, box) : judgeThat(verdict, { claim: claim.id, instead: others }, box)), { "aria-pressed": String(Boolean(own)), class: `verdict ${verdict}` });
  });
  return [make("div", { class: "actions" }, ...buttons, reasonOf(box)), ...held.map((row) => make("p", { class: `held ${row.judgement}`, text: [t().verdict[row.judgement], signedBy(row), t().nextBuild].filter(Boolean).join(" · ") }))];
}
/** A decision as a line, with a button to take it back. */
function heldLine(row, box) {
  const name = (id) => (byKey.has(id) ? label(data.nodes[byKey.get(id)]) : id);
  const what = row.judgement === "type" ? `${row.left}：${t().verdict.type} ${typeLabel(row.right)}` : row.right ? `${name(row.left)} · ${t().verdict[row.judgement]} · ${name(row.right)}` : `${claimName(row.left) || name(row.left)} · ${t().verdict[row.judgement]}`;
  return make("li", { class: "held" }, make("span", { text: what }), " ", make("small", { text: [signedBy(row), row.about.length ? "" : t().gone].filter(Boolean).join(" · ") }), " ", deed(`withdraw ${row.id}`, t().withdraw, () => withdrawThat(row, box), { class: "link" }));
}
function claimName(id) {
  const found = allClaims.find(({ claim }) => claim.id === id);
  return found && `${label(data.nodes[found.edge.from])} ${relationLabel(found.edge.relation)} ${label(data.nodes[found.edge.to])}`;
}
function entityReview(node) {
  if (!reviewing || reviewing.locked) return [];
  return [reviewBox("section", t().review, (box) => entityVerdicts(node, box))];
}
function entityVerdicts(node, box) {
  const held = heldAbout(node.key), none = held.filter((row) => row.judgement === "not an entity");
  const unknown = /-x[0-9a-f]{12}$/.test(node.key); // Types of entities in the names files are changed there.
  const type = make("select", { "aria-label": t().typeOf, "data-does": "type" }, ...data.types.map((one) => make("option", { value: one.name, text: typeLabel(one.name) })));
  type.value = box.type || node.type;
  type.addEventListener("change", () => { box.type = type.value; });
  const types = held.filter((row) => row.judgement === "type").map((row) => row.id);
  return [make("h3", { text: t().review }), make("div", { class: "actions" }, deed("none", t().notEntity, () => judgeThat("not an entity", { entity: node.key }, box), { disabled: none.length ? "" : null }),
    ...(unknown ? [make("span", { class: "typed" }, make("label", { class: "field" }, make("span", { text: t().typeOf }), type), deed("set type", t().setType, () => judgeThat("type", { entity: node.key, type: type.value, instead: types }, box)))] : []), reasonOf(box)),
  comparing(node, box), ...heldList(held, box)];
}
function heldList(held, box) {
  return held.length ? [make("ul", {}, ...held.slice(-LISTED).reverse().map((row) => heldLine(row, box))), make("p", { class: "soft", text: t().nextBuild })] : [];
}
/** Look up another entity, and say of it that it is the same or not. */
function comparing(node, box) {
  const list = make("ul", { class: "candidates" });
  const look = () => {
    box.sought = sought.value;
    list.replaceChildren(...find(sought.value).filter((id) => id !== node.id && data.nodes[id].type === node.type).slice(0, CANDIDATES).map((id) => candidateLine(node, data.nodes[id], box)));
  };
  const sought = make("input", { type: "search", class: "compare", placeholder: t().compare, "aria-label": t().compare, "data-does": "compare", value: box.sought || "", oninput: look });
  look();
  return make("div", { class: "comparing" }, sought, list);
}
function candidateLine(node, other, box) {
  const held = heldAbout(node.key).filter((row) => row.about.includes(other.key));
  const buttons = ["same", "different"].map((verdict) => {
    const own = held.find((row) => row.judgement === verdict), instead = held.filter((row) => row !== own).map((row) => row.id);
    return deed(`${verdict} ${other.key}`, t()[verdict], () => (own ? withdrawThat(own, box) : judgeThat(verdict, { entity: node.key, other: other.key, instead }, box)), { "aria-pressed": String(Boolean(own)), "aria-label": `${t()[verdict]}：${label(other)}` });
  });
  return make("li", {}, make("span", { class: "who", text: label(other) }), " ", make("small", { text: other.names.filter((name) => name !== label(other)).slice(0, 3).join("、") }), ...buttons);
}
/** What was decided, and by whom decisions are signed. */
function reviewOverview() {
  if (!reviewing) return [];
  if (reviewing.locked) return [make("p", { class: "soft", text: reviewing.trouble || t().locked })];
  return [reviewBox("section", t().review, (box) => {
    const who = make("input", { type: "text", maxlength: 100, value: reviewing.who, "data-does": "who", onchange: () => { reviewing.who = who.value; tabMemory.set(REVIEWER, who.value); } });
    return [make("h3", { text: `${t().review} · ${t().decisions(reviewing.judgements.length)}` }), make("label", { class: "field" }, make("span", { text: t().reviewer }), who), ...heldList(reviewing.judgements, box)];
  })];
}
