// While figures are being counted: say how far it is, and load the page again when what it needs is there.
const box = document.querySelector(".counting");
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

async function watch() {
  const needs = box.dataset.needs ? box.dataset.needs.split(",") : [];
  const far = box.querySelector(".far");
  for (let round = 0; round < 900; round += 1) {
    await wait(round < 10 ? 500 : 2000);
    try {
      const answer = await fetch(box.dataset.state, { headers: { accept: "application/json" } });
      if (!answer.ok) return;
      const state = await answer.json();
      far.textContent = `${state.done} / ${state.total}`;
      const missing = needs.some((one) => (one === "all" ? state.done < state.total : state.waiting.includes(one)));
      if (!missing) break;
    } catch {
      return;
    }
  }
  location.reload();
}
if (box) watch();
