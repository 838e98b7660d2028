// What a phone remembers of the door, for the page of the door and the pages around it: the names of a date leave when
// its time is over, and all of them when somebody signs out. Marks not sent yet stay until they are.
window.doorMemory = (() => {
  const LIST = /^door:(\d+):list$/;

  function read(key, otherwise) {
    try {
      return JSON.parse(localStorage.getItem(key)) ?? otherwise;
    } catch {
      return otherwise;
    }
  }
  // The time by the site's clock, as far as it is known: that of a phone may be anything.
  const now = () => Date.now() + read("door:skew", 0);

  async function forget(date) {
    localStorage.removeItem(`door:${date}:list`);
    if (!("caches" in window)) return;
    for (const name of await caches.keys()) {
      if (!name.startsWith("door:") || !name.endsWith(`/${date}/porte/`)) continue;
      await caches.delete(name);
      const worker = await navigator.serviceWorker?.getRegistration(name.slice("door:".length));
      await worker?.unregister();
    }
  }
  function forgetWhere(isOver) {
    for (const key of Object.keys(localStorage)) {
      const [, date] = LIST.exec(key) || [];
      if (date && isOver(read(key, {}))) forget(date).catch(() => {});
    }
  }
  const forgetOld = () => forgetWhere((list) => !(list.until > now()));
  const forgetAll = () => forgetWhere(() => true);

  try {
    forgetOld();
    document.addEventListener("submit", (event) => {
      if (event.target.getAttribute("action")?.endsWith("/logout/")) forgetAll();
    });
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
  return { forget, forgetOld, now, read };
})();
