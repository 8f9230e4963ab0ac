"use strict";
// `book` is what unpack.js found in the page: films, and what they share. Forms are elements at the origin. A row is what
// a place shows: changes [moments since the last, form, text, x, y], shorter where the rest stays, [moments] for nothing.
// Whatever is in two moments moves from the one to the other.
const {forms, words} = book;
const one = name => document.querySelector(name), make = (name, parent) => parent.appendChild(document.createElement(name));
const drawn = name => document.createElementNS("http://www.w3.org/2000/svg", name);
const svg = one("svg[role]"), layer = svg.querySelector("g"), root = one("main");
const player = one(".player"), slider = one(".player input"), shownStep = one(".player output"), speed = one("select"), sum = one(".sum");
const [back, play, forward, cellsButton, listButton] = player.querySelectorAll("button");
const live = one(".said"), caption = one(".now"), list = one(".transcript");
const still = matchMedia("(prefers-reduced-motion: reduce)");
const QUICK = 260, AT_ONCE = 0, QUICKLY = 1, FULLY = 2;
let film, durations, steps, said, points, reached, told, end, states, nodes, overlay, sky, stops, byPlace, reaches, whole, sheet = null, absent = false;

// --- what each moment shows

function load(n) {  // the film to show; nothing of it is shown yet
  film = Object.fromEntries(Object.entries(book.films).map(([name, of]) => [name, of[n]]));
  ({durations_ms: durations, steps, said, points, reached, told} = film);
  end = durations.length - 1;
  states = durations.map(() => []);
  for (const [place, row] of film.places.entries()) {
    let moment = 0, state = null, seen = {text: "", x: 0, y: 0};
    const until = next => { while (moment < next) states[moment++][place] = state; };
    for (const [more, form, text = seen.text, x = seen.x, y = seen.y] of book.rows[row]) {
      until(moment + more);
      state = form === undefined ? null : seen = {form, text, x, y};
    }
    until(durations.length);
  }
  layer.replaceChildren();
  nodes = film.places.map(() => layer.appendChild(drawn("g")));
  sky = layer.appendChild(drawn("g"));
  overlay = layer.appendChild(drawn("g"));
  overlay.setAttribute("class", "ties");
  for (const [place] of points) nodes[place].setAttribute("class", "cell");
  byPlace = new Map(points.map(point => [point[0], point]));
  reaches = {};
  for (const [cell, from] of Object.entries(reached)) for (const each of from) (reaches[each] ??= []).push(+cell);
  stops = durations.map((_, n) => n).filter(n => n === end || steps[n] !== steps[n + 1] || said[n] !== said[n + 1]);
  [shown, moves, settling, pointed, cursor, pinned, goal] = [-1, [], [], null, null, null, null];
  slider.max = stops.length - 1;
  cellsButton.hidden = !points.length;
  player.hidden = end === 0;
  list.replaceChildren();
  whole = `0 0 ${(sheet ?? film.size).join(" ")}`;
  svg.setAttribute("aria-label", film.alt);
  const [title, more] = film.heading, heading = one("h1");
  heading.textContent = title;
  make("span", heading).textContent = more;
  one(".legend").replaceChildren(...film.legend.map(([fill, edge, text]) => {
    const item = document.createElement("li");
    item.append(icon(fill, edge), text);
    return item;
  }));
  fit();
}
const parts = [];  // the nodes of a form, made when it is first drawn
function built(state) {
  if (!parts[state.form]) {
    parts[state.form] = drawn("g");
    parts[state.form].innerHTML = forms[state.form];
  }
  const node = parts[state.form].cloneNode(true);
  if (state.text) for (const text of node.querySelectorAll("text")) text.textContent = state.text;
  put(node, state.x, state.y);
  return node;
}
const put = (node, x, y) => node.setAttribute("transform", `translate(${+x.toFixed(2)} ${+y.toFixed(2)})`);

// --- from one moment to the next

