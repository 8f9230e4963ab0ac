"use strict";
let book;
(async () => {
  const bytes = Uint8Array.from(atob(document.getElementById("film").textContent), letter => letter.charCodeAt(0));
  book = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).json();
  document.querySelector(".player").innerHTML = book.buttons;
  for (const name of ["style", "script"]) {
    const element = document.createElement(name);
    element.textContent = book[name];
    document.head.append(element);
  }
})();
