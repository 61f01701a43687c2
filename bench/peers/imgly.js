// @imgly/background-removal as its README shows it: `preload`, then `removeBackground(file)`, on the page's own thread.

import { preload, removeBackground } from "@imgly/background-removal";

export async function prepare(threads) {
  // It takes a thread for every core and has no option for that.
  Object.defineProperty(navigator, "hardwareConcurrency", { value: threads });
  // The same object every time: the library keeps one session per configuration.
  const options = {
    publicPath: `${location.origin}/weights/imgly/`,
    model: "isnet_fp16",
    device: "cpu",
    output: { format: "image/png" },
  };
  await preload(options);
  return (file) => removeBackground(file, options);
}
