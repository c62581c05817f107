"use strict";
(() => {
const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const chart = byId("chart"), svg = chart.querySelector("svg"), details = byId("details");
const SVG = "http://www.w3.org/2000/svg", DAY = 86400000;

// Elements are made here alone; what the data says is only ever text.
function make(tag, words, parent, attributes) {
  const made = document.createElement(tag);
  if (words) made.textContent = words;
  for (const [name, value] of Object.entries(attributes || {})) made.setAttribute(name, value);
  if (parent) parent.append(made);
  return made;
}
function say(words) { byId("said").textContent = words; }

// ---- pan and zoom
const box = svg.viewBox.baseVal;
const home = box && box.width ? [box.x, box.y, box.width, box.height] : [0, 0, svg.clientWidth, svg.clientHeight];
let view = [...home];
svg.removeAttribute("width"); svg.removeAttribute("height");
function show() { svg.setAttribute("viewBox", view.map((one) => one.toFixed(2)).join(" ")); }
function zoom(factor, x = view[0] + view[2] / 2, y = view[1] + view[3] / 2) {
  const wide = Math.min(Math.max(view[2] * factor, home[2] / 40), home[2] * 4), by = wide / view[2];
  view = [x - (x - view[0]) * by, y - (y - view[1]) * by, wide, view[3] * by];
  show();
}
function move(across, down) { view[0] += across * view[2]; view[1] += down * view[3]; show(); }
function whole() { view = [...home]; show(); }
function point(event) {
  const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  return [at.x, at.y];
}
chart.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoom(event.deltaY < 0 ? 0.85 : 1.18, ...point(event));
}, { passive: false });
let held = null, dragged = false;
chart.addEventListener("pointerdown", (event) => { held = [event.clientX, event.clientY]; dragged = false; });
window.addEventListener("pointermove", (event) => {
  if (!held) return;
  const scale = view[2] / svg.clientWidth || 1;
  const across = event.clientX - held[0], down = event.clientY - held[1];
  if (Math.abs(across) + Math.abs(down) < 4 && !dragged) return;
  dragged = true; held = [event.clientX, event.clientY];
  view[0] -= across * scale; view[1] -= down * scale; show();
});
window.addEventListener("pointerup", () => { held = null; });
chart.addEventListener("keydown", (event) => {
  const steps = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, -0.1], ArrowDown: [0, 0.1] };
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (steps[event.key]) move(...steps[event.key]);
  else if (event.key === "+" || event.key === "=") zoom(0.8);
  else if (event.key === "-") zoom(1.25);
  else if (event.key === "0") whole();
  else if (event.key === "Escape") clear();
  else return;
  event.preventDefault();
});
byId("in").onclick = () => zoom(0.8);
byId("out").onclick = () => zoom(1.25);
byId("whole").onclick = whole;

// ---- which elements belong to which box or line
const nodes = data.nodes, lines = data.lines, drawn = {}, groups = [...svg.querySelectorAll("g.node, g.edge")];
for (const id of Object.keys(nodes)) drawn[id] = [byId(id)].filter(Boolean);
for (const id of Object.keys(lines)) drawn[id] = groups.filter((one) => one.id === id || one.id.startsWith(id + "-"));

// ---- days: the same three answers that hullmark gives
function holds(bounds, day) {
  if (!day || !bounds) return "yes";
  const [startMin, startMax, endMin, endMax] = bounds;
  if ((startMin && day < startMin) || (endMax && day > endMax)) return "no";
  return startMax && startMax <= day && endMin && day <= endMin ? "yes" : "possibly";
}
const days = new Set();
for (const one of Object.values(lines)) for (const link of one.links) for (const day of link.b) if (day) days.add(day);
for (const one of Object.values(nodes)) {
  for (const part of [...one.listings, ...one.names]) for (const day of part.b || []) if (day) days.add(day);
}
const sorted = [...days].sort();
const first = sorted.length ? Date.parse(sorted[0]) - 30 * DAY : 0;
const last = sorted.length ? Date.parse(sorted[sorted.length - 1]) + 30 * DAY : 0;
let today = "", off = new Set(), former = true, trace = [], chosen = null;
const iso = (time) => new Date(time).toISOString().slice(0, 10);

