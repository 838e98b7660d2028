// Passkeys are bound to a host name: they work neither on a bare IP address nor in a browser that does not know them,
// and what does not work is not offered. A refusal by the key is said on the page.
(function () {
  const bareAddress = /^[\d.]+$|:/.test(location.hostname)
  const works = Boolean(window.PublicKeyCredential && window.isSecureContext && !bareAddress)
  document.querySelectorAll('[data-passkey]').forEach((element) => { element.hidden = !works })
  document.querySelectorAll('[data-no-passkey]').forEach((element) => { element.hidden = works })
  document.addEventListener('allauth.error', (event) => {
    event.preventDefault()
    document.querySelectorAll('[data-passkey-error]').forEach((element) => { element.hidden = false })
  })
})()
