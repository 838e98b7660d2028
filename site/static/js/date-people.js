// The list of people of a date keeps itself up to date, without losing what is ticked; without this, a reload does.
(() => {
  const form = document.querySelector("[data-date-people]");
  const live = document.querySelector("[data-date-live]");
  if (!form || !live) return;
  const EVERY = 15000;
  const boxes = () => [...form.querySelectorAll("input[type=checkbox][name=seat]")];
  const ticked = () => boxes().filter((box) => box.checked);
  const words = form.querySelector("[data-ticked]");
  const label = words?.textContent;
  let shown = live.innerHTML;

  function count() {
    const number = ticked().length;
    if (words) words.textContent = number ? `${label} ${number}` : label;
    const all = form.querySelector("[data-tick-all] input");
    if (!all) return;
    all.checked = number > 0 && number === boxes().length;
    all.indeterminate = number > 0 && !all.checked;
  }

  // One box for all that are shown: pointless without this script, so it is made here.
  function addTickAll() {
    const place = form.querySelector("[data-tick-all]");
    if (!place) return;
    const all = document.createElement("input");
    all.type = "checkbox";
    all.setAttribute("aria-label", place.previousElementSibling.textContent);
    all.addEventListener("change", () => {
      for (const box of boxes()) box.checked = all.checked;
      count();
    });
    place.replaceChildren(all);
  }

  async function refresh() {
    if (document.hidden) return;
    const answer = await fetch(location.href, { headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-date-live]");
    if (!fresh || fresh.innerHTML === shown) return;
    shown = fresh.innerHTML;
    const kept = new Set(ticked().map((box) => box.value));
    const focused = live.contains(document.activeElement) ? document.activeElement : null;
    const again = focused?.name === "seat" ? `input[type=checkbox][value="${focused.value}"]` : null;
    const left = live.querySelector(".cms-scroll")?.scrollLeft ?? 0;
    live.replaceChildren(...fresh.childNodes);
    for (const box of boxes()) box.checked = kept.has(box.value);
    const region = live.querySelector(".cms-scroll");
    if (region) region.scrollLeft = left;
    addTickAll();
    count();
    if (again) live.querySelector(again)?.focus({ preventScroll: true });
  }

  form.addEventListener("change", count);
  addTickAll();
  count();
  setInterval(() => refresh().catch(() => {}), EVERY);
  document.addEventListener("visibilitychange", () => refresh().catch(() => {}));
})();
