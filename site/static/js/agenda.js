// The agenda, swapped in place by htmx: what a reader would otherwise lose on the way.
(function () {
  const agenda = document.getElementById('agenda')
  const status = document.getElementById('agenda-status')
  if (!agenda || !status) return
  let filtersOpen = false

  // Addresses outside the part that was swapped: feeds, and the same choice in the other language.
  function carryFilters () {
    document.querySelectorAll('.topbar a[hreflang]').forEach((link) => { link.search = location.search })
    const shown = new URLSearchParams(location.search)
    for (const name of ['vue', 'mois', 'periode', 'annee', 'page']) shown.delete(name)
    document.querySelectorAll('link[rel=alternate][type]').forEach((link) => {
      const address = new URL(link.href)
      address.search = shown.toString()
      link.href = address.href
    })
  }

  agenda.addEventListener('htmx:beforeSwap', () => {
    const more = document.getElementById('agenda-more')
    filtersOpen = Boolean(more && more.open)
  })

  agenda.addEventListener('htmx:afterSettle', () => {
    const more = document.getElementById('agenda-more')
    const count = document.getElementById('agenda-count')
    if (more && filtersOpen) more.open = true
    carryFilters()
    if (!count) return
    status.textContent = count.firstChild.textContent
    // The link that was followed is gone with the old list: go on from the new one.
    if (!document.activeElement || document.activeElement === document.body) count.focus({ preventScroll: true })
  })
})()
