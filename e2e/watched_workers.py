"""An init script that keeps a record of every job worker, and can end one as a browser does: without a word."""

# `window.killAt` lists stages by photo, one for each try. A worker that has no photo yet goes by what it was made for:
# "first", or "spare during NAME"; its moment is "start". `window.workers` says of each worker which photo it was given,
# what it said and how it ended.
WATCH_WORKERS = """
window.workers = [];
window.killAt = {};
window.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    if (given[1]?.name !== "cutroom-job") return;
    const current = window.workers.findLast(({ photo, endedAt }) => photo !== null && endedAt === null);
    const role = window.workers.length === 0 ? "first" : `spare during ${current?.photo}`;
    const record = { role, photo: null, runs: 0, said: [], killed: null, endedAt: null };
    window.workers.push(record);
    this.record = record;
    this.addEventListener("message", ({ data }) => {
      record.said.push(data.stage ?? data.type);
      const plan = window.killAt[record.photo ?? record.role] ?? [];
      // A worker can be missed from the moment on when it says that it is alive.
      const moment = data.type === "alive" ? "start" : data.stage;
      if (record.killed !== null || plan.length === 0 || moment !== plan[0]) return;
      if (moment === "start" && data.type !== "alive") return;
      record.killed = plan.shift();
      super.terminate();
    });
  }
  postMessage(message, ...more) {
    if (message.type === "run") {
      this.record.photo = message.file.name;
      this.record.runs += 1;
    }
    super.postMessage(message, ...more);
  }
  terminate() {
    if (this.record) this.record.endedAt ??= performance.now();
    super.terminate();
  }
};
"""