function nameOn(node, day) {
  if (!day) return "";
  const then = node.names.filter((one) => one.b && holds(one.b, day) === "yes" && one.text.toUpperCase() !== node.name.toUpperCase());
  const still = node.names.some((one) => one.b && holds(one.b, day) === "yes" && one.text.toUpperCase() === node.name.toUpperCase());
  return then.length && !still ? [...new Set(then.map((one) => one.text))].join(" / ") : "";
}
function stateOf(line) {
  let best = "no";
  for (const link of line.links) {
    if (off.has(link.class) || (!former && link.former)) continue;
    const found = holds(link.b, today);
    if (found === "yes") return "yes";
    if (found === "possibly") best = "possibly";
  }
  return best;
}
function refresh() {
  const counts = { yes: 0, possibly: 0, no: 0 }, touched = {};
  for (const [id, line] of Object.entries(lines)) {
    const state = stateOf(line);
    counts[state] += 1;
    for (const part of drawn[id]) { part.classList.toggle("off", state === "no"); part.classList.toggle("maybe", state === "possibly" && !!today); part.classList.toggle("dim", trace.length > 0 && !trace.includes(id)); part.setAttribute("aria-hidden", state === "no"); }
    if (state !== "no") { touched[line.upper] = true; touched[line.lower] = true; }
  }
  for (const old of svg.querySelectorAll(".then")) old.remove();
  const renamed = [];
  for (const [id, node] of Object.entries(nodes)) {
    const gone = !node.asked && !touched[id] && Object.keys(lines).length > 0;
    for (const part of drawn[id]) {
      part.classList.toggle("off", gone); part.classList.toggle("dim", trace.length > 0 && !trace.includes(id));
      const then = nameOn(node, today);
      if (then && !gone) {
        renamed.push(`${node.name} then named ${then}`);
        const edge = part.getBBox(), words = document.createElementNS(SVG, "text");
        words.setAttribute("x", edge.x); words.setAttribute("y", edge.y - 3); words.setAttribute("class", "then");
        words.textContent = `then named ${then}`; part.append(words);
      }
    }
  }
  byId("clear").hidden = !trace.length;
  if (trace.length) return;
  const total = Object.keys(lines).length;
  if (!total) return;
  const parts = [`${counts.yes} of ${total} lines ${today ? "hold" : "shown"}`];
  if (today) parts.push(`${counts.possibly} possibly`, `${counts.no} not`);
  say((today ? `On ${today}: ` : "All dates: ") + parts.join(", ") + (renamed.length ? "; " + renamed.join("; ") : "") + ".");
}

