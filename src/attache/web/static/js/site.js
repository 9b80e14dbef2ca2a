// What a link or an address leads to is shown, also where it stands in a part that is folded.
function unfold() {
  const place = location.hash && document.getElementById(location.hash.slice(1));
  if (!place) return;
  let closed = false;
  for (let part = place.closest("details"); part; part = part.parentElement.closest("details")) {
    closed ||= !part.open;
    part.open = true;
  }
  if (closed) place.scrollIntoView();
}

addEventListener("hashchange", unfold);
unfold();

// On a narrow screen the row of pages is longer than the window: the page that is open is brought into sight.
const row = document.querySelector("nav.pages");
const here = row?.querySelector("[aria-current]");
if (here) row.scrollLeft = here.offsetLeft - row.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;

// Paper has no folds: everything is opened for printing, and folded again.
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("main details:not([open], .add, .derived, .narrow *, aside *, #words *, #cite *)")];
  for (const part of folded) part.open = true;
});
addEventListener("afterprint", () => {
  for (const part of folded) part.open = false;
});
