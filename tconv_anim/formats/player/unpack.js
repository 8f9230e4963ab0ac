"use strict";
let film;
(async () => {
  const bytes = Uint8Array.from(atob(document.getElementById("film").textContent), letter => letter.charCodeAt(0));
  film = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).json();
  document.body.appendChild(document.createElement("script")).textContent = film.script;
})();
