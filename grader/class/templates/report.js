
"use strict";
// What is shown on demand: the details are unpacked here, and built as elements whose text is only ever text.
// Without this script the page is whole but for them.

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) if (value !== null) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function drawn(name, attributes, text) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

// What stands between backticks is code.
function rich(name, attributes, text) {
  const parts = text.trim().split("`");
  if (parts.length % 2 === 0) parts.push("`" + parts.pop());
  return element(name, attributes, ...parts.map((part, index) => (index % 2 && index < parts.length ? element("code", null, part) : part)));
}

function folded(title, ...children) {
  return element("details", { class: "sample" }, element("summary", null, title), ...children);
}

// ---- The packs.

const unpacked = new Map();

function pack(kata) {
  if (!unpacked.has(kata)) unpacked.set(kata, unpack($(`script.pack[data-kata="${CSS.escape(kata)}"]`)));
  return unpacked.get(kata);
}

async function unpack(script) {
  if (!script) return null;
  const bytes = Uint8Array.from(atob(script.textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return JSON.parse(await new Response(stream).text());
}

async function detailOf(kata, student) {
  const all = await pack(kata);
  const index = all && all.students[student];
  return index === undefined || index === null ? null : { ...all.details[index], reference: all.reference };
}

// ---- Timelines.

const ENDS = { "#": "finished", x: "dropped", ">": "still running", "!": "panicked" };

// Where a bar begins and ends, and how. A mark may stand before and behind it.
function extent({ bar }) {
  const end = Math.max(...[..."#x>!"].map((sign) => bar.lastIndexOf(sign)));
  const last = end < 0 ? bar.lastIndexOf("=") : end;
  const first = bar.indexOf("=");
  return { start: first < 0 ? last : first, end: last, sign: bar[end] || "" };
}

function timelineWords(picture) {
  const rows = picture.rows.map((row) => `${row.name}: ${row.times.trim()} (${ENDS[extent(row).sign] || "ended"})`);
  if (picture.rows_left_out) rows.push(`and ${picture.rows_left_out} more`);
  return [...rows, ...picture.marks.map((mark) => mark.words)];
}

function timeline(whole, width, most) {
  const left_out = Math.max(0, whole.rows.length - most);
  const picture = { ...whole, rows: whole.rows.slice(0, most), rows_left_out: whole.rows_left_out + left_out };
  const wide = width >= 560;
  const longest = (texts, most) => Math.min(most, Math.max(0, ...texts.map((text) => text.length)) * 6.6 + 14);
  const left = wide ? longest(picture.rows.map((row) => row.name), 170) : 0;
  const right = wide ? longest(picture.rows.map((row) => row.times.trim()), 250) : 0;
  const columns = Math.max(1, ...picture.rows.map((row) => row.bar.length), ...picture.marks.map((mark) => mark.column + 1));
  const unit = Math.max(1, (width - left - right - 12) / columns);
  const x = (column) => left + column * unit;
  const step = wide ? 24 : 42;
  const height = picture.rows.length * step;
  const after = picture.rows_left_out ? 18 : 0;
  const svg = drawn("svg", {
    class: "drawing", width, height: height + after + picture.marks.length * 18 + 8, role: "img",
    viewBox: `0 0 ${width} ${height + after + picture.marks.length * 18 + 8}`,
    "aria-label": "Timeline. " + timelineWords(picture).join("; "),
  });
  picture.rows.forEach((row, index) => {
    const top = index * step + (wide ? 5 : 20);
    const { start, end, sign } = extent(row);
    svg.append(drawn("rect", { class: "track", x: x(0), y: top, width: columns * unit, height: 14, rx: 3 }));
    svg.append(drawn("rect", { class: sign === ">" || sign === "!" ? "late" : "ran", x: x(start), y: top, width: Math.max(3, (end - start + 1) * unit), height: 14, rx: 3 }));
    const tip = x(end + 1), middle = top + 7;
    if (sign === "x") svg.append(drawn("path", { class: "end", d: `M${tip - 5} ${middle - 5}l10 10m0 -10l-10 10` }));
    if (sign === ">") svg.append(drawn("path", { class: "late", d: `M${tip - 1} ${top - 2}l9 9l-9 9z` }));
    if (sign === "!") svg.append(drawn("circle", { class: "end", cx: tip, cy: middle, r: 5 }));
    if (wide) {
      svg.append(drawn("text", { x: left - 8, y: top + 11, "text-anchor": "end" }, short(row.name, left / 6.6)));
      svg.append(drawn("text", { class: "soft", x: width - right + 10, y: top + 11 }, short(row.times.trim(), right / 6.2)));
    } else {
      svg.append(drawn("text", { x: 0, y: top - 5 }, short(`${row.name}  ${row.times.trim()}`, width / 6.4)));
    }
  });
  if (picture.rows_left_out) svg.append(drawn("text", { class: "soft", x: left, y: height + 13 }, `… and ${picture.rows_left_out} more`));
  picture.marks.forEach((mark, index) => {
    const at = x(mark.column) + unit / 2;
    const y = height + after + index * 18 + 15;
    svg.append(drawn("path", { class: "moment", d: `M${at} 0V${y - 4}` }));
    const words = mark.words + (mark.is_beyond ? " →" : "");
    const toLeft = at + 8 + words.length * 6.2 > width && at > width / 2;
    svg.append(drawn("text", { class: "over", x: toLeft ? at - 6 : at + 6, y, "text-anchor": toLeft ? "end" : "start" }, words));
  });
  return svg;
}

function short(text, most) {
  const letters = [...text];
  return letters.length <= most ? text : letters.slice(0, Math.max(1, Math.floor(most) - 1)).join("") + "…";
}

// ---- Orders of threads.

const WAITS = "waits for ever", STOPPED = "was stopped here by the check", OLD = "still sees an older value", SPINS = "and so on, for ever";
const rowWords = ([, line, text, action]) => (line ? `${line}  ${text}` : action);

function orderWords(order) {
  const name = (thread) => order.threads[thread] || `thread ${thread}`;
  const rows = order.rows.map((row) => `${name(row[0])}: ${rowWords(row)}${row[4] ? ` (${OLD})` : ""}`);
  const waiting = order.waiting.map((row) => `${name(row[0])}: ${rowWords(row)} (${order.stopped.includes(row[0]) ? STOPPED : WAITS})`);
  return [...rows, ...waiting, ...(order.spins ? [SPINS] : [])];
}

function orders(order, width) {
  const count = Math.max(1, order.threads.length);
  const narrow = width / count < 200;
  const lane = narrow ? width : Math.floor(width / count);
  const step = 28, top = 30;
  const places = [];
  let y = top;
  for (const row of order.rows) {
    places.push(y);
    y += row[4] ? step + 16 : step;
  }
  const last = [...order.waiting].sort((a, b) => a[0] - b[0]);
  const ends = narrow ? last.length * (step + 18) : last.length ? step + 18 : 0;
  const height = y + ends + (order.spins ? 20 : 0) + 4;
  const svg = drawn("svg", {
    class: "drawing", width, height, viewBox: `0 0 ${width} ${height}`, role: "img",
    "aria-label": `An order of ${order.threads.length} threads in which the check fails, in ${order.rows.length + last.length} steps; below as text.`,
  });
  const left = (thread) => (narrow ? 0 : thread * lane);
  const middle = (thread) => (narrow ? 6 : left(thread) + 6);
  const letters = Math.floor((lane - 74) / 6.95);
  if (!narrow) order.threads.forEach((name, thread) => {
    svg.append(drawn("text", { x: left(thread), y: 14, class: "soft" }, name || `thread ${thread}`));
    let state = "r", from = 22;
    const to = (until, held) => {
      if (state === "r") svg.append(drawn("path", { class: "lane", d: `M${middle(thread)} ${from}V${until}` }));
      if (state === "w" || state === "s") svg.append(drawn("path", { class: "waits", d: `M${middle(thread)} ${from}V${until}` }));
      if (held) svg.append(drawn("path", { class: "holds", d: `M${middle(thread)} ${from}V${until}` }));
    };
    let held = false;
    order.rows.forEach((row, index) => {
      to(places[index] + 11, held);
      from = places[index] + 11;
      state = row[5][thread] || state;
      held = row[6].includes(thread);
    });
    to(y + (last.some((row) => row[0] === thread) ? 11 : 0), held);
  });
  const box = (row, at, ending) => {
    const x = left(row[0]) + (narrow ? 0 : 16);
    svg.append(drawn("rect", { class: ending ? "box last" : "box", x, y: at, width: lane - (narrow ? 2 : 26), height: 22, rx: 4 }));
    const name = narrow ? `${short(order.threads[row[0]] || String(row[0]), 10)}  ` : "";
    svg.append(drawn("text", { class: "mono soft", x: x + 30, y: at + 15, "text-anchor": "end" }, row[1] ? String(row[1]) : "·"));
    svg.append(drawn("text", { class: row[1] ? "mono" : "mono soft", x: x + 38, y: at + 15 }, short(name + (row[1] ? row[2] : row[3]), letters)));
    if (ending) svg.append(drawn("text", { class: "bad", x: x + 38, y: at + 37 }, "✕ " + ending));
  };
  order.rows.forEach((row, index) => {
    const before = order.rows[index - 1];
    if (!narrow && before && before[0] !== row[0]) {
      const [a, b] = [places[index - 1] + 22, places[index] + 11];
      svg.append(drawn("path", { class: "move", d: `M${left(before[0]) + 30} ${a}C${left(before[0]) + 30} ${b} ${middle(row[0])} ${a} ${left(row[0]) + 16} ${b}` }));
    }
    box(row, places[index]);
    if (row[4]) svg.append(drawn("text", { class: "bad", x: left(row[0]) + (narrow ? 38 : 54), y: places[index] + 36 }, OLD));
  });
  last.forEach((row, index) => box(row, y + (narrow ? index * (step + 18) : 0), order.stopped.includes(row[0]) ? STOPPED : WAITS));
  if (order.spins) svg.append(drawn("text", { class: "bad", x: left((order.rows.slice(-1)[0] || [0])[0]) + 16, y: height - 8 }, "✕ " + SPINS));
  return svg;
}

function asText(lines) {
  return folded("As text", element("ol", null, ...lines.map((line) => element("li", null, line))));
}

// The drawings of a check, as wide as `place`, timelines with so many rows.
function drawings(check, place, withText, most = Infinity) {
  const width = Math.max(280, Math.min(960, Math.floor(place.clientWidth || 700)));
  const made = [];
  if (check.timeline) made.push(timeline(check.timeline, width, most));
  if (check.orders) {
    made.push(element("p", { class: "words" }, `Run ${check.orders.phrase}.`), orders(check.orders, width));
    if (withText) made.push(asText(orderWords(check.orders)));
  }
  return made;
}

// ---- Two versions side by side.

const AROUND = 3;

function difference(file, reference, at) {
  const ours = reference[file.file] || [];
  const body = element("tbody");
  let [a, b] = [0, 0];
  const cell = (kind, number, text, sign) => [
    element("td", { class: `no ${kind}` }, number ? `${sign} ${number}`.trim() : ""),
    element("td", { class: kind }, ...(Array.isArray(text) ? text : [text])),
  ];
  const row = (left, right) => body.append(element("tr", null, ...left, ...right));
  const stuck = (line, text) => (at.some((place) => place.file.endsWith("/" + file.file) && place.line === line) ? [element("mark", null, text)] : text);
  const both = (count, isFirst, isLast) => {
    const from = isFirst ? 0 : AROUND, to = isLast ? 0 : AROUND;
    const skipped = count > from + to + 1 ? count - from - to : 0;
    for (let index = 0; index < count; index += 1) {
      if (skipped && index === from) {
        body.append(element("tr", { class: "skipped" }, element("td", { colspan: 4 }, `… ${skipped} equal lines …`)));
        index += skipped - 1;
        continue;
      }
      const text = ours[b + index] || "";
      row(cell("both", a + index + 1, stuck(a + index + 1, text), ""), cell("both right", b + index + 1, text, ""));
    }
    a += count;
    b += count;
  };
  const nothing = [element("td", { class: "no" }), element("td")];
  file.pieces.forEach((piece, index) => {
    if (typeof piece === "number" && piece > 0) return both(piece, index === 0, index === file.pieces.length - 1);
    if (typeof piece === "number") {
      for (let end = b - piece; b < end; b += 1) row(nothing.map((td) => td.cloneNode()), cell("new", b + 1, ours[b] || "", "+"));
      return;
    }
    const next = file.pieces[index + 1];
    const paired = typeof next === "number" && next < 0 ? Math.min(piece.length, -next) : 0;
    if (paired) file.pieces[index + 1] = next + paired;
    piece.forEach((text, line) => {
      if (line < paired) {
        const [left, right] = marked(text, ours[b] || "");
        row(cell("gone", a + 1, left, "−"), cell("new", b + 1, right, "+"));
        b += 1;
      } else {
        row(cell("gone", a + 1, text, "−"), nothing.map((td) => td.cloneNode()));
      }
      a += 1;
    });
  });
  if (file.is_too_large) return element("p", { class: "words" }, `${file.file} is too large to be shown here.`);
  if (file.pieces.length === 1 && typeof file.pieces[0] === "number" && file.pieces[0] > 0) return element("p", { class: "words" }, `${file.file} is the same as in the reference solution.`);
  const head = element("thead", null, element("tr", null,
    element("th", { class: "no", scope: "col" }, element("span", { class: "hidden" }, "Line")), element("th", { scope: "col" }, `The answer, ${file.file}`),
    element("th", { class: "no", scope: "col" }, element("span", { class: "hidden" }, "Line")), element("th", { scope: "col" }, "The reference solution")));
  return element("table", { class: "diff" }, head, body);
}

// What differs between two lines, if they are much alike.
function marked(left, right) {
  let start = 0, end = 0;
  const most = Math.min(left.length, right.length);
  while (start < most && left[start] === right[start]) start += 1;
  while (end < most - start && left[left.length - 1 - end] === right[right.length - 1 - end]) end += 1;
  const indent = left.length - left.trimStart().length;
  if (start + end - Math.min(start, indent) < Math.max(left.trim().length, right.trim().length) / 3) return [left, right];
  return [left, right].map((text) => [text.slice(0, start), element("b", null, text.slice(start, text.length - end)), text.slice(text.length - end)]);
}

function listing(name, text, at) {
  const lines = text.split("\n").flatMap((line, index) => {
    const isMarked = at.some((place) => place.file.endsWith("/" + name) && place.line === index + 1);
    return ["\n", element("span", { class: "number" }, String(index + 1)), isMarked ? element("mark", null, line) : line];
  });
  return folded(name, element("pre", { class: "code", tabindex: 0, role: "group", "aria-label": `Code of ${name}` }, ...lines));
}

// ---- The details of an answer.

const BLOCKS = {
  prose: (text) => rich("p", { class: "words observed" }, text),
  in_short: (text) => rich("p", { class: "words observed" }, "In short: " + text),
  rustc: (text) => element("pre", { tabindex: 0, role: "group", "aria-label": "The compiler" }, text.trimEnd()),
  code: (text) => element("pre", { tabindex: 0, role: "group", "aria-label": "Code" }, text.trimEnd()),
};
const STATUSES = { timed_out: "not done in time", crashed: "the process ended itself", failed: "", not_run: "not run" };

function checkBox(check, detail, place) {
  const failing = new Set(detail.checks.map((other) => other.name));
  const causes = check.follows.filter((name) => name !== check.name && failing.has(name));
  const box = element("div", { class: "check" }, rich("p", { class: "promise" }, check.promise));
  if (STATUSES[check.status]) box.append(element("p", { class: "words" }, STATUSES[check.status]));
  if (causes.length) box.append(element("p", { class: "words" }, `It fails only because of ${causes.join(", ")}.`));
  if (check.observed) box.append(rich("p", { class: "observed" }, check.observed));
  if (check.details) box.append(rich("p", { class: "words" }, check.details));
  if (check.explanation && !causes.length) box.append(rich("p", { class: "words" }, check.explanation));
  box.append(...drawings(check, place, true));
  if (check.output.trim()) box.append(folded("What it printed", element("pre", { tabindex: 0, role: "group", "aria-label": "What it printed" }, check.output.trimEnd())));
  return box;
}

function matrix(mutants) {
  const head = element("tr", null, ...mutants.tests.map((test, index) => element("th", { scope: "col", title: test }, String(index + 1))), element("th", { scope: "col" }, "Mutant"));
  const rows = mutants.mutants.map((mutant) => element("tr", null,
    ...mutant.caught_by.map((caught) => element("td", null, caught ? "✓" : "·")),
    element("td", null, mutant.does, mutant.caught_by.includes(true) ? "" : element("b", null, "  survived"))));
  return element("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Tests and mutants" },
    element("p", { class: "words" }, "Tests: " + mutants.tests.map((test, index) => `${index + 1} ${test}`).join(", ") + ". ✓: the test fails on the mutant, as it should."),
    element("table", { class: "matrix" }, element("thead", null, head), element("tbody", null, ...rows)));
}

async function showDetail(place, kata, student) {
  const detail = await detailOf(kata, student);
  const shown = element("div", { class: "detail" });
  place.append(shown);
  if (!detail) {
    const owner = $(`.student[data-number="${student}"]`);
    const file = owner && owner.dataset.file && !document.body.classList.contains("nameless") ? `results/${owner.dataset.file}.json` : "the folder of results";
    shown.append(element("p", { class: "words" }, `Left out for its size; it is in ${file}.`));
    return;
  }
  const at = detail.checks.flatMap((check) => check.at);
  for (const [kind, text] of detail.blocks) if (text.trim()) shown.append((BLOCKS[kind] || BLOCKS.prose)(text));
  for (const check of detail.checks) shown.append(checkBox(check, detail, { clientWidth: shown.clientWidth - 32 }));
  if (detail.mutants) shown.append(matrix(detail.mutants));
  for (const file of detail.files || []) shown.append(difference({ ...file, pieces: [...file.pieces] }, detail.reference, at));
  for (const [name, text] of Object.entries(detail.answer || {})) shown.append(listing(name, text, at));
}

// A button that shows the details of an answer, and hides them again.
function addButton(place, kata, student, words) {
  const button = element("button", { class: "more", type: "button", "aria-expanded": "false" }, words);
  let shown = null;
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    if (open && !shown) shown = showDetail(place, kata, student);
    for (const detail of $$(":scope > .detail", place)) detail.hidden = !open;
  });
  place.append(button);
  return button;
}

