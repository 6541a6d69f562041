// The view as a picture: PNG from the canvas, SVG drawn from the same places.
function savePng() {
  const canvas = document.querySelector("#network canvas"), copy = make("canvas", { width: canvas.width, height: canvas.height });
  const context = copy.getContext("2d");
  context.fillStyle = colour("paper");
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(canvas, 0, 0);
  copy.toBlob((blob) => hand(blob, "graph.png"));
}
/** The graph as SVG: regions, lines, dots and names. */
function graphSvg() {
  const ids = [...drawn.nodes.keys()], at = network.getPositions(ids), xs = ids.map((id) => at[id].x), ys = ids.map((id) => at[id].y);
  const regions = overviewed() ? data.regions.map((region, i) => {
    const [x, y] = regionAt(region), [width, height] = region.box;
    return svg("g", {}, svg("rect", { x: x - width / 2, y: y - height / 2, width, height, rx: 34, fill: regionFill(i, 0.16) }), svg("text", { x: x - width / 2 + 16, y: y - height / 2 + 24, fill: colour("soft"), text: short(regionName(region), 24) }));
  }) : [];
  const lines = drawn.edges.map((edge) => {
    const look = looks(edge), [a, b] = [at[edge.from], at[edge.to]];
    return svg("line", { x1: a.x, y1: a.y, x2: b.x, y2: b.y, stroke: look.color, "stroke-dasharray": look.dashes ? look.dashes.join(" ") : "none" });
  });
  const dots = ids.flatMap((id) => [svg("circle", { cx: at[id].x, cy: at[id].y, r: Math.min(data.nodes[id].size, 30), fill: data.nodes[id].color }),
    svg("text", { x: at[id].x, y: at[id].y + Math.min(data.nodes[id].size, 30) + 18, "text-anchor": "middle", fill: colour("ink"), text: short(label(data.nodes[id])) })]);
  const [left, top] = [Math.min(...xs) - 120, Math.min(...ys) - 90], [width, height] = [Math.max(...xs) - left + 120, Math.max(...ys) - top + 90];
  const whole = picture(width, height, t().graphLabel, svg("rect", { x: left, y: top, width, height, fill: colour("paper") }), ...regions, ...lines, ...dots);
  whole.setAttribute("viewBox", `${left} ${top} ${width} ${height}`);
  return whole;
}
function saveSvg() {
  const shownPicture = state.view === "pictures" ? document.querySelector("#pages svg") : null;
  const text = new XMLSerializer().serializeToString(shownPicture || graphSvg());
  hand(new Blob([text], { type: "image/svg+xml" }), "graph.svg");
}
$("png").addEventListener("click", savePng);
$("svg").addEventListener("click", saveSvg);
