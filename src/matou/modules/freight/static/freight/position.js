// Fill the position from the phone; without it the two fields are typed by hand.
const button = document.querySelector("[data-locate-now]");
if (button && navigator.geolocation) {
  const form = button.closest("form");
  const said = form.querySelector("[data-locate-said]");
  button.addEventListener("click", () => {
    button.setAttribute("aria-busy", "true");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        button.removeAttribute("aria-busy");
        said.hidden = true;
        form.querySelector("[data-locate=latitude]").value = coords.latitude.toFixed(6);
        form.querySelector("[data-locate=longitude]").value = coords.longitude.toFixed(6);
      },
      () => {
        button.removeAttribute("aria-busy");
        said.textContent = button.dataset.sayFailed;
        said.hidden = false;
      },
      { enableHighAccuracy: true, timeout: 15000 },
    );
  });
} else if (button) {
  button.hidden = true;
}
