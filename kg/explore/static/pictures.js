// Pictures that people expect, one at a time.
const PICTURES = ["flows", "map", "tariffs"];

function drawPictures() {
  const tabs = PICTURES.map((name) => button(t()[name], () => { state.picture = name; draw(false); }, { id: `picture-${name}`, "aria-pressed": String(state.picture === name) }));
  $("pages").replaceChildren(make("div", { class: "actions no-print" }, ...tabs), ...{ flows: drawFlows, map: drawMap, tariffs: drawTariffs }[state.picture]());
}