const ANSWER = "li[id]:not(.bare)";

function prepare(student) {
  for (const item of $$(ANSWER, student)) {
    if ($(":scope > .more", item)) continue;
    const number = student.dataset.number;
    addButton(item, item.id.slice(`student-${number}-`.length), number, "Pictures and code");
  }
}

const EXAMPLE_ROWS = 8;

async function drawExample(figure) {
  const { kata, student, check: name } = figure.dataset;
  const detail = await detailOf(kata, student);
  const check = detail && detail.checks.find((check) => check.name === name);
  const picture = $("pre.picture", figure);
  const made = check ? drawings(check, figure, !picture, EXAMPLE_ROWS) : [];
  if (picture && made.length) picture.replaceWith(...made, folded("As text", picture.cloneNode(true)));
  else $("figcaption", figure).after(...made);
  if (detail) addButton(figure, kata, student, "Beside the reference solution");
}

function watchExamples() {
  const near = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      drawExample(target);
    }
  }, { rootMargin: "400px" });
  for (const figure of $$(".example")) near.observe(figure);
}

// ---- Where a link leads.

function openUp(target) {
  for (let place = target; place; place = place.parentElement) if (place.tagName === "DETAILS") place.open = true;
}

function byAnotherName(id) {
  const wanted = id.replace(/^student-/, "");
  const found = $$(".student").find((student) => [$(".name", student), $(".id", student)].some((name) => name && name.textContent === wanted));
  return found || null;
}

