// The next dates of a coordination as an element of another site:
//   <coordination-agenda src="<site>/fr/agenda/agenda.json?type=…" nombre="5"><a href="…">Agenda</a></coordination-agenda>
// What stands inside shows until the dates are there, and stays beside the message if they do not come.
// No inline style, no innerHTML: it works under a policy that allows this script and this site only.
(function () {
  const WORDS = {
    fr: {
      loading: 'Chargement des dates…',
      empty: 'Aucune date n’est annoncée pour le moment.',
      error: 'Les dates ne sont pas disponibles pour le moment.',
      all: 'Tout l’agenda',
      cancelled: 'Annulé',
      postponed: 'Reporté'
    },
    nl: {
      loading: 'De data worden geladen…',
      empty: 'Er is voorlopig geen datum aangekondigd.',
      error: 'De data zijn voorlopig niet beschikbaar.',
      all: 'De hele agenda',
      cancelled: 'Geannuleerd',
      postponed: 'Uitgesteld'
    }
  }
  const STYLE = `
    :host { display: block; }
    :host([hidden]) { display: none; }
    ul { margin: 0; padding: 0; list-style: none; }
    li { padding: .75em 0; border-bottom: 1px solid; }
    p { margin: 0; }
    .title { font-weight: bold; }
    .title a, .all a { color: inherit; }
    .void .title, .void time { text-decoration: line-through; }
    .all { padding-top: .75em; }
  `
  const ZONE = 'Europe/Brussels'
  const MOST = 30
  const PATIENCE = 10000
  const DAY = 86400000
  const NO_BREAK = '\u00a0'

  function styleSheet () {
    if (!('adoptedStyleSheets' in Document.prototype)) return null
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(STYLE)
    return sheet
  }
  const sheet = styleSheet()

  // Parts of an instant on the clock of Brussels, as numbers and words of the language.
  function onTheClock (instant, language) {
    const format = new Intl.DateTimeFormat(language === 'nl' ? 'nl-BE' : 'fr-BE', {
      timeZone: ZONE, weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', hour: 'numeric', minute: '2-digit', hourCycle: 'h23'
    })
    return Object.fromEntries(format.formatToParts(instant).map((part) => [part.type, part.value]))
  }

  function dayInWords (parts, language) {
    const day = language === 'fr' && Number(parts.day) === 1 ? '1er' : String(Number(parts.day))
    return `${parts.weekday} ${day}${NO_BREAK}${parts.month} ${parts.year}`
  }

  function timeInWords (parts, language) {
    const hour = String(Number(parts.hour))
    const minutes = Number(parts.minute) ? parts.minute : ''
    if (language === 'nl') return `${hour}${minutes && '.' + minutes}${NO_BREAK}u.`
    return `${hour}${NO_BREAK}h${minutes && NO_BREAK + minutes}`
  }

  function whenInWords (event, language) {
    const start = new Date(event.start)
    // The end of whole days is the midnight after them.
    const end = new Date(new Date(event.end) - (event.all_day ? DAY / 2 : 0))
    const [first, last] = [onTheClock(start, language), onTheClock(end, language)]
    const [day, lastDay] = [dayInWords(first, language), dayInWords(last, language)]
    const [from, to] = [timeInWords(first, language), timeInWords(last, language)]
    if (event.all_day) return day === lastDay ? day : `${day} – ${lastDay}`
    // A party until six in the morning belongs to its evening.
    const isOneEvening = end - start < DAY && Number(last.hour) * 60 + Number(last.minute) <= 360
    if (day === lastDay || isOneEvening) return `${day}, ${from}${NO_BREAK}– ${to}`
    return `${day}, ${from} – ${lastDay}, ${to}`
  }

  function element (name, text = '', attributes = {}) {
    const made = document.createElement(name)
    if (text) made.textContent = text
    for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value)
    return made
  }

  // Only addresses of the web are linked, whatever the feed says.
  function link (address, text, base) {
    let url
    try { url = new URL(address, base) } catch { return null }
    if (!address || !['http:', 'https:'].includes(url.protocol)) return null
    return element('a', text, { href: url.href, target: '_top' })
  }

  function row (event, language, base) {
    const words = WORDS[language]
    const isVoid = event.status === 'cancelled' || event.status === 'postponed'
    const item = element('li', '', isVoid ? { class: 'void' } : {})
    const when = whenInWords(event, language)
    const first = element('p')
    first.append(element('time', when.charAt(0).toUpperCase() + when.slice(1), { datetime: String(event.start) }))
    const title = element('p', '', { class: 'title', lang: event.title_language === 'nl' ? 'nl' : 'fr' })
    title.append(link(event.url, event.title, base) || event.title)
    item.append(first, title)
    if (event.place) item.append(element('p', event.place))
    if (isVoid) item.append(element('p', [words[event.status], event.reason].filter(Boolean).join(' · ')))
    return item
  }

  class CoordinationAgenda extends HTMLElement {
    static observedAttributes = ['src', 'nombre']

    constructor () {
      super()
      this.attachShadow({ mode: 'open' })
      if (sheet) this.shadowRoot.adoptedStyleSheets = [sheet]
    }

    connectedCallback () {
      this.load()
    }

    disconnectedCallback () {
      this.request?.abort()
    }

    attributeChangedCallback (name, before, after) {
      if (before !== null && before !== after && this.isConnected) this.load()
    }

    show (language, ...content) {
      const all = element('div', '', { lang: language })
      all.append(...content)
      this.shadowRoot.replaceChildren(all)
    }

    // A sentence, and below it what the page's author wrote inside the element.
    say (language, word) {
      this.show(language, element('p', WORDS[language][word], { role: 'status' }), document.createElement('slot'))
    }

    async load () {
      this.request?.abort()
      const request = this.request = new AbortController()
      const timer = setTimeout(() => request.abort(), PATIENCE)
      let language = /\/nl\//.test(this.getAttribute('src') || '') ? 'nl' : 'fr'
      this.say(language, 'loading')
      try {
        const address = new URL(this.getAttribute('src') || '', document.baseURI)
        const number = Math.min(MOST, Math.max(1, parseInt(this.getAttribute('nombre') || '5', 10) || 5))
        address.searchParams.set('nombre', number)
        const answer = await fetch(address, { credentials: 'omit', signal: request.signal })
        if (!answer.ok) throw new Error(answer.status)
        const feed = await answer.json()
        if (request !== this.request) return
        language = feed.language in WORDS ? feed.language : language
        this.showDates(feed, language, number, address)
      } catch {
        if (request === this.request && this.isConnected) this.say(language, 'error')
      } finally {
        clearTimeout(timer)
      }
    }

    showDates (feed, language, number, base) {
      const dates = feed.events.slice(0, number).map((event) => row(event, language, base))
      const list = element('ul')
      list.append(...dates)
      const all = element('p', '', { class: 'all' })
      all.append(link(feed.page_url, WORDS[language].all, base) || '')
      this.show(language, dates.length ? list : element('p', WORDS[language].empty), all)
    }
  }

  if (!customElements.get('coordination-agenda')) customElements.define('coordination-agenda', CoordinationAgenda)
})()
