// All that the page remembers, in one place; what stands here is drawn, and shared by the address.
const state = {
  lang: "zh", theme: window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light", view: "graph", tab: "claims", sort: { claims: ["date", -1], entities: ["links", -1] },
  picked: null, focus: null, depth: 1, extra: [], hidden: [], pinned: {}, way: null, wayFrom: null, chosen: null,
  off: { types: new Set(), relations: new Set(), modality: new Set(), documents: new Set() }, least: 0, from: null, to: null, core: 0, largest: false,
  question: null, given: {}, picture: "flows", flow: "relocatedTo", map: { scale: 1, at: null }, year: "", sector: "", past: [], trail: [], served: false,
};
const WALK = ["focus", "depth", "picked", "extra", "hidden", "pinned", "way", "chosen"];
const t = () => words[state.lang];
const label = (node) => (state.lang === "en" && node.labels.en) || node.label;
const relationLabel = (name) => (data.relations[name] || {})[state.lang] || name;
const typeLabel = (name) => (typeOf.get(name) || {})[state.lang] || name;
