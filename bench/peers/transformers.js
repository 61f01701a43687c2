// @huggingface/transformers as its documentation shows it: the background-removal pipeline, on the page's own thread.

import { env, pipeline } from "@huggingface/transformers";

const RUNTIME = "/modules/@huggingface/transformers/node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.asyncify";

export async function prepare(threads) {
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.localModelPath = "/weights/transformers/";
  // The file that it would take from a content delivery network. Left alone, it takes half of the cores.
  env.backends.onnx.wasm.wasmPaths = { mjs: `${RUNTIME}.mjs`, wasm: `${RUNTIME}.wasm` };
  env.backends.onnx.wasm.numThreads = threads;
  const cutOut = await pipeline("background-removal", "isnet", { device: "wasm", dtype: "fp16" });
  return async (file) => {
    const image = await cutOut(file);
    return await image.toBlob("image/png");
  };
}