function goTo() {
  let id = location.hash.slice(1);
  try { id = decodeURIComponent(id); } catch { return; }
  if (!id) return;
  const target = document.getElementById(id) || (id.startsWith("student-") ? byAnotherName(id) : null);
  if (!target) return;
  if (target.closest("[hidden]")) clearSearch();
  openUp(target);
  const student = target.closest(".student");
  if (student) prepare(student);
  const button = target.matches(ANSWER) && $(":scope > .more[aria-expanded=false]", target);
  if (button) button.click();
  target.scrollIntoView();
  const focused = target.tagName === "DETAILS" ? $("summary", target) : target;
  if (!focused.matches("a, summary, [tabindex]")) focused.tabIndex = -1;
  focused.focus({ preventScroll: true });
}

// ---- Search.

const textOf = new WeakMap();

function findable(item) {
  const parts = { student: "h3, th", kata: ":scope > summary", why: ":scope > header, :scope > .explanation" }[item.dataset.find];
  return (parts ? $$(parts, item) : [item]).map((part) => part.textContent).join(" ").toLowerCase();
}

function search() {
  const wanted = $("#search").value.trim().toLowerCase();
  const counts = { theme: 0, kata: 0, student: 0, pair: 0 };
  const matches = (item) => {
    if (!textOf.has(item)) textOf.set(item, findable(item));
    return textOf.get(item).includes(wanted);
  };
  for (const item of $$("[data-find]")) {
    const kind = item.dataset.find;
    if (kind === "why") continue;
    const shown = matches(item) || (kind === "kata" && $$("[data-find=why]", item).some(matches));
    item.hidden = !shown;
    if (shown && item.tagName !== "TR") counts[kind] += 1;
    if (shown && item.tagName === "TR" && kind === "theme") counts.theme += 1;
  }
  const rest = $(".rest");
  if (rest && wanted) rest.open = $$("tr[data-find]", rest).some((row) => !row.hidden);
  const words = { theme: ["misconception", "misconceptions"], kata: ["kata", "katas"], student: ["student", "students"], pair: ["pair", "pairs"] };
  const told = Object.entries(counts).filter(([, count]) => count).map(([kind, count]) => `${count} ${words[kind][count === 1 ? 0 : 1]}`);
  $("#found").textContent = !wanted ? "" : told.length ? told.join(", ") : "Nothing has these words.";
}

