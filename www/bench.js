// bench.html: trains a GPT of the size that the address names on a text that repeats itself, and sets
//
//   window.benchResult = { msPerStep, tokensPerSecond, params, firstLoss, lastLoss, msToFirstStep, device, … }
//
// or { error } when it cannot. One step is forward, backward and AdamW. `msPerStep` is the mean of all steps after the
// first few, in which kernels are compiled; `msToFirstStep` runs from the start of the worker, download included, until
// the first step's loss is known. With `count=1` the calls to WebGPU are counted (see bench-worker.js).
// `window.benchInput` is the recipe and the text, for measuring the same elsewhere.

const build = new URL(import.meta.url).searchParams.get("v") ?? "development";
const WARM_UP_STEPS = 5;

/** Name → default, least, most. */
const NUMBERS = {
  layers: [4, 1, 24],
  heads: [4, 1, 32],
  dim: [128, 4, 2048],
  block: [64, 2, 1024],
  batch: [12, 1, 1024],
  vocab: [65, 2, 20000],
  steps: [30, 2, 99999],
  count: [0, 0, 1],
};

try {
  const size = read(new URLSearchParams(location.search));
  window.benchInput = { experiment: recipe(size), text: text(size) };
  show(await bench(size));
} catch (error) {
  window.benchResult = { error: error.message };
  say(error.message, "alert");
  document.getElementById("progress").hidden = true;
}

/** The parameters of the address, or an error that names every one that is wrong. */
function read(query) {
  const problems = [];
  const size = { device: query.get("device") ?? "gpu" };
  if (!["gpu", "cpu"].includes(size.device)) {
    problems.push(`device must be gpu or cpu, not “${size.device}” · device 必须是 gpu 或 cpu`);
  }
  for (const [name, [normal, least, most]] of Object.entries(NUMBERS)) {
    const text = query.get(name) ?? String(normal);
    size[name] = Number(text);
    if (!/^\d+$/.test(text) || size[name] < least || size[name] > most) {
      problems.push(`${name} must be a whole number from ${least} to ${most}, not “${text}” · ${name} 必须是 ${least} 到 ${most} 的整数`);
    }
  }
  for (const name of query.keys()) {
    if (name !== "device" && !(name in NUMBERS)) problems.push(`unknown parameter “${name}” · 未知参数 ${name}`);
  }
  if (problems.length === 0 && size.dim % size.heads !== 0) {
    problems.push("dim must be a multiple of heads · dim 必须是 heads 的整数倍");
  }
  if (problems.length > 0) throw new Error(problems.join("; "));
  return size;
}

/** The recipe, as src/experiment.rs has it; what is not named has its default. */
function recipe({ device, layers, heads, dim, block, batch, steps }) {
  return {
    corpus: { source: { kind: "file", name: "bench.txt" } },
    tokenizer: { kind: "character" },
    model: { kind: "gpt", layers, heads, width: dim, context: block },
    training: {
      steps,
      batch_size: batch,
      learning_rate: 1e-3,
      schedule: { kind: "constant" },
      warmup: 0,
      evaluate_every: steps + 1,
      evaluate_batches: 1,
      sample_every: steps + 1,
    },
    sampling: { tokens: 1 },
    device,
  };
}

/** Every character of the vocabulary in turn, over and over: each tells the next. */
function text({ vocab, block }) {
  const alphabet = Array.from({ length: vocab }, (_, index) => String.fromCharCode(0x4e00 + index)).join("");
  // The last tenth is for validation, and has to hold a block as well.
  const length = Math.max(20 * (block + 1), 2 * vocab);
  return alphabet.repeat(Math.ceil(length / vocab));
}

