// The sheet typed back by the keyboard: arrows, one letter per state, a search. What telephones note meanwhile appears,
// and what is typed here stays. Without this, radio buttons and “Save”.
(() => {
  const form = document.querySelector("[data-attendance]");
  const live = document.querySelector("[data-attendance-live]");
  const lines = form ? [...form.querySelectorAll(".attendance-line")] : [];
  if (!lines.length) return;
  const EVERY = 15000;
  const find = form.querySelector("[data-attendance-find]");
  const search = find.querySelector("input");
  const nobody = find.querySelector("[role=status]");
  const unsaved = form.querySelector("[data-attendance-unsaved]");
  const shown = new Map([live, ...lines].map((part) => [part, part.innerHTML]));
  let sending = false;

  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const chosen = (line) => line.querySelector("input[type=radio]:checked");
  const noted = (line) => [...line.querySelectorAll("input[type=radio]")].find((field) => field.defaultChecked);
  const typed = () => lines.filter((line) => chosen(line) !== noted(line));

  function go(line, options) {
    if (!line) return;
    (chosen(line) || line.querySelector("input[type=radio]")).focus(options);
    if (!options) line.scrollIntoView({ block: "nearest" });
  }

  function count() {
    const here = typed();
    for (const cell of live.querySelectorAll("[data-count]")) {
      const state = cell.dataset.count;
      const more = here.filter((line) => chosen(line)?.value === state).length;
      const fewer = here.filter((line) => noted(line)?.value === state).length;
      cell.textContent = Number(cell.dataset.saved) + more - fewer;
    }
    unsaved.textContent = here.length ? unsaved.dataset.words.replace("{n}", here.length) : "";
  }

  function note(line, field) {
    field.checked = true;
    count();
    go(lines[lines.indexOf(line) + 1] || line);
  }

  function lookFor(text) {
    search.value = text;
    search.focus();
    search.dispatchEvent(new Event("input"));
  }

  form.addEventListener("keydown", (event) => {
    const line = event.target.closest(".attendance-line");
    if (!line || event.ctrlKey || event.metaKey || event.altKey || event.target.type !== "radio") return;
    const here = lines.indexOf(line);
    const field = line.querySelector(`input[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (event.key === "ArrowDown") go(lines[here + 1]);
    else if (event.key === "ArrowUp") go(lines[here - 1]);
    else if (event.key === "/") lookFor("");
    else if (event.key === "Enter") note(line, chosen(line)?.value ? chosen(line) : line.querySelector("[data-key=p]"));
    else if (field) note(line, field);
    else if (/^[\p{L}\p{N}]$/u.test(event.key)) lookFor(event.key);
    else return;
    event.preventDefault();
  });
  form.addEventListener("focusin", (event) => {
    const line = event.target.closest(".attendance-line");
    for (const one of lines) one.classList.toggle("attendance-line--here", one === line);
  });
  form.addEventListener("change", count);

  function found() {
    const text = folded(search.value.trim());
    if (!text) return null;
    if (/^\d+$/.test(text)) return lines.find((line) => line.dataset.number === text);
    const said = (line) => folded(line.querySelector("legend").textContent);
    return lines.find((line) => ` ${said(line)}`.includes(` ${text}`)) || lines.find((line) => said(line).includes(text));
  }
  search.addEventListener("input", () => {
    const line = found();
    nobody.textContent = search.value.trim() && !line ? nobody.dataset.none : "";
    if (line) line.scrollIntoView({ block: "center" });
    for (const one of lines) one.classList.toggle("attendance-line--here", one === line);
  });
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "ArrowDown") return;
    event.preventDefault();
    const line = found();
    if (!line) return;
    search.value = "";
    go(line);
  });

  // The part of the page as it is now; nothing is touched where nothing is new.
  function renew(part, fresh) {
    if (!fresh || fresh.innerHTML === shown.get(part)) return false;
    shown.set(part, fresh.innerHTML);
    part.className = fresh.className;
    part.replaceChildren(...fresh.childNodes);
    return true;
  }
  function renewLine(line, fresh) {
    const own = chosen(line) === noted(line) ? null : chosen(line).value;
    const isHere = line.contains(document.activeElement);
    if (!renew(line, fresh)) return;
    if (own !== null) line.querySelector(`input[type=radio][value="${own}"]`).checked = true;
    if (isHere) go(line, { preventScroll: true });
  }
  async function refresh() {
    if (document.hidden || sending) return;
    const answer = await fetch(location.href, { headers: { "X-Requested-With": "fetch" } });
    if (answer.redirected || answer.status === 403) unsaved.textContent = unsaved.dataset.signIn;
    if (!answer.ok || answer.redirected || sending) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-attendance]");
    if (!fresh) return;
    form.elements.before.value = fresh.elements.before.value;
    for (const line of lines) renewLine(line, page.getElementById(line.id));
    const isOpen = live.querySelector("details")?.open;
    if (renew(live, page.querySelector("[data-attendance-live]")) && isOpen) {
      live.querySelector("details")?.setAttribute("open", "");
    }
    count();
  }

  form.addEventListener("submit", () => {
    sending = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!sending && typed().length) event.preventDefault();
  });
  setInterval(() => refresh().catch(() => {}), EVERY);
  document.addEventListener("visibilitychange", () => refresh().catch(() => {}));
  find.hidden = false;
  go(lines[0], { preventScroll: true });
})();
