// Under `kg serve` sentences link to their place in the document; from disk nothing is asked.
async function askServer() {
  if (!location.protocol.startsWith("http")) return;
  try {
    const answer = await fetch("/api/graph");
    const about = answer.ok ? await answer.json() : {};
    state.served = about.claims === allClaims.length;
    if (state.served && about.review) await startReview();
  } catch { /* Another server, or none that answers: the page is whole without it. */ }
  if (state.served) drawPanel();
}
