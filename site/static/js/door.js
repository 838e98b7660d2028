// The list at the door. What is tapped is kept on the phone at once, under a key of its own, and sent when the network
// is there; the server keeps each key once.
(() => {
  const at = (id) => document.getElementById(id);
  const words = JSON.parse(at("door-words").textContent);
  const page = JSON.parse(at("door-settings").textContent);
  const { forget, forgetOld, now, read } = window.doorMemory;
  const listKey = `door:${page.date}:list`;
  const queueKey = `door:${page.date}:queue`;
  const EVERY = 15000;
  const MOST = 200;
  let offline = false;
  let sending = false;
  let done = false;
  let over = false;
  let trouble = "";
  let chosen = null;
  let opened = "";

  const say = (key, values = {}) =>
    Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), words[key]);
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const bare = (code) => code.toUpperCase().replace(/[\s\u00a0-]/g, "").replace(/[IL]/g, "1").replace(/O/g, "0");
  const tell = (text) => {
    at("door-said").textContent = text;
  };

  function keep(key, value) {
    try {
      localStorage.setItem(key, JSON.stringify(value));
      return true;
    } catch {
      tell(words.full);
      return false;
    }
  }
  function uuid() {
    if (crypto.randomUUID) return crypto.randomUUID();
    // Over http there is no randomUUID.
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    return [...bytes].map((byte, i) => ([4, 6, 8, 10].includes(i) ? "-" : "") + byte.toString(16).padStart(2, "0")).join("");
  }
  function device() {
    const known = read("door:device", "");
    if (known) return known;
    const made = uuid();
    keep("door:device", made);
    return made;
  }
  function list() {
    const kept = read(listKey, null);
    return { ...kept, people: kept?.people ?? [], organisations: kept?.organisations ?? [] };
  }
  const queue = () => read(queueKey, []);
  const isToday = () => !(now() < list().from);

  function withMarks(known, marks) {
    const last = new Map(marks.filter((mark) => mark.seat).map((mark) => [mark.seat, mark.state]));
    const came = marks.filter((mark) => !mark.seat).map((mark) => ({
      id: 0, name: mark.name, organisation: mark.shown, number: "", status: words.walkIn, state: "present", code: "",
    }));
    return [...known.map((one) => ({ ...one, state: last.get(one.id) ?? one.state })), ...came];
  }
  const people = () => withMarks(list().people, queue());
  function found() {
    const typed = folded(at("door-find").value.trim()).split(/\s+/);
    const isFound = (one) => typed.every((word) => folded(`${one.name} ${one.organisation} ${one.number ?? ""}`).includes(word));
    return people().filter(isFound);
  }

  function line(one) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.seat = one.id;
    button.setAttribute("aria-pressed", String(one.state === "present"));
    const parts = [
      ["bdi", one.name],
      ["small", [one.organisation || words.public, one.status].filter(Boolean).join(" · ")],
      ["span", one.state ? (one.state === "present" ? "✓ " : "") + words[one.state] : ""],
    ];
    for (const [tag, text] of parts) button.append(Object.assign(document.createElement(tag), { textContent: text }));
    button.disabled = !one.id;
    item.append(button);
    return item;
  }

  function show() {
    const all = people();
    const lines = found().slice(0, MOST).map(line);
    const here = document.activeElement?.dataset?.seat;
    const before = [...at("door-people").children];
    // What did not change stays where it is: a finger may be on it.
    if (lines.length !== before.length) at("door-people").replaceChildren(...lines);
    else lines.forEach((item, n) => item.isEqualNode(before[n]) || before[n].replaceWith(item));
    if (here) at("door-people").querySelector(`[data-seat="${here}"]`)?.focus();
    at("door-nobody").hidden = lines.length > 0;
    at("door-nobody").textContent = over ? words.over : done ? words.gone : all.length ? words.nobody : words.empty;
    at("door").classList.toggle("door-closed", over || done);
    at("door-count").textContent = say("counted", { n: all.filter((one) => one.state === "present").length, all: all.length });
    at("door-quorum").textContent = list().quorum ?? "";
    at("door-today").hidden = isToday();
    showNetwork();
  }
  function showNetwork() {
    const waiting = queue().length;
    const parts = [waiting ? say("unsent", { n: waiting }) : offline ? "" : words.sent, offline ? words.offline : trouble];
    const text = parts.filter(Boolean).join(" – ");
    const line = at("door-network");
    if (line.textContent !== text) line.textContent = text;
    line.classList.toggle("door-notice", offline || Boolean(trouble));
  }
  function showOrganisations() {
    const field = at("door-organisation");
    const before = field.value;
    field.replaceChildren(field.options[0], ...list().organisations.map((one) => new Option(one.name, one.id)));
    field.value = before;
  }

  function note(entry, one) {
    if (done || !keep(queueKey, [...queue(), { key: uuid(), at: Date.now(), ...entry }])) return false;
    tell(say("noted", { name: one.name, state: words[entry.state ?? "present"] }));
    show();
    send();
    return true;
  }
  const mark = (one, state) => note({ seat: one.id, state, shown: one.name }, one);

  function openMenu(one) {
    chosen = one;
    at("door-menu-name").textContent = one.name;
    at("door-menu-organisation").textContent = one.organisation || words.public;
    const [present, back] = at("door-menu-states").children;
    present.hidden = one.state === "present";
    back.hidden = !one.state;
    at("door-menu").showModal();
  }

  // Who is signed out gets a page to sign in, never JSON.
  async function ask(address, options = {}) {
    const answer = await fetch(address, { credentials: "same-origin", redirect: "manual", cache: "no-store", ...options });
    const isOurs = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    const isSignedOut =
      answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403 || (answer.ok && !isOurs);
    at("door-sign-in").hidden = !isSignedOut;
    if (isSignedOut) {
      const link = Object.assign(document.createElement("a"), { href: page.here, textContent: words.signIn });
      at("door-sign-in").replaceChildren(link);
    }
    trouble = answer.ok || isSignedOut ? "" : say("trouble", { status: answer.status });
    return answer.ok && isOurs ? answer.json() : null;
  }

  async function askForList() {
    const answer = await ask(page.list);
    if (!answer) return null;
    const { now: moment, ...told } = answer;
    return { ...told, skew: Math.round(moment - Date.now()) };
  }

  // ``skew`` is how far the site's clock is ahead of this phone's, which may say anything.
  async function post(csrf, skew) {
    const waiting = queue().slice(0, 100).map((one) => ({ ...one, at: one.at + skew }));
    if (!waiting.length) return false;
    const marks = waiting.filter((one) => one.seat).map(({ key, seat, state, at }) => ({ key, seat, state, at }));
    const came = waiting.filter((one) => !one.seat).map(({ key, name, organisation, at }) => ({ key, name, organisation, at }));
    const answer = await ask(page.marks, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
      body: JSON.stringify({ device: device(), marks, walk_ins: came }),
    });
    if (!answer) return false;
    const refused = new Map(answer.refused.map((one) => [one.key, one.message]));
    const lost = waiting.filter((one) => answer.unknown.includes(one.key) || refused.has(one.key));
    for (const one of lost) {
      const name = one.name || one.shown || "";
      const text = refused.has(one.key) ? `${name}: ${refused.get(one.key)}` : say("unknown", { name });
      at("door-lost").append(Object.assign(document.createElement("li"), { textContent: text }));
      at("door-lost").hidden = false;
    }
    const gone = new Set([...answer.kept, ...lost.map((one) => one.key)]);
    const kept = waiting.filter((one) => answer.kept.includes(one.key));
    // Until the list comes again, nobody is shown as they were before.
    if (list().until) keep(listKey, { ...list(), people: withMarks(list().people, kept) });
    keep(queueKey, queue().filter((one) => !gone.has(one.key)));
    return gone.size > 0;
  }

  async function take(fresh) {
    if (!fresh || done) return;
    const { csrf, skew, ...told } = fresh;
    keep("door:skew", skew);
    keep(listKey, told);
    showOrganisations();
    over = fresh.over;
    if (over) await forget(page.date);
  }

  async function send() {
    if (sending || done) return;
    sending = true;
    try {
      let fresh = await askForList();
      while (fresh && await post(fresh.csrf, fresh.skew)) fresh = await askForList();
      offline = false;
      await take(fresh);
    } catch {
      offline = true;
    }
    sending = false;
    show();
    showOpened();
    // What was tapped while the last answer was on its way.
    if (!offline && !trouble && queue().length && at("door-sign-in").hidden) setTimeout(send, 1000);
  }

  async function showCode(code, date = page.date) {
    const one = people().find((person) => person.code && bare(person.code) === bare(code));
    if (one) return openMenu(one);
    tell(date === page.date ? words.unknownCode : words.otherDate);
    const answer = await ask(`${page.code}?${new URLSearchParams({ code })}`).catch(() => null);
    if (answer) tell(answer.said);
  }
  // The code of a seat in the address, as the phone's own camera opens it; it leads to the page of its own date, which
  // may not be that of the door where the phone stands.
  function showOpened() {
    if (!opened || !list().until) return;
    const code = opened;
    opened = "";
    if (isToday()) showCode(code);
    else tell(words.notToday);
  }
  function codeIn(text) {
    try {
      const address = new URL(text);
      const [, date] = /\/(\d+)\/porte\/$/.exec(address.pathname) || [];
      return [address.searchParams.get("code") || text, date ? Number(date) : page.date];
    } catch {
      return [text, page.date];
    }
  }

  async function scan() {
    const camera = at("door-camera");
    const video = camera.querySelector("video");
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      tell(words.camera);
      return;
    }
    video.srcObject = stream;
    camera.showModal();
    await video.play();
    const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
    camera.addEventListener("close", () => stream.getTracks().forEach((track) => track.stop()), { once: true });
    const look = async () => {
      if (!camera.open) return;
      const [code] = await detector.detect(video).catch(() => []);
      if (!code) {
        setTimeout(look, 250);
        return;
      }
      camera.close();
      showCode(...codeIn(code.rawValue));
    };
    look();
  }

  function finish() {
    done = true;
    at("door-menu").close();
    show();
  }

  at("door-people").addEventListener("click", (event) => {
    const seat = Number(event.target.closest("button")?.dataset.seat);
    const one = seat && people().find((person) => person.id === seat);
    if (!one) return;
    if (one.state) openMenu(one);
    else mark(one, "present");
  });
  at("door-menu-states").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button || !chosen) return;
    at("door-menu").close();
    mark(chosen, button.value);
    at("door-people").querySelector(`[data-seat="${chosen.id}"]`)?.focus();
  });
  for (const button of document.querySelectorAll("[data-close]")) {
    button.addEventListener("click", () => button.closest("dialog").close());
  }
  at("door-find").addEventListener("input", show);
  at("door-find").addEventListener("focus", (event) => event.target.select());
  at("door-find").addEventListener("keydown", (event) => {
    const [one, another] = found();
    if (event.key !== "Enter" || !one?.id || another) return;
    if (one.state) openMenu(one);
    else mark(one, "present");
    event.target.select();
  });
  at("door-new").querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const field = at("door-organisation");
    const name = at("door-name").value.trim();
    const shown = field.value ? field.selectedOptions[0].textContent : "";
    if (name && note({ name, organisation: Number(field.value) || null, shown }, { name })) {
      event.target.reset();
      at("door-name").focus();
    }
  });
  at("door-done").addEventListener("click", async () => {
    await send();
    if (queue().length) {
      tell(say("mustSend", { n: queue().length }));
      return;
    }
    done = true;
    await forget(page.date);
    if (offline) finish();
    else location.href = page.back;
  });
  if ("BarcodeDetector" in window && navigator.mediaDevices) {
    at("door-scan").hidden = false;
    at("door-scan").addEventListener("click", scan);
  }
  window.addEventListener("online", send);
  window.addEventListener("offline", () => {
    offline = true;
    showNetwork();
  });
  // Another tab: what it notes is shown here, and where it takes the names off the phone they stay off.
  window.addEventListener("storage", (event) => {
    if (event.key === listKey && event.newValue === null) finish();
    else if (event.key === listKey || event.key === queueKey) show();
  });
  setInterval(() => {
    forgetOld();
    if (document.hidden) return;
    show();
    send();
  }, EVERY);

  const address = new URL(location);
  opened = address.searchParams.get("code") || "";
  if (opened) history.replaceState(null, "", address.pathname);
  at("door").hidden = false;
  showOrganisations();
  show();
  showOpened();
  send();
  if ("serviceWorker" in navigator) {
    const query = new URLSearchParams(page.assets.map((asset) => ["asset", asset]));
    navigator.serviceWorker.register(`${page.worker}?${query}`).catch(() => {});
  }
})();
