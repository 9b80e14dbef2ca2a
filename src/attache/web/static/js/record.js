// Hovering or focusing words shows what they prove; hovering or focusing a code shows its words. Links do the rest.
const all = [...document.querySelectorAll("[data-of]")];
const keysOf = (element) => element.dataset.of.split(" ");
const tip = document.createElement("div");
tip.className = "tip";
tip.setAttribute("role", "tooltip");
tip.id = "evidence-tip";
tip.hidden = true;
document.body.append(tip);
let at = null;

function light(element) {
  const wanted = new Set(keysOf(element));
  for (const one of all) one.classList.toggle("lit", keysOf(one).some((key) => wanted.has(key)));
}

function tell(words) {
  const note = document.getElementById(words.hash.slice(1));
  if (!note) return;
  tip.replaceChildren(...[...note.cloneNode(true).childNodes]);
  for (const one of tip.querySelectorAll(".again")) one.remove();
  for (const one of tip.querySelectorAll("a")) one.replaceWith(...one.childNodes);
  tip.hidden = false;
  const place = words.getClientRects()[0];
  const left = Math.min(place.left, document.documentElement.clientWidth - tip.offsetWidth - 8);
  const below = place.bottom + tip.offsetHeight + 8 < window.innerHeight || place.top < tip.offsetHeight + 8;
  tip.style.left = `${Math.max(8, left) + window.scrollX}px`;
  tip.style.top = `${(below ? place.bottom + 6 : place.top - tip.offsetHeight - 6) + window.scrollY}px`;
  words.setAttribute("aria-describedby", tip.id);
}

function dark() {
  for (const one of all) one.classList.remove("lit");
  if (at) at.removeAttribute("aria-describedby");
  tip.hidden = true;
  at = null;
}

function show(event) {
  const element = event.target.closest("[data-of]");
  if (element === at) return;
  dark();
  if (!element) return;
  at = element;
  light(element);
  if (element.matches("a.w")) tell(element);
}

document.addEventListener("pointerover", show);
document.addEventListener("focusin", show);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") dark(); });
