// The engine's worker with a meter on it: counts what the engine asks of WebGPU, and is otherwise the engine's worker.
//
// With each `Stepped` event the page also gets { counted: { step, … } }: how often each call was made until then.

const counts = { dispatches: 0, passes: 0, submits: 0, buffers: 0, writes: 0, reads: 0, pipelines: 0 };

/** Counts the calls of a method, where this browser has it. */
function meter(owner, method, count) {
  const original = globalThis[owner]?.prototype[method];
  if (!original) return;
  globalThis[owner].prototype[method] = function (...rest) {
    counts[count] += 1;
    return original.apply(this, rest);
  };
}

meter("GPUComputePassEncoder", "dispatchWorkgroups", "dispatches");
meter("GPUComputePassEncoder", "dispatchWorkgroupsIndirect", "dispatches");
meter("GPUCommandEncoder", "beginComputePass", "passes");
meter("GPUQueue", "submit", "submits");
meter("GPUQueue", "writeBuffer", "writes");
meter("GPUDevice", "createBuffer", "buffers");
meter("GPUDevice", "createComputePipeline", "pipelines");
meter("GPUDevice", "createComputePipelineAsync", "pipelines");
meter("GPUBuffer", "mapAsync", "reads");

const post = self.postMessage.bind(self);
self.postMessage = (message, ...rest) => {
  if (message?.Stepped) post({ counted: { step: message.Stepped.steps.at(-1).step, ...counts } });
  post(message, ...rest);
};

// The query says which engine, and of which build.
await import(`./engine-worker.js${new URL(import.meta.url).search}`);
