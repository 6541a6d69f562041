// Pictures that people expect, one at a time.
const PICTURES = ["flows", "tariffs"];

function drawPictures() {
  const tabs = PICTURES.map((name) => button(t()[name], () => { state.picture = name; draw(false); }, { id: `picture-${name}`, "aria-pressed": String(state.picture === name) }));
  $("pages").replaceChildren(make("div", { class: "actions no-print" }, ...tabs), ...(state.picture === "flows" ? drawFlows() : drawTariffs()));
}