/** Runs the engine and resolves to the result. */
function bench(size) {
  const file = size.count ? "bench-worker.js" : "engine-worker.js";
  const started = performance.now();
  const worker = new Worker(`./${file}?engine=${size.device}&v=${build}`, { type: "module" });
  const seen = { steps: [], counted: [], params: 0, msToFirstStep: 0, deviceName: "", software: false };
  return new Promise((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(event.message || "the engine stopped · 引擎已停止"));
    worker.onmessageerror = () => reject(new Error("the engine's message cannot be read · 无法读取引擎的消息"));
    worker.onmessage = ({ data }) => {
      const [kind, value] = typeof data === "string" ? [data] : Object.entries(data)[0];
      switch (kind) {
        case "loading":
          return progress("Downloading the engine · 正在下载引擎", value.total && value.received / value.total);
        case "failed":
          return reject(new Error(value.detail || value.why));
        case "Unavailable":
          return reject(new Error(both(value.reason)));
        case "Failed":
          return reject(new Error(value.problems.map((problem) => both(problem.message)).join("; ")));
        case "Ready":
          Object.assign(seen, { deviceName: value.device.name, software: value.device.software });
          return worker.postMessage(prepare(window.benchInput));
        case "Prepared":
          seen.params = value.parameters;
          return worker.postMessage("Run");
        case "Progress":
          return progress("Preparing · 正在准备", value.fraction);
        case "counted":
          return seen.counted.push(value);
        case "Stepped":
          seen.msToFirstStep ||= performance.now() - started;
          seen.steps.push(...value.steps);
          return progress("Training · 正在训练", seen.steps.length / size.steps);
        case "Finished":
          return resolve(result(size, seen));
      }
    };
  }).finally(() => worker.terminate());
}

/** The command that prepares the run. */
function prepare({ experiment, text }) {
  return { Prepare: { experiment, materials: { corpus: new TextEncoder().encode(text) } } };
}

function result(size, { steps, counted, params, msToFirstStep, deviceName, software }) {
  const first = steps[0];
  const last = steps.at(-1);
  // What is measured starts after the warm-up, or in the middle of a very short run.
  const from = steps[Math.min(WARM_UP_STEPS, Math.ceil(steps.length / 2)) - 1];
  const msPerStep = (last.elapsed_ms - from.elapsed_ms) / (last.step - from.step);
  return {
    msPerStep,
    tokensPerSecond: (1000 * size.batch * size.block) / msPerStep,
    params,
    firstLoss: first.loss,
    lastLoss: last.loss,
    msToFirstStep,
    device: size.device,
    deviceName,
    software,
    steps: last.step,
    losses: steps.map((step) => step.loss),
    ...calls(counted),
  };
}

/** Calls to WebGPU per step, between the first and the last event that carried a count. */
function calls(counted) {
  if (counted.length === 0) return {};
  const last = counted.at(-1);
  const from = counted.find(({ step }) => step >= WARM_UP_STEPS) ?? counted[0];
  if (from.step === last.step) return { pipelines: last.pipelines };
  const each = (name) => (last[name] - from[name]) / (last.step - from.step);
  return {
    dispatchesPerStep: each("dispatches"),
    passesPerStep: each("passes"),
    submitsPerStep: each("submits"),
    buffersPerStep: each("buffers"),
    writesPerStep: each("writes"),
    readsPerStep: each("reads"),
    pipelines: last.pipelines,
  };
}

function both({ en, zh }) {
  return `${en} · ${zh}`;
}

function say(message, role = "status") {
  const status = document.getElementById("status");
  status.setAttribute("role", role);
  status.textContent = message;
}

function progress(message, fraction) {
  say(message);
  document.getElementById("progress").value = fraction || 0;
}

function show(outcome) {
  window.benchResult = outcome;
  document.getElementById("progress").hidden = true;
  say("Done · 完成");
  const table = document.getElementById("result");
  for (const [name, value] of Object.entries(outcome)) {
    if (Array.isArray(value)) continue;
    const row = table.tBodies[0].insertRow();
    const head = document.createElement("th");
    head.scope = "row";
    head.textContent = name;
    row.append(head);
    row.insertCell().textContent = typeof value === "number" ? String(Math.round(value * 1000) / 1000) : String(value);
  }
  table.hidden = false;
}