// ---- evidence
function links(list, parent) {
  const out = make("ul", "", parent);
  for (const link of list) {
    const item = make("li", "", out);
    make("strong", link.role + (link.share ? ` (${link.share})` : ""), item);
    item.append(`: ${link.from} – ${link.to}`);
    const more = [link.when, link.then && `then named ${link.then}`, link.confidence !== "stated" && link.confidence, link.former && "former"].filter(Boolean).join(", ");
    if (more) item.append(`, ${more}`);
    if (link.stated) make("div", `as stated: “${link.stated}”`, item, { class: "quiet" });
    cite(link.marks, item, link.record);
  }
}
function cite(marks, parent, record) {
  for (const found of (marks || "").matchAll(/\[(\d+)\]/g)) {
    const note = data.notes.find((one) => one.n === Number(found[1]));
    if (!note) continue;
    const line = make("div", `[${note.n}] ${note.document}: ${note.place}${record ? `, record ${record}` : ""} `, parent, { class: "quiet" });
    address(note, line);
  }
}
function address(note, parent) {
  if (note.url && note.link) make("a", note.url, parent, { href: note.url, rel: "noopener noreferrer", target: "_blank" });
  else if (note.url) parent.append(note.url);
}
function tell(id) {
  details.replaceChildren();
  const node = nodes[id];
  if (node) {
    make("h2", node.name, details);
    make("p", [node.kind, node.number, node.id].filter(Boolean).join(" · "), details, { class: "quiet" });
    const part = (heading, list) => { if (list.length) { make("h2", heading, details); const out = make("ul", "", details); for (const words of list) make("li", words, out); } };
    part("Names", node.names.map((one) => [one.text, one.type, one.when].filter(Boolean).join(", ")));
    part("Numbers", node.numbers); part("Flags and countries", node.countries);
    if (node.listings.length) {
      make("h2", "Listings", details);
      const out = make("ul", "", details);
      for (const one of node.listings) {
        const state = !today ? "" : { yes: "", possibly: " (possibly then)", no: " (not on that day)" }[holds(one.b, today)];
        const item = make("li", `${one.authority}: ${one.absent ? "not listed" : one.list} ${one.when}${state}`, out);
        cite(one.marks, item);
      }
    }
    const all = Object.values(lines).filter((one) => one.upper === id || one.lower === id).flatMap((one) => one.links);
    if (all.length) { make("h2", "Links", details); links(all, details); }
  } else if (lines[id]) {
    make("h2", `${nodes[lines[id].upper].name} – ${nodes[lines[id].lower].name}`, details);
    links(lines[id].links, details);
  }
}
function halo(id) {
  for (const old of svg.querySelectorAll(".halo")) old.remove();
  for (const part of drawn[id] || []) {
    if (!part.getBBox || part.classList.contains("edge")) continue;
    const edge = part.getBBox(), ring = document.createElementNS(SVG, "rect");
    for (const [name, value] of Object.entries({ x: edge.x - 4, y: edge.y - 4, width: edge.width + 8, height: edge.height + 8, rx: 5, class: "halo" })) ring.setAttribute(name, value);
    part.append(ring);
  }
}

// ---- tracing from one box to another over what is shown
function clear() { trace = []; chosen = null; halo(""); refresh(); }
function press(id) {
  tell(id); halo(id);
  if (!nodes[id]) return;
  if (!chosen || chosen === id) { chosen = id; trace = []; refresh(); say(`${nodes[id].name} is chosen; press another box to trace the way.`); return; }
  const from = chosen, way = wayFrom(from, id);
  chosen = id; trace = way;
  refresh();
  say(way.length ? `${nodes[from].name} – ${nodes[id].name}: ${way.filter((one) => lines[one]).length} step(s): ${way.map((one) => nodes[one] ? nodes[one].name : lines[one].links.map((link) => link.role).join(", ")).join(" → ")}.` : `No way from ${nodes[from].name} to ${nodes[id].name} over the lines shown.`);
}
function wayFrom(start, end) {
  const before = { [start]: null }, queue = [start];
  while (queue.length) {
    const at = queue.shift();
    if (at === end) break;
    for (const [id, line] of Object.entries(lines)) {
      if ((line.upper !== at && line.lower !== at) || stateOf(line) === "no") continue;
      const next = line.upper === at ? line.lower : line.upper;
      if (!(next in before)) { before[next] = [at, id]; queue.push(next); }
    }
  }
  if (!(end in before)) return [];
  const way = [end];
  for (let at = end; before[at]; [at] = before[at]) way.unshift(before[at][0], before[at][1]);
  return way;
}
for (const [id, parts] of Object.entries(drawn)) {
  const label = nodes[id] ? `${nodes[id].kind} ${nodes[id].name}` : `${lines[id].links.map((one) => one.role).join(", ")}: ${nodes[lines[id].upper].name}, ${nodes[lines[id].lower].name}`;
  parts.forEach((part, at) => {
    if (at === 0) { part.setAttribute("tabindex", "0"); part.setAttribute("role", "button"); part.setAttribute("aria-label", label); }
    part.addEventListener("pointerenter", () => { if (!held) tell(id); });
    part.addEventListener("focus", () => { tell(id); halo(id); });
    part.addEventListener("click", () => { if (!dragged) press(id); });
    part.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); press(id); } });
  });
}
svg.setAttribute("role", "group");
byId("clear").onclick = clear;

