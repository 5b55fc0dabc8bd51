// Starts the page: loads the small `app` bundle, and says so readably when that fails.
//
// Every address carries `?v=<build>`, so that no cache can mix the files of two builds. `cargo xtask` writes the build's
// name into index.html; this file reads it from its own address and hands it to the page as `<html data-build>`.

const build = new URL(import.meta.url).searchParams.get("v") ?? "development";
document.documentElement.dataset.build = build;

try {
  const { default: start } = await import(`./app.js?v=${build}`);
  await start({ module_or_path: new URL(`./app_bg.wasm?v=${build}`, import.meta.url) });
  document.getElementById("boot")?.remove();
} catch (error) {
  explain(error);
  console.error(error);
}

if (build !== "development" && "serviceWorker" in navigator) {
  // Only a convenience: without it the page works, but not offline.
  navigator.serviceWorker.register("./sw.js").catch((error) => console.info(`Not available offline: ${error.message}`));
}

/** Tells a person, in both languages, that the page could not start and what to do. */
function explain(error) {
  const status = document.querySelector("#boot [role=status]");
  if (!status) return;
  status.setAttribute("role", "alert");
  status.textContent = `Babble could not start (${error.message}). Reload the page; if that does not help, use a current `
    + "version of Chrome, Edge, Firefox or Safari. ";
  const chinese = document.createElement("span");
  chinese.lang = "zh";
  chinese.textContent = `Babble 未能启动（${error.message}）。请刷新页面；如果仍然不行，请使用新版的 Chrome、Edge、Firefox 或 Safari。`;
  status.append(chinese);
}
