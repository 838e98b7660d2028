// The sheet typed back by the keyboard: arrows, one letter per state, a search; without this, radio buttons and “Save”.
(() => {
  const form = document.querySelector('[data-attendance]')
  const lines = form ? [...form.querySelectorAll('.attendance-line')] : []
  if (!lines.length) return
  const find = form.querySelector('[data-attendance-find]')
  const search = find.querySelector('input')
  const nobody = find.querySelector('[role=status]')
  const unsaved = form.querySelector('[data-attendance-unsaved]')
  let sending = false

  const folded = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  const chosen = (line) => line.querySelector('input[type=radio]:checked')
  const changed = () => lines.filter((line) => chosen(line) && !chosen(line).defaultChecked).length

  function go (line) {
    if (!line) return
    const field = chosen(line) || line.querySelector('input[type=radio]')
    field.focus()
    line.scrollIntoView({ block: 'nearest' })
  }

  function count () {
    document.querySelectorAll('[data-count]').forEach((cell) => {
      cell.textContent = lines.filter((line) => chosen(line)?.value === cell.dataset.count).length
    })
    const number = changed()
    unsaved.textContent = number ? unsaved.dataset.words.replace('{n}', number) : ''
  }

  form.addEventListener('keydown', (event) => {
    const line = event.target.closest('.attendance-line')
    if (!line || event.ctrlKey || event.metaKey || event.altKey || event.target.type !== 'radio') return
    const here = lines.indexOf(line)
    const field = line.querySelector(`input[data-key="${CSS.escape(event.key.toLowerCase())}"]`)
    if (event.key === 'ArrowDown') go(lines[here + 1])
    else if (event.key === 'ArrowUp') go(lines[here - 1])
    else if (event.key === '/') search.focus()
    else if (field) {
      field.checked = true
      count()
      go(lines[here + 1] || line)
    } else return
    event.preventDefault()
  })
  form.addEventListener('focusin', (event) => {
    const line = event.target.closest('.attendance-line')
    lines.forEach((one) => one.classList.toggle('attendance-line--here', one === line))
  })
  form.addEventListener('change', count)

  function found () {
    const typed = folded(search.value.trim())
    if (!typed) return null
    return lines.find((line) => line.dataset.number === typed) ||
      lines.find((line) => !/^\d+$/.test(typed) && folded(line.querySelector('legend').textContent).includes(typed))
  }
  search.addEventListener('input', () => {
    const line = found()
    nobody.textContent = search.value.trim() && !line ? nobody.dataset.none : ''
    if (line) line.scrollIntoView({ block: 'center' })
    lines.forEach((one) => one.classList.toggle('attendance-line--here', one === line))
  })
  search.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== 'ArrowDown') return
    event.preventDefault()
    const line = found()
    if (line) {
      search.value = ''
      go(line)
    }
  })
  form.addEventListener('submit', () => { sending = true })
  window.addEventListener('beforeunload', (event) => { if (!sending && changed()) event.preventDefault() })
  find.hidden = false
  go(lines[0])
})()
