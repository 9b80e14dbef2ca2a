// Says at once that a file is too large, before it is sent and what was written beside it is lost with it.
for (const field of document.querySelectorAll("input[type=file][data-most]")) {
  const told = document.createElement("p");
  told.className = "problem";
  told.setAttribute("role", "alert");
  told.hidden = true;
  field.after(told);
  const look = () => {
    const file = field.files[0];
    const large = file && file.size > Number(field.dataset.most);
    const said = large ? field.dataset.large.replace("#", file.name.slice(-120)) : "";
    field.setCustomValidity(said);
    if (said) field.setAttribute("aria-invalid", "true");
    else if (file) field.removeAttribute("aria-invalid");
    told.textContent = said;
    told.hidden = !said;
  };
  field.addEventListener("change", look);
  look();
}