function clearSearch() {
  const field = $("#search");
  if (field && field.value) {
    field.value = "";
    search();
  }
}

function goToFirstHit() {
  const hit = $$("[data-find]").find((item) => !item.hidden && item.tagName !== "TR" && !item.closest("[hidden]"));
  const focused = hit && ($("summary, a", hit) || hit);
  if (focused) {
    hit.scrollIntoView();
    focused.focus({ preventScroll: true });
  }
}

// ---- Order, and names.

const isNameless = () => document.body.classList.contains("nameless");

function sort() {
  const by = $("#sort").value;
  const points = (number) => {
    const cell = rowsByNumber.get(number).cells[Number(by) + 1];
    return cell.className === "p" ? 1e9 : cell.className[0] === "f" ? Number(cell.textContent) : -1;
  };
  const key = {
    name: (item) => (isNameless() ? Number(item.dataset.number) : order.get(item)),
    low: (item) => Number(item.dataset.score),
    high: (item) => -Number(item.dataset.score),
  }[by] || ((item) => points(item.dataset.number));
  for (const list of [$("#grid tbody"), $("#list")]) {
    const items = [...list.children].map((item) => [key(item), order.get(item), item]);
    items.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    list.append(...items.map((item) => item[2]));
  }
}

function hideNames(hidden) {
  document.body.classList.toggle("nameless", hidden);
  const button = $("#names");
  button.setAttribute("aria-pressed", String(hidden));
  for (const place of $$('a[href^="#student-"], .name')) {
    // A cell of the heat map leads to a student as well, and says no name.
    const link = place.closest("td") ? null : /^#student-(\d+)/.exec(place.getAttribute("href") || "");
    const number = link ? link[1] : place.dataset.number;
    if (number && names.has(number)) place.textContent = hidden ? `Student ${number}` : names.get(number);
  }
  for (const item of $$("[data-find]")) textOf.delete(item);
  sort();
  search();
}

