// How far a pack or a brief is: asked every second or so, until it is ready or failed; then the page is shown again.
const box = document.getElementById("taken");
const told = document.getElementById("told");

async function look(wait) {
  let next = Math.min(wait * 1.2, 5000);
  try {
    const answer = await fetch(box.dataset.progress, { headers: { accept: "application/json" } });
    if (!answer.ok) return location.reload();
    const { kind, files } = await answer.json();
    if (kind !== "waiting" && kind !== "making") return location.reload();
    const said = kind === "making" && files ? told.dataset.files.replace("#", files) : told.dataset[kind];
    if (told.textContent !== said) told.textContent = said;
  } catch {
    next = 5000; // the network is away; the work goes on
  }
  setTimeout(look, next, next);
}

setTimeout(look, 1000, 1000);
