// The picker of days and hours in the CMS fills in what is chosen in it and nothing else: what somebody types stays as
// typed, for the server to read or to refuse in words. By itself the picker makes “now” of what it does not understand
// as soon as the field is left, and another hour of each turn of the wheel above it.
(() => {
  "use strict";
  const { jQuery } = window;
  if (!jQuery?.fn.datetimepicker) return;
  Object.assign(jQuery.fn.datetimepicker.defaults, { validateOnBlur: false, scrollInput: false });

  // It closed while it rewrote, and opens a tenth of a second after a field is entered: by then somebody may have left.
  const OPENED = 150;
  function close(field) {
    if (document.activeElement !== field) jQuery(field).datetimepicker("hide");
  }
  document.addEventListener("focusout", ({ target, relatedTarget }) => {
    // A press in the picker itself moves the focus to nothing.
    if (relatedTarget && jQuery(target).data("xdsoft_datetimepicker")) setTimeout(close, OPENED, target);
  });
})();
