// The mail below the form of an action follows what is typed; without this, the button “Show the mail” does.
(() => {
  const form = document.querySelector("[data-date-action]");
  const shown = document.getElementById("date-action-preview");
  if (!form || !shown) return;
  let waiting = 0;
  let latest = 0;

  async function refresh() {
    const number = ++latest;
    const typed = new FormData(form);
    typed.set("preview", "1");
    const answer = await fetch(form.action, { method: "POST", body: typed, headers: { "X-Requested-With": "fetch" } });
    if (number !== latest || !answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("date-action-preview");
    if (fresh) shown.replaceChildren(...fresh.childNodes);
  }

  function soon() {
    clearTimeout(waiting);
    waiting = setTimeout(() => refresh().catch(() => {}), 500);
  }

  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
})();
