"use strict";
let book;
(async () => {
  const bytes = Uint8Array.from(atob(document.getElementById("film").textContent), letter => letter.charCodeAt(0));
  book = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).json();
  document.body.appendChild(document.createElement("script")).textContent = book.script;
})();
