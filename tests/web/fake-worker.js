// A stand-in for the browser's Worker: records what the page sends and lets a test speak for the worker.

export class FakeWorker extends EventTarget {
  /** @type {any[]} */
  received = [];
  terminated = false;

  /** @param {any} message */
  postMessage(message) {
    this.received.push(message);
  }

  terminate() {
    this.terminated = true;
  }

  /** @param {any} data */
  say(data) {
    this.dispatchEvent(Object.assign(new Event("message"), { data }));
  }

  /** @param {string} message */
  crash(message) {
    const event = new Event("error", { cancelable: true });
    this.dispatchEvent(
      Object.assign(event, { message, filename: "http://localhost/assets/app/worker/main.js", lineno: 7 }),
    );
  }

  /** Something arrived that could not be read. */
  garble() {
    this.dispatchEvent(new Event("messageerror"));
  }
}
