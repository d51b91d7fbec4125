// Says that scripts run, before the first paint: parts marked js-only appear.
document.documentElement.classList.add("js");
