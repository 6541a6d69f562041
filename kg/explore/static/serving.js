// Under `kg serve` sentences link to their place in the document; from disk nothing is asked.
const OPENED = new URLSearchParams(location.hash.slice(1));

async function askServer() {
  if (!location.protocol.startsWith("http")) return;
  try {
    const answer = await fetch("/api/graph");
    const about = answer.ok ? await answer.json() : {};
    state.served = about.claims === data.whole.claims;
    if (state.served && about.review) await startReview();
  } catch { /* Another server, or none that answers: the page is whole without it. */ }
  if (!state.served) return;
  draw(false);
  const wanted = OPENED.get("focus");
  if (state.focus !== null) reach(state.focus, state.depth);
  else if (wanted && partial()) asked(`/api/part/${encodeURIComponent(wanted)}`).then((part) => { takeIn(part); focus(byKey.get(wanted), 1); }, (error) => { $("shown").textContent = error.message; });
}
