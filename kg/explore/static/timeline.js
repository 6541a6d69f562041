// How many claims speak of each year, with a brush: drag over the bars, or move the two sliders.
let spans = [], FIRST = Infinity, LAST = -Infinity;
function remeasure() {
  spans = allClaims.map(({ claim }) => claim.years).filter(Boolean);
  FIRST = spans.reduce((least, [from]) => Math.min(least, from), Infinity);
  LAST = spans.reduce((most, [, to]) => Math.max(most, to), -Infinity);
}
remeasure();
let brushing = null, playing = null;

function brush(from, to) {
  const [a, b] = [Math.min(from, to), Math.max(from, to)];
  state.from = a <= FIRST ? null : a;
  state.to = b >= LAST ? null : b;
  refiltered();
}
function play() {
  if (playing) { clearInterval(playing); playing = null; drawTimeline(); return; }
  const wide = state.from === null ? 0 : (state.to ?? LAST) - state.from;
  let year = state.from ?? Math.max(FIRST, LAST - 25);
  playing = setInterval(() => {
    if (year + wide > LAST) { play(); return; }
    brush(year, year + wide);
    year += 1;
  }, 900);
}
function drawTimeline() {
  $("timeline").hidden = !spans.length;
  if (!spans.length) return;
  const perYear = counted(spans.map(([from]) => from)), most = Math.max(...perYear.values());
  const from = state.from ?? FIRST, to = state.to ?? LAST;
  const bars = make("div", { class: "bars", "aria-hidden": "true" });
  for (let year = FIRST; year <= LAST; year += 1) {
    const bar = make("span", { title: `${year}: ${perYear.get(year) || 0}`, "data-year": year, class: year >= from && year <= to ? "in" : "" });
    bar.style.height = `${perYear.has(year) ? 8 + 92 * Math.sqrt(perYear.get(year) / most) : 0}%`;
    const slot = make("span", { class: "slot", "data-year": year }, bar);
    slot.addEventListener("pointerdown", () => { brushing = year; });
    slot.addEventListener("pointerup", () => { if (brushing !== null) { const start = brushing; brushing = null; brush(start, year); } });
    bars.append(slot);
  }
  const slider = (name, value, change) => make("label", { class: "field" }, make("span", { text: `${t()[name]} ${value}` }),
    make("input", { type: "range", id: `year-${name}`, min: FIRST, max: LAST, value, "aria-label": t()[name], onchange: (e) => { change(Number(e.target.value)); $(`year-${name}`).focus(); } }));
  $("timeline").setAttribute("aria-label", t().dates);
  $("timeline").replaceChildren(bars, make("div", { class: "actions" }, slider("from", from, (y) => brush(y, Math.max(y, to))), slider("to", to, (y) => brush(Math.min(from, y), y)),
    button(playing ? t().stop : t().play, play, { id: "play" })));
}
