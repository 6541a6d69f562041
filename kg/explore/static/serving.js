// Under `kg serve` sentences link to their place in the document; from disk nothing is asked.
async function askServer() {
  if (!location.protocol.startsWith("http")) return;
  try {
    const answer = await fetch("/api/graph");
    state.served = answer.ok && (await answer.json()).claims === allClaims.length;
  } catch { /* Another server, or none that answers: the page is whole without it. */ }
  if (state.served) drawPanel();
}
