// Sliders: their numbers choose a film, or say why there is none.
const {sliders, films_of: filmsOf, refused} = book;
const inputs = [...document.querySelectorAll(".sliders input")];
const refusal = one(".stage").appendChild(document.createElement("div"));
refusal.className = "refused";
refusal.hidden = true;
sheet = [0, 1].map(axis => Math.max(...book.films.size.map(size => size[axis])));
svg.querySelector("rect")?.setAttribute("width", sheet[0]);
svg.querySelector("rect")?.setAttribute("height", sheet[1]);
const chosen = () => inputs.map(input => +input.value);
const text = values => Object.entries(values).map(([name, value]) => `${name}=${value}`).join(", ");
more = () => inputs.map(input => `${input.name}=${input.value}`);
let now = chosen().join();
function choose(values) {  // the film of these numbers, of which nothing is shown yet; whether there is one
  for (const [n, input] of inputs.entries()) {
    input.value = values[n];
    input.parentNode.querySelector("output").value = input.value;
  }
  now = chosen().join();
  set(false);
  absent = filmsOf[now] === undefined;
  refusal.hidden = !absent;
  svg.style.visibility = absent ? "hidden" : "";
  if (!absent) {
    load(filmsOf[now]);
    return true;
  }
  const [sentence, ways] = refused[now];
  player.hidden = true;
  if (!list.hidden) reveal(false);
  sum.textContent = caption.textContent = "";
  refusal.replaceChildren();
  make("p", refusal).textContent = live.textContent = sentence;
  for (const way of ways) {
    const button = make("button", refusal);
    button.type = "button";
    button.textContent = text(way);
    button.onclick = () => {
      turn(sliders.map(([name], n) => way[name] ?? chosen()[n]));
      inputs[0].focus();
    };
  }
  return false;
}
function turn(values) {  // a reader chooses: the same step of the other film, or it plays if this one did
  const step = shown >= 0 && !absent ? label(shown) : "end", plays = playing && goal === null;
  const open = !list.hidden;
  if (choose(values)) {
    if (open) reveal(true);
    if (plays && !still.matches) {
      show(0);
      set(true);
      link(null);
    } else {
      show(momentOf(step));
      live.textContent = film.alt;
      link(shown);
    }
  } else {
    link(null);
  }
}
meant = state => {
  const values = sliders.map(([, key, first, last, value]) => {
    const wanted = Number(state.get(key) ?? value);
    return Number.isInteger(wanted) ? Math.min(last, Math.max(first, wanted)) : value;
  });
  if (values.join() !== now || absent) choose(values);
};
for (const input of inputs) input.oninput = () => turn(chosen());
one(".sliders").onsubmit = event => event.preventDefault();
