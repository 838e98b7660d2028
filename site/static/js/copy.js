// Buttons that copy the field they name; without this script the field is there to be selected by hand.
// One listener for the page: panels that htmx swaps in need nothing more than their buttons shown.
(function () {
  if (window.copyButtons) return
  window.copyButtons = true

  async function copy (field) {
    field.focus()
    field.select()
    try {
      await navigator.clipboard.writeText(field.value)
    } catch {
      // A page that is not served over https has no clipboard of its own.
      if (!document.execCommand('copy')) return false
    }
    return true
  }

  function showButtons () {
    document.querySelectorAll('[data-copy]').forEach((button) => { button.hidden = false })
  }

  document.addEventListener('click', async (event) => {
    const button = event.target.closest('[data-copy]')
    const field = button && document.getElementById(button.dataset.copy)
    if (!field || !await copy(field)) return
    const status = document.querySelector('[data-copy-status]')
    button.dataset.label ||= button.textContent
    button.textContent = button.dataset.copied
    if (status) status.textContent = button.dataset.copied
    button.focus()
    setTimeout(() => {
      button.textContent = button.dataset.label
      if (status) status.textContent = ''
    }, 3000)
  })
  document.addEventListener('htmx:load', showButtons)
  showButtons()
})()
