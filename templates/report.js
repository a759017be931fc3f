"use strict";
(() => {
  const all = (q, root = document) => [...root.querySelectorAll(q)];
  // Lists: filter by text and by what is ticked.
  const filtered = (list, field, output, opener, attributes) => {
    const form = field?.closest("form");
    const items = all(list).map((el) => ({ el, words: el.textContent.toLowerCase() }));
    if (!form || !items.length) return;
    const ticked = (name) => { const boxes = all(`input[name=${name}]`, form); return boxes.length ? new Set(boxes.filter((b) => b.checked).map((b) => b.value)) : null; };
    const filter = () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean), sets = attributes.map((name) => [name, ticked(name)]);
      let n = 0;
      for (const item of items) {
        const fits = sets.every(([name, set]) => !set || set.has(item.el.dataset[name])) && words.every((w) => item.words.includes(w));
        item.el.hidden = !fits;
        n += fits;
      }
      output.value = `${n} of ${items.length}`;
      // A heading without a row below it says nothing.
      for (const part of all("h3.part", form.parentElement)) {
        let at = part.nextElementSibling, some = false;
        for (; at && !at.matches("h3.part"); at = at.nextElementSibling) some ||= at.matches("details") && !at.hidden;
        part.hidden = !some;
      }
    };
    form.hidden = false;
    form.addEventListener("input", filter);
    form.addEventListener("submit", (e) => e.preventDefault());
    opener.addEventListener("click", (e) => {
      const open = e.target.textContent === "Open all";
      for (const item of items) item.el.open = open;
      e.target.textContent = open ? "Close all" : "Open all";
    });
  };
  const by = (id) => document.getElementById(id);
  filtered("details.finding", by("filter-text"), by("shown"), by("open-all"), ["severity", "state"]);
  filtered("details.control", by("control-text"), by("controls-shown"), by("open-controls"), ["answer"]);
  // A link into something folded opens it.
  const reveal = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    const folded = target.closest("details");
    if (folded) { folded.open = true; folded.hidden = false; }
    (target.matches("span") && folded ? folded : target).scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();
  // On paper everything is open but what is shut or not known: hundreds of refused steps are for the JSON.
  const paper = (d) => !d.matches(".way.v-never, .way.v-undecided, .control[data-answer=unknown]");
  addEventListener("beforeprint", () => { for (const d of all("details")) { d.dataset.was = d.open ? "1" : ""; if (paper(d)) d.open = true; } });
  addEventListener("afterprint", () => { for (const d of all("details")) d.open = d.dataset.was === "1"; });
  // Diagrams: pan and zoom by viewBox; ways through a node.
  for (const figure of all(".diagram")) {
    const svg = figure.querySelector("svg"), canvas = figure.querySelector(".canvas");
    if (!svg) continue;
    figure.classList.add("live");
    figure.querySelector(".tools").hidden = false;
    const whole = svg.getAttribute("viewBox").split(" ").map(Number);
    let box = [...whole];
    const put = () => svg.setAttribute("viewBox", box.join(" "));
    const fit = () => { box = [...whole]; put(); };
    const zoom = (factor, cx = 0.5, cy = 0.5) => {
      const width = Math.min(whole[2] * 1.5, Math.max(whole[2] / 20, box[2] * factor)), scale = width / box[2];
      box = [box[0] + box[2] * cx * (1 - scale), box[1] + box[3] * cy * (1 - scale), width, box[3] * scale];
      put();
    };
    const one = () => zoom(svg.getBoundingClientRect().width / box[2], 0, 0);
    const pan = (dx, dy) => { box[0] += dx * box[2]; box[1] += dy * box[3]; put(); };
    canvas.addEventListener("wheel", (e) => {
      if (!e.ctrlKey && !e.metaKey) return;
      e.preventDefault();
      const r = svg.getBoundingClientRect();
      zoom(e.deltaY > 0 ? 1.15 : 1 / 1.15, (e.clientX - r.left) / r.width, (e.clientY - r.top) / r.height);
    }, { passive: false });
    const keys = { "+": () => zoom(0.8), "=": () => zoom(0.8), "-": () => zoom(1.25), 0: fit, 1: one, ArrowLeft: () => pan(-0.1, 0), ArrowRight: () => pan(0.1, 0), ArrowUp: () => pan(0, -0.1), ArrowDown: () => pan(0, 0.1) };
    canvas.addEventListener("keydown", (e) => {
      const act = !e.ctrlKey && !e.metaKey && !e.altKey && Object.hasOwn(keys, e.key) && keys[e.key];
      if (act) { e.preventDefault(); act(); }
    });
    // The pointer is captured only once it has moved, so that clicks arrive at arrows.
    let start = null, moved = false;
    canvas.addEventListener("pointerdown", (e) => { if (e.button === 0) { start = [e.clientX, e.clientY, ...box]; moved = false; } });
    canvas.addEventListener("pointermove", (e) => {
      if (!start) return;
      const dx = e.clientX - start[0], dy = e.clientY - start[1];
      if (!moved && Math.hypot(dx, dy) < 5) return;
      if (!moved) { moved = true; canvas.setPointerCapture(e.pointerId); canvas.classList.add("drag"); }
      const r = svg.getBoundingClientRect();
      box[0] = start[2] - dx * box[2] / r.width;
      box[1] = start[3] - dy * box[3] / r.height;
      put();
    });
    // The click that ends a drag arrives before the timer.
    const end = () => { start = null; canvas.classList.remove("drag"); setTimeout(() => { moved = false; }); };
    canvas.addEventListener("pointerup", end);
    canvas.addEventListener("pointercancel", end);
    const edges = all(".kh-edge", svg), select = figure.querySelector("select");
    const along = (id) => {
      svg.classList.toggle("dim", Boolean(id));
      for (const el of all(".on", svg)) el.classList.remove("on");
      if (!id) return;
      const nodes = new Set([id]), on = new Set();
      for (const [near, far] of [["from", "to"], ["to", "from"]]) {
        const seen = new Set([id]), queue = [id];
        while (queue.length) {
          const at = queue.pop();
          for (const e of edges) {
            if (e.dataset[near] !== at || e.dataset.kind === "encrypts") continue;
            on.add(e.dataset.id);
            nodes.add(e.dataset[far]);
            if (!seen.has(e.dataset[far])) { seen.add(e.dataset[far]); queue.push(e.dataset[far]); }
          }
        }
      }
      for (const el of all(".kh-node", svg)) el.classList.toggle("on", nodes.has(el.dataset.id));
      for (const el of edges) el.classList.toggle("on", on.has(el.dataset.id));
      for (const el of all(".kh-halo-of", svg)) el.classList.toggle("on", on.has(el.dataset.of));
    };
    const chosen = () => along(select.value);
    for (const node of all(".kh-node", svg)) {
      node.addEventListener("pointerenter", () => { if (!start) along(node.dataset.id); });
      node.addEventListener("pointerleave", chosen);
      node.addEventListener("click", () => { if (!moved) { select.value = select.value === node.dataset.id ? "" : node.dataset.id; chosen(); } });
    }
    select.addEventListener("change", chosen);
    for (const [name, act] of [["in", () => zoom(0.8)], ["out", () => zoom(1.25)], ["fit", fit], ["one", one]]) figure.querySelector(`[data-do=${name}]`).addEventListener("click", act);
    // An arrow shows what it rests on, below the picture.
    const panel = figure.querySelector(".shown");
    const show = (edge) => {
      const ids = edge.dataset.evidence.split(" "), head = document.createElement("p");
      head.textContent = edge.querySelector("title").textContent;
      panel.replaceChildren(head);
      for (const id of ids) {
        const entry = document.getElementById(id)?.cloneNode(true);
        if (!entry) continue;
        entry.removeAttribute("id");
        const link = document.createElement("a");
        link.href = `#${id}`;
        link.textContent = id;
        entry.querySelector("dt").replaceChildren(link);
        panel.append(entry);
      }
      panel.hidden = false;
      for (const e of all(".chosen", svg)) e.classList.remove("chosen");
      edge.classList.add("chosen");
    };
    for (const edge of all("[data-evidence]", svg)) {
      edge.setAttribute("tabindex", "0");
      edge.setAttribute("role", "button");
      edge.addEventListener("click", () => { if (!moved) show(edge); });
      edge.addEventListener("keydown", (e) => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); show(edge); } });
    }
  }
})();
