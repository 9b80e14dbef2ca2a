// On a narrow screen the filters start closed, so that what was found comes first.
const narrow = document.querySelector("details.narrow");
if (narrow && window.matchMedia("(max-width: 48rem)").matches) narrow.open = false;