const order = new WeakMap();
const names = new Map();
const rowsByNumber = new Map();

// ---- The heat map as a grid: one stop for the Tab key, arrows inside.

function makeGrid(table) {
  table.setAttribute("role", "grid");
  const focusable = (cell) => $("a", cell) || cell;
  for (const link of $$("a", table)) link.tabIndex = -1;
  let current = focusable($("tbody th, tbody td", table) || $("th", table));
  current.tabIndex = 0;
  const go = (cell) => {
    if (!cell) return;
    const next = focusable(cell);
    current.tabIndex = -1;
    current = next;
    current.tabIndex = 0;
    if (cell.tagName === "TD") label(cell, next);
    current.focus();
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const kataOf = (cell) => $$("thead tr:first-child th", table)[cell.cellIndex].textContent;
  const label = (cell, next) => {
    const words = { p: "passed", e: "", n: "", u: "not graded" }[cell.className];
    const sign = { E: "does not compile", S: "a public signature was changed", R: "refused", "·": "not started", "–": "missing" }[cell.textContent];
    const what = cell.className[0] === "f" ? `failed, ${cell.textContent} points` : words || sign || cell.textContent;
    next.setAttribute("aria-label", `${cell.parentElement.cells[0].textContent}, ${kataOf(cell)}: ${what}`);
  };
  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("th, td");
    if (!cell || event.altKey || event.metaKey) return;
    const rows = [...table.rows].filter((row) => !row.hidden);
    const row = rows.indexOf(cell.parentElement), column = cell.cellIndex;
    const moves = {
      ArrowRight: [row, column + 1], ArrowLeft: [row, column - 1], ArrowDown: [row + 1, column], ArrowUp: [row - 1, column],
      Home: [event.ctrlKey ? 0 : row, 0], End: [event.ctrlKey ? rows.length - 1 : row, rows[row].cells.length - 1],
      PageDown: [Math.min(rows.length - 1, row + 10), column], PageUp: [Math.max(0, row - 10), column],
    };
    if (event.key === "Enter" && cell.tagName === "TD" && event.target === cell && cell.parentElement.dataset.number) {
      location.hash = `student-${cell.parentElement.dataset.number}`;
    }
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    go(rows[move[0]] && rows[move[0]].cells[move[1]]);
  });
}