// ---- search
for (const node of Object.values(nodes)) make("option", "", byId("names"), { value: node.name });
byId("search").addEventListener("submit", (event) => { event.preventDefault(); find(); });
byId("find").addEventListener("change", find);
function find() {
  const words = byId("find").value.trim().toUpperCase();
  if (!words) { halo(""); return; }
  const found = Object.entries(nodes).filter(([, node]) => [node.name, node.id, ...node.numbers, ...node.names.map((one) => one.text)].some((one) => one.toUpperCase().includes(words)));
  if (!found.length) { say(`Nothing here is called “${byId("find").value}”.`); return; }
  const [id, node] = found[0], edge = drawn[id][0] && drawn[id][0].getBoundingClientRect();
  if (edge) {
    const at = point({ clientX: edge.x + edge.width / 2, clientY: edge.y + edge.height / 2 });
    const wide = Math.min(home[2], Math.max(home[2] / 3, 200)), high = wide * home[3] / home[2];
    view = [at[0] - wide / 2, at[1] - high / 2, wide, high]; show();
  }
  halo(id); tell(id);
  say(`${node.name}${found.length > 1 ? ` and ${found.length - 1} more` : ""} found.`);
}

// ---- switches and the slider
if (data.classes.length) {
  const switches = byId("switches");
  switches.hidden = false;
  const add = (words, change) => {
    const label = make("label", "", switches), input = make("input", "", label, { type: "checkbox" });
    input.checked = true; label.append(` ${words}`);
    input.onchange = () => { change(input.checked); trace = []; refresh(); };
  };
  for (const one of data.classes) add(one, (on) => { if (on) off.delete(one); else off.add(one); });
  add("former", (on) => { former = on; });
}
if (sorted.length && Object.keys(lines).length) {
  const day = byId("day"), date = byId("date");
  byId("time").hidden = false;
  day.max = Math.round((last - first) / DAY); day.value = day.max;
  date.min = iso(first); date.max = iso(last);
  const ask = (value) => { today = value; date.value = value; day.setAttribute("aria-valuetext", value || "all dates"); trace = []; refresh(); };
  day.oninput = () => ask(iso(first + Number(day.value) * DAY));
  date.onchange = () => { if (date.value) { day.value = Math.round((Date.parse(date.value) - first) / DAY); ask(date.value); } };
  byId("all").onclick = () => { day.value = day.max; ask(""); };
}

// ---- table, sources
function tabulate(rows, heading, parent) {
  if (!rows.length) return;
  const table = make("table", "", parent);
  make("caption", heading, table);
  const head = make("tr", "", make("thead", "", table)), body = make("tbody", "", table);
  const columns = Object.keys(rows[0]).filter((name) => rows.some((row) => row[name]));
  let by = "", up = true;
  const fill = () => { body.replaceChildren(); for (const row of rows) { const line = make("tr", "", body); for (const name of columns) make("td", row[name], line); } };
  for (const name of columns) {
    const cell = make("th", "", head, { scope: "col" });
    make("button", name.replaceAll("_", " "), cell, { type: "button" }).onclick = () => {
      up = by === name ? !up : true; by = name;
      rows.sort((one, other) => (up ? 1 : -1) * String(one[name]).localeCompare(String(other[name]), "en", { numeric: true }));
      for (const one of head.children) one.removeAttribute("aria-sort");
      cell.setAttribute("aria-sort", up ? "ascending" : "descending");
      fill();
    };
  }
  fill();
}
tabulate(data.rows, "All of it as a table", byId("table"));
const sources = byId("sources");
if (data.notes.length) {
  make("h2", "Sources", sources);
  const out = make("ul", "", sources);
  for (const note of data.notes) { const item = make("li", `[${note.n}] ${note.document}: ${note.place} `, out); address(note, item); }
}
tabulate(data.lists.map((one) => ({ list: one.title, published: one.published || "no date", part: one.part, "SHA-256": one.sha256 })), "Lists and registers", sources);
if (data.unknown.length) { make("h2", "Not known", sources); const out = make("ul", "", sources); for (const words of data.unknown) make("li", words, out); }
make("p", [data.asOf ? `As of ${data.asOf}` : "All dates", data.knownBy && `as known by ${data.knownBy}`, `SHA-256 of what is shown: ${data.digest}`].filter(Boolean).join(" · "), sources, { class: "quiet" });
refresh();
})();