const VALUE = /#[\da-f]{6}|-?[\d.]+(?:e-?\d+)?/g;
const pairs = new Map();
function between(a, b) {  // how an attribute goes from a to b; undefined if they differ in more than numbers and colours
  const from = a.match(VALUE) ?? [], to = b.match(VALUE) ?? [], rest = a.split(VALUE);
  if (from.length !== to.length || rest.join("\n") !== b.split(VALUE).join("\n")) return undefined;
  const mixed = from.map((value, n) => {
    if (value[0] !== "#") return t => +(+value + (to[n] - value) * t).toFixed(2);
    const [x, y] = [value, to[n]].map(hex => [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16)));
    return t => `rgb(${x.map((c, i) => Math.round(c + (y[i] - c) * t))})`;
  });
  return t => rest.reduce((text, word, n) => text + mixed[n - 1](t) + word);
}
function changed(a, b) {  // the attributes that take form a to form b: [number of the node, name, how], or null
  const key = a * forms.length + b;
  if (!pairs.has(key)) pairs.set(key, compare(a, b));
  return pairs.get(key);
}
function compare(a, b) {
  const [x, y] = [a, b].map(form => { const g = drawn("g"); g.innerHTML = forms[form]; return [...g.children]; });
  if (x.length !== y.length) return null;
  const found = [];
  for (const [n, node] of x.entries()) {
    const names = node.getAttributeNames();
    if (node.tagName !== y[n].tagName || names.join() !== y[n].getAttributeNames().join()) return null;
    for (const name of names) {
      const from = node.getAttribute(name), to = y[n].getAttribute(name);
      if (from === to) continue;
      const way = between(from, to);
      if (!way) return null;
      found.push([n, name, way]);
    }
  }
  return found;
}
const eased = t => t < 0.5 ? 4 * t ** 3 : 1 - (2 - 2 * t) ** 3 / 2;
const passed = (ms, from, to) => to > from ? Math.min(1, Math.max(0, (ms - from) / (to - from))) : +(ms >= to);
const fade = (node, value) => node?.setAttribute("opacity", Math.max(0, Math.min(1, value)).toFixed(2));
function moved(place, a, b) {  // a short way from one state to any other: a function of the time
  const ways = a && b && a.text === b.text ? changed(a.form, b.form) : null;
  const old = ways ? null : a && built(a), now = b && built(b), text = a && b && (a.text || b.text);
  nodes[place].replaceChildren(...[old, now].filter(Boolean));
  return ms => {
    const t = passed(ms, 0, QUICK), share = eased(t);
    if (ways) {
      put(now, a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share);
      for (const [n, name, way] of ways) now.children[n].setAttribute(name, way(share));
      return;
    }
    fade(old, now && !text ? 1 : 1 - 2 * t);
    fade(now, text ? 2 * t - 1 : t);
  };
}
function acts(moment, from, to) {  // what is on its way: [place, timing, form, last form, text, x, y, to x, to y]
  return film.acts[moment].flatMap(([timing, [dx = 0, dy = 0, ex = 0, ey = 0], steps, others]) => {
    let number = 0;
    const own = steps.map(more => {
      number += more;
      const place = number >> 1, {form, text, x, y} = (number & 1 ? from : to)[place];
      return [place, timing, form, form, text, x + dx, y + dy, x + ex, y + ey];
    });
    return [...own, ...others.map(([place, ...rest]) => [place, timing, ...rest])];
  });
}
function acted([place, timing, form, last, text, x0, y0, x1, y1]) {  // the same as a function of the time
  const [o0, o1, m0, m1, f0, f1, since, until, evenly, flies] = book.timings[timing];
  const node = built({form, text, x: x0, y: y0}), ways = form === last ? [] : changed(form, last) ?? [];
  (flies ? sky : nodes[place]).append(node);
  moving = Math.max(moving, f1, x0 === x1 && y0 === y1 && form === last ? 0 : m1);
  return ms => {
    const share = evenly ? passed(ms, m0, m1) : eased(passed(ms, m0, m1));
    fade(node, ms >= since && (until < 0 || ms < until) ? o0 + (o1 - o0) * passed(ms, f0, f1) : 0);
    put(node, x0 + (x1 - x0) * share, y0 + (y1 - y0) * share);
    for (const [n, name, way] of ways) node.children[n].setAttribute(name, way(share));
  };
}

