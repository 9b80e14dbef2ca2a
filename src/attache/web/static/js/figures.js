// A variant is shown as soon as it is chosen; without this the button beside it does the same.
const variant = document.querySelector("form.variants select");
if (variant) variant.addEventListener("change", () => variant.form.requestSubmit());
