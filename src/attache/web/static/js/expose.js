// Counts the characters of the description; the page works without.
const text = document.querySelector("#text");
const counted = document.querySelector("#text-count");
if (text && counted) {
  const count = () => {
    const length = [...text.value].length;
    counted.textContent = length ? counted.dataset.said.replace("#", length.toLocaleString("en")) : "";
    counted.classList.toggle("over", length > Number(counted.dataset.most));
  };
  text.addEventListener("input", count);
  count();
}
