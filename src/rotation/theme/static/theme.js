// Runs before anything is painted: the reader's colours, and the mark that scripts run.
(function (root) {
  var chosen = null;
  try { chosen = localStorage.getItem("rotation-colours"); } catch (refused) { /* a page from a folder may be refused */ }
  if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  root.classList.add("js");
})(document.documentElement);
