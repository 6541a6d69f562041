// Communities as coloured regions with names, behind the overview.
const hue = (index) => Math.round((index * 137.5 + 205) % 360);
const regionFill = (index, alpha) => `hsla(${hue(index)}, 55%, ${state.theme === "dark" ? 45 : 60}%, ${alpha})`;
const regionName = (region) => `${region.places.slice(0, 2).map(([id]) => short(label(data.nodes[id]), 10)).join("、")} ${t().others(region.members)}`;
const regionAt = (region) => (narrow() ? region.tall : region.wide);

network.on("beforeDrawing", (context) => {
  if (!overviewed()) return;
  data.regions.forEach((region, i) => {
    const [x, y] = regionAt(region), [width, height] = region.box;
    context.beginPath();
    context.roundRect(x - width / 2, y - height / 2, width, height, 34);
    context.fillStyle = regionFill(i, 0.13);
    context.fill();
    context.strokeStyle = regionFill(i, 0.45);
    context.stroke();
    context.font = `600 20px ${FONT}`;
    context.textAlign = "left";
    context.textBaseline = "top";
    context.fillStyle = colour("soft");
    context.fillText(short(regionName(region), 24), x - width / 2 + 16, y - height / 2 + 10, width - 32);
  });
});
function showRegion(region) {
  goHome();
  const [x, y] = regionAt(region);
  network.moveTo({ position: { x, y }, scale: Math.min(1.5, $("network").clientWidth / (region.box[0] + 60)) });
}
function regionLegend() {
  const list = make("ul", { class: "legend" });
  data.regions.forEach((region, i) => {
    const mark = make("span", { class: "swatch" });
    mark.style.background = regionFill(i, 0.6);
    const name = region.places.slice(0, 3).map(([id]) => label(data.nodes[id])).join("、");
    list.append(make("li", {}, make("button", { type: "button", class: "choice", onclick: () => showRegion(region) }, mark, make("span", { text: name }), make("span", { class: "count", text: String(region.members) }))));
  });
  return list;
}
