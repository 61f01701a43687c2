// Which byte of a file does an answer of the server begin with? Pure: status and one header, no request.

/**
 * @param {{ status: number, contentRange: string | null }} answer
 * @param {number} asked the byte that was asked for; 0: the whole file
 * @param {number} total bytes of the file
 * @returns {number | "again" | "refused"} "again": of no use, the whole file has to be asked for
 */
export function answerStart({ status, contentRange }, asked, total) {
  // A server that knows no ranges, or has another file by now, sends everything.
  if (status === 200) return 0;
  if (asked === 0) return "refused";
  if (status === 206) {
    const range = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(contentRange ?? "");
    const isWanted = range !== null && Number(range[1]) === asked && Number(range[3]) === total;
    return isWanted ? asked : "again";
  }
  return status === 416 ? "again" : "refused";
}