let shown = -1, moves = [], settling = [], at = 0, moving = 0, playing = false, goal = null, last = 0, ticking = 0, played = 0, seen = true;
function settle() {  // what moves is where it goes
  for (const place of settling) {
    const state = states[shown][place];
    nodes[place].replaceChildren(...(state ? [built(state)] : []));
  }
  sky.replaceChildren();
  moves = settling = [];
}
function show(moment, way = 0) {  // AT_ONCE, QUICKLY, or FULLY, as from each moment to the next
  settle();
  const from = states[shown] ?? [], to = states[moment];
  const calm = still.matches || !film.smooth, fully = way === FULLY && moment === shown + 1 && shown >= 0;
  for (let place = 0; place < nodes.length; place++) {
    const a = from[place], b = to[place];
    if (a !== b && (!a || !b || a.form !== b.form || a.text !== b.text || a.x !== b.x || a.y !== b.y)) settling.push(place);
  }
  const places = settling;
  shown = moment;
  at = moving = 0;
  settle();
  if (fully && !calm) {
    const all = acts(moment, from, to), acting = new Set(all.map(([place]) => place).filter(place => nodes[place]));
    settling = [...new Set([...places, ...acting])];  // some go and come again as they were
    for (const place of acting) nodes[place].replaceChildren();
    moves = all.map(acted);
  } else if (way && !calm) {
    settling = places;
    moving = QUICK;
    moves = places.map(place => moved(place, from[place], to[place]));
  }
  for (const each of moves) each(0);
  ties();
  mark(moment);
}
function tick(now) {
  ticking = 0;
  const rate = goal === null ? +speed.value : Math.max(1, +speed.value);
  at += seen ? Math.min(100, now - last) * rate : 0;
  last = now;
  if (moves.length) {
    for (const each of moves) each(at);
    if (at >= moving) settle();
    ties();
  }
  if (playing && at >= (goal === null ? durations[shown] : Math.min(durations[shown], moving + 350))) next();
  run();
}
function run() {
  if (!ticking && (playing || moves.length)) {
    ticking = requestAnimationFrame(now => { last ||= now; tick(now); });
  } else if (!ticking) {
    last = 0;
  }
}
function next() {
  if (shown === goal) return set(false);
  if (shown === end && goal === null && film.loop && ++played >= film.loop) return set(false);
  const moment = shown === end ? 0 : shown + 1;
  show(moment, shown === end ? QUICKLY : FULLY);
  if (shown === goal && !moves.length) set(false);
}
function set(now) {
  playing = now;
  goal = null;
  const word = now ? words.pause : words.play;
  play.querySelector("path").setAttribute("d", now ? "M3 2h4v12H3zM9 2h4v12H9z" : "M3 2v12l11-6z");
  play.setAttribute("aria-label", word);
  play.title = `${word} (${words.space})`;
  if (now) live.textContent = "";
  run();
}

// --- stops: where a reader who steps comes to rest; the last moment of each step, and of each sentence outside of steps

