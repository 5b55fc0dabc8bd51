// Says why the page cannot start where boot.js can not: opened from a file, or in a browser that does not understand it.
//
// A plain script in the oldest JavaScript there is, because it speaks to browsers that know no other. boot.js, which comes
// later, says what it has to say by the same means: `unable`.

var unable = (function () {
  // What the bundles need, and who has had it since: module workers (Firefox 114), WebAssembly under a content security
  // policy (Chrome and Edge 97), its reference types (Chrome 96) and its SIMD (Safari 16.4). src/ui/words.rs names the same.
  var LEAST = "Chrome 97, Edge 97, Firefox 114, Safari 16.4";

  if (location.protocol === "file:") {
    explain(
      "Babble does not start from a file: browsers let a page load its engine only from a server. In Babble’s folder run “cargo xtask play”; or, in "
        + "the folder of this page, any server of static files (for example “python3 -m http.server”), and open the address that it names.",
      "不能直接打开这个文件来运行牙牙学语：浏览器只允许网页从服务器载入引擎。请在牙牙学语的目录中运行“cargo xtask play”；或在本页面所在的目录启动任意静态文件服务器"
        + "（例如“python3 -m http.server”），再打开它给出的网址。"
    );
  } else if (!("noModule" in document.createElement("script")) || typeof WebAssembly !== "object") {
    tooOld();
  } else {
    // A script that this browser cannot read says so here and nowhere else.
    window.addEventListener("error", function (event) {
      if (event.error instanceof SyntaxError) tooOld();
    });
  }

  function tooOld() {
    explain(
      "This browser is too old for Babble. It needs one of these, or a later version: " + LEAST + ".",
      "这个浏览器版本太旧，无法运行牙牙学语。请使用以下版本或更新的版本：" + LEAST.replace(/, /g, "、") + "。"
    );
  }

  /** In place of “Loading…”, if that still stands. */
  function explain(english, chinese) {
    var status = document.querySelector("#boot [role=status]");
    if (!status) return;
    status.setAttribute("role", "alert");
    status.textContent = english + " ";
    var translated = document.createElement("span");
    translated.lang = "zh";
    translated.textContent = chinese;
    status.appendChild(translated);
  }

  return { explain: explain, tooOld: tooOld, least: LEAST };
})();
