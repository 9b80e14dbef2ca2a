// Counts the names that are pasted, and follows a screening that is under way; the pages work without.
const names = document.querySelector("#names");
const counted = document.querySelector("#names-count");
if (names && counted) {
  const count = () => {
    const lines = names.value.split(/[\r\n]+/).filter((line) => line.trim()).length;
    counted.textContent = lines ? counted.dataset.said.replace("#", lines.toLocaleString("en")) : "";
  };
  names.addEventListener("input", count);
  count();
}

const progress = document.querySelector("#progress");
if (progress) follow(progress.dataset.progress);

async function follow(address) {
  const bar = document.querySelector("#bar");
  const told = document.querySelector("#told");
  for (let wait = 400; ; wait = Math.min(wait * 1.3, 2000)) {
    await new Promise((done) => setTimeout(done, wait));
    let found;
    try {
      const answer = await fetch(address, { headers: { accept: "application/json" } });
      if (answer.redirected || answer.status === 410) return location.reload();
      found = await answer.json();
    } catch {
      continue; // the server may be away for a moment
    }
    if (found.next) return location.assign(found.next);
    bar.max = found.asked;
    bar.value = found.count;
    const [kind, values] = found.kind === "waiting" ? ["waiting", []] : ["running", [found.count, found.asked]];
    told.textContent = values.reduce((text, one) => text.replace("#", one.toLocaleString("en")), told.dataset[kind]);
  }
}