const stopOf = moment => stops.findIndex(stop => stop >= moment);
const name = moment => steps[moment] < 0 ? words.end : `${steps[moment]}/${film.count}`;
function label(moment) {  // of the link: a step, and which of its moments unless it is the last
  const same = steps.map((step, n) => step === steps[moment] ? n : -1).filter(n => n >= 0);
  const step = steps[moment] < 0 ? "end" : String(steps[moment]);
  return moment === same.at(-1) ? step : `${step}.${same.indexOf(moment) + 1}`;
}
function momentOf(text) {
  const [, step, part] = /^(end|\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (!step) return 0;
  const wanted = step === "end" ? -1 : +step;
  let same = steps.map((each, n) => each === wanted ? n : -1).filter(n => n >= 0);
  if (!same.length) same = [wanted < 0 ? end : Math.max(0, steps.findLastIndex(each => each >= 0 && each <= wanted))];
  return part ? same[Math.min(part, same.length) - 1] ?? same.at(-1) : same.at(-1);
}
function mark(moment) {
  slider.value = stopOf(moment);
  shownStep.value = name(moment);
  slider.setAttribute("aria-valuetext", name(moment));
  const [now, sums] = film.captions[moment];
  caption.textContent = now;
  make("b", caption).textContent = sums;
  for (const item of list.querySelectorAll("button")) {
    const now = stopOf(moment) === +item.value;
    if (now) item.setAttribute("aria-current", "step"); else item.removeAttribute("aria-current");
    if (now && !list.hidden) list.scrollTop = item.parentNode.offsetTop - list.clientHeight / 2 + item.offsetHeight / 2;
  }
}
function rest(moment, quick) {  // a reader comes to a moment: it is shown, said and linked
  set(false);
  show(moment, quick ? QUICKLY : AT_ONCE);
  run();
  speak(moment);
}
function speak(moment) {
  live.textContent = film.sentences[said[moment]] || name(moment);
  link(moment);
}
function step(by) {
  const from = goal ?? shown, stop = stopOf(from) + (by < 0 ? -1 : stops[stopOf(from)] === from ? 1 : 0);
  const to = stops[Math.min(stops.length - 1, Math.max(0, stop))];
  if (goal !== null) show(goal);
  if (to <= shown || still.matches || !film.smooth) return rest(to, true);
  set(false);
  speak(to);
  playing = true;
  goal = to;
  next();
  run();
}
function toggle() {
  if (playing && goal === null) {
    set(false);
    return speak(shown);
  }
  set(false);
  played = 0;
  if (shown === end) show(0);
  set(true);
  link(null);
}

// --- the state in the link

let pinned = null, paused = null;
let more = () => [], meant = () => {};  // what else the link says, and who listens
function link(moment) {
  paused = moment;
  const parts = more();
  if (moment !== null) parts.push(`step=${label(moment)}`);
  if (speed.value !== "1") parts.push(`speed=${speed.value}`);
  if (pinned !== null) parts.push(`cell=${pinned}`);
  if (!list.hidden) parts.push("list");
  try { history.replaceState(null, "", parts.length ? `#${parts.join("&")}` : location.pathname + location.search); } catch {}
}
function follow() {
  const state = new URLSearchParams(location.hash.slice(1));
  const wanted = state.get("speed");
  meant(state);
  if (wanted > 0 && wanted <= 16) {
    if (![...speed.options].some(option => option.value === String(+wanted))) speed.add(new Option(`${+wanted}×`, String(+wanted)));
    speed.value = String(+wanted);
  }
  if (absent) return;
  if (state.has("step")) rest(momentOf(state.get("step")));
  else if (state.has("paused")) rest(0);
  else if (shown < 0) {
    show(still.matches ? film.finished : 0);
    set(!still.matches && end > 0);
  }
  reveal(state.has("list"));
  pin(told[state.get("cell")] === undefined ? null : +state.get("cell"));
}

// --- cells and their ties

let pointed = null, cursor = null;
function ties() {
  overlay.replaceChildren();
  const cell = shown > film.finished ? null : pointed ?? pinned;  // after it come other numbers
  sum.textContent = cell === null ? "" : told[cell];
  if (cell === null) return;
  const tied = new Set([...(reached[cell] ?? []), ...(reaches[cell] ?? [])]);
  for (const [place, number] of points) {
    const state = states[shown][place];
    if (!state || (number !== cell && !tied.has(number))) continue;
    const group = drawn("g"), shape = built(state).firstElementChild;
    for (const kind of ["", "on"]) {
      const line = group.appendChild(shape.cloneNode(true));
      line.setAttribute("class", kind);
    }
    put(group, state.x, state.y);
    if (number === cell) group.setAttribute("class", "own");
    overlay.append(group);
  }
}
function point(cell) {
  if (pointed === cell) return;
  pointed = cell;
  ties();
}
function pin(cell) {
  pinned = cell;
  ties();
}
const cellAt = event => byPlace.get(nodes.indexOf(event.target.closest?.("g.cell")));
svg.onpointermove = event => event.pointerType === "mouse" && point(cellAt(event)?.[1] ?? null);
svg.onpointerleave = () => point(null);
svg.onclick = event => {
  const cell = cellAt(event)?.[1] ?? null;
  pin(cell === pinned ? null : cell);
  link(paused);
};
function walk(on) {
  cellsButton.setAttribute("aria-pressed", on);
  cursor = on ? cursor ?? points[0] : null;
  pin(on ? cursor[1] : null);
  if (on) live.textContent = told[cursor[1]];
  link(paused);
}
function walkBy(rows, columns) {
  const [, , panel, row, column] = cursor;
  const here = points.filter(each => each[2] === panel && each[3] === row + rows && each[4] === column + columns);
  const panels = [...new Set(points.map(each => each[2]))], other = panels[panels.indexOf(panel) + columns];
  const there = points.filter(each => each[2] === other);
  const near = there.sort((a, b) => Math.abs(a[3] - row) - Math.abs(b[3] - row) || columns * (a[4] - b[4]));
  cursor = here[0] ?? (columns ? near[0] : null) ?? cursor;
  pin(cursor[1]);
  live.textContent = told[cursor[1]];
  link(paused);
}

// --- the list of what is said

function reveal(open) {
  list.hidden = !open;
  listButton.setAttribute("aria-expanded", open);
  if (open && !list.children.length) {
    for (const [n, stop] of stops.entries()) {
      const button = make("button", make("li", list));
      button.type = "button";
      button.value = n;
      make("b", button).textContent = steps[stop] < 0 ? words.end : steps[stop] || words.start;
      button.append(film.sentences[said[stop]]);
      button.onclick = () => rest(stop, true);
    }
  }
  if (shown >= 0) mark(shown);
  fit();
}

// --- buttons, keys, size, sight

back.onclick = () => step(-1);
forward.onclick = () => step(1);
play.onclick = toggle;
slider.oninput = () => rest(stops[slider.value]);
speed.onchange = () => link(paused);
cellsButton.onclick = () => walk(cursor === null);
listButton.onclick = () => { reveal(list.hidden); link(paused); };

let touched = false;
for (const kind of ["pointerdown", "touchstart"]) addEventListener(kind, () => { touched = true; }, {passive: true});
const keys = {
  ArrowLeft: () => step(-1), ArrowRight: () => step(1), PageUp: () => step(-1), PageDown: () => step(1),
  Home: () => rest(0), End: () => rest(end), " ": toggle, l: () => listButton.click(), c: () => cellsButton.click(),
};
const arrows = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]};
function forwarded(event) {  // a deck around an untouched player gets its keys
  if (parent === window || touched) return false;
  try {
    parent.document.dispatchEvent(new KeyboardEvent(event.type, event));
  } catch {
    parent.postMessage(JSON.stringify({method: "triggerKey", args: [event.keyCode]}), "*");  // what reveal.js reads
  }
  return true;
}
document.onkeydown = event => {
  if (event.key === "Tab") touched = true;
  if (event.ctrlKey || event.altKey || event.metaKey || event.key === "Tab") return;
  if (forwarded(event)) return;
  if (event.key === "Escape") {
    touched = false;
    document.activeElement.blur();
    if (cursor) walk(false); else pin(null), link(paused);
  }
  if (absent || (event.target.type === "range" && event.target !== slider)) return;
  const button = event.target.tagName === "BUTTON" && (event.key === " " || event.key === "Enter");
  if (button || (event.target === speed && event.key !== "Home" && event.key !== "End")) return;
  if (cursor && arrows[event.key] && event.target !== slider) walkBy(...arrows[event.key]);
  else if (keys[event.key] && (event.key.length > 1 || event.key === " " || player.contains(event.target))) keys[event.key]();
  else return;
  event.preventDefault();
};
const icon = (fill, edge) => {
  const swatch = drawn("svg"), box = swatch.appendChild(drawn("rect"));
  swatch.setAttribute("viewBox", "0 0 14 14");
  for (const [key, value] of Object.entries({x: 0.5, y: 0.5, width: 13, height: 13, rx: 3, fill, stroke: edge})) box.setAttribute(key, value);
  return swatch;
};
function fit() {  // where letters would be too small to read, they stand beside the picture, and the picture has the room
  const stage = one(".stage"), [, , width, height] = whole.split(" ").map(Number);
  const room = {width: root.clientWidth - (list.hidden || innerWidth <= 700 ? 0 : list.offsetWidth), height: innerHeight - player.offsetHeight - (one(".sliders")?.offsetHeight ?? 0)};
  const small = Math.min(room.width / width, room.height / height) * film.least < 11.5 && room.height > 120;
  root.classList.toggle("small", small);
  svg.setAttribute("viewBox", small ? film.core.join(" ") : whole);
  for (const place of film.around) nodes[place].setAttribute("visibility", small ? "hidden" : "visible");
}
addEventListener("resize", fit);
addEventListener("hashchange", follow);
new IntersectionObserver(entries => { seen = entries.at(-1).isIntersecting; }).observe(svg);
addEventListener("beforeprint", () => { set(false); show(end); pin(null); svg.setAttribute("viewBox", whole); });
addEventListener("afterprint", fit);