// ---- The start.

function openAll(selector, open) {
  for (const place of $$(selector)) place.open = open;
}

function startClass() {
  for (const item of [...$("#grid tbody").children, ...$("#list").children]) order.set(item, order.has(item) ? 0 : [...item.parentElement.children].indexOf(item));
  for (const student of $$("#list > .student")) names.set(student.dataset.number, $(".name", student).textContent);
  for (const row of $("#grid tbody").rows) rowsByNumber.set(row.dataset.number, row);
  $("#search").addEventListener("input", search);
  $("#search").addEventListener("keydown", (event) => {
    if (event.key === "Enter") goToFirstHit();
    if (event.key === "Escape") clearSearch();
  });
  $("#sort").addEventListener("change", sort);
  if ($("#names")) $("#names").addEventListener("click", () => hideNames(!isNameless()));
  $("#open").addEventListener("click", ({ currentTarget: button }) => {
    const open = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(open));
    button.textContent = open ? "Close all" : "Open all";
    openAll("details:not(.sample)", open);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.matches("input, select, textarea")) return;
    event.preventDefault();
    $("#search").focus();
  });
  document.addEventListener("toggle", ({ target }) => {
    if (target.matches(".student") && target.open) prepare(target);
  }, true);
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = $$("details.kata:not([open]), .who:not([open]), .rest:not([open])");
    for (const place of closed) place.open = true;
  });
  addEventListener("afterprint", () => { for (const place of closed) place.open = false; });
  makeGrid($("#grid"));
  watchExamples();
}

function startStudent(student) {
  prepare(student);
  for (const button of $$(".more", student)) button.click();
}

$(".tools").hidden = false;
$(".tools").addEventListener("submit", (event) => event.preventDefault());
$("#print").addEventListener("click", () => print());
if ($("#grid")) startClass();
else startStudent($(".student"));
addEventListener("hashchange", goTo);
goTo();
