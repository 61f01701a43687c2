// What people are told where the photo's own file, what is kept of it or its cutout's format is the reason: a part of the table
// in errors.js, and nothing else.

import { megapixels, pixelSize, TRY_AND_REPORT, wholeNumber } from "./error-numbers.js";

/** @import { ErrorWords } from "./errors.js" */

const SUPPORTED = "PNG, JPEG, WebP, AVIF and HEIC";
const COPY_AGAIN = "Copy or download the file again.";

/**
 * @type {{ readonly [C in "empty-file" | "unsupported-format" | "unrecognised-file" | "decode-failed" | "photo-too-large"
 *   | "file-unreadable" | "source-not-kept" | "matte-damaged" | "encode-failed" | "encode-verification-failed"]: ErrorWords<C> }}
 */
export const PHOTO_ERRORS = {
  "empty-file": {
    title: "The file is empty",
    sentence: "It holds no data at all (0 bytes).",
    advice: "Choose another file.",
    retryCanHelp: false,
    cases: {},
  },
  "unsupported-format": {
    title: "This format is not supported",
    sentence: `Supported are ${SUPPORTED}.`,
    advice: "Export the picture as JPEG or PNG and add that file.",
    retryCanHelp: false,
    cases: {
      picture: { sentence: ({ name }) => `This file is ${name}. Supported are ${SUPPORTED}.` },
      raw: {
        sentence: ({ name }) => `This file is ${name}, which is the sensor’s data and not a picture yet.`,
        advice: "Develop it, export it as JPEG or PNG and add that file.",
      },
      other: {
        sentence: ({ name }) => `This file is ${name}, which is not a picture.`,
        advice: `Add a picture: ${SUPPORTED} are supported.`,
      },
      archive: {
        sentence: ({ name }) => `This file is ${name}, which is not a picture.`,
        advice: "Unpack it and add the pictures inside.",
      },
      pointer: {
        sentence: ({ name }) => `This file is ${name}: it only says where a file lies, which was not downloaded.`,
        advice: "Run `git lfs pull` and add the file again.",
      },
      apple: {
        sentence: ({ name }) => `This file is ${name}, which only Apple’s own programs show.`,
        advice: "Open it on a Mac in Preview, export it as PNG and add that file.",
      },
      side: {
        sentence: ({ name }) => `This file is ${name}, which holds no picture.`,
        advice: "Add the file of the same name without “._” at its start.",
      },
      shortcut: {
        sentence: ({ name }) => `This file is ${name}, which only says where a file lies.`,
        advice: "Add that file itself.",
      },
      saved: {
        sentence: ({ name }) => `This file is ${name}, which may have been saved in place of a picture.`,
        advice: "Download the picture again.",
      },
      "unusual-jpeg": {
        sentence: ({ name }) => `This file is ${name}, which cannot be read.`,
        advice: "Open it in another program, save it as an ordinary JPEG or PNG and add that file.",
      },
    },
  },
  "unrecognised-file": {
    title: "This is not a picture Cutroom knows",
    sentence: `What is in the file fits none of the picture types known here. Supported are ${SUPPORTED}.`,
    advice: "If a picture viewer opens it, export it as one of them and add that file.",
    retryCanHelp: false,
    cases: {},
  },
  "decode-failed": {
    title: "The picture cannot be read",
    sentence: "The file is faulty or of an unusual kind.",
    advice: "Open it in another program, save it as JPEG or PNG and add that file.",
    retryCanHelp: false,
    cases: {
      "ends-early": {
        sentence: ({ format }) => `The ${format} file ends early: a part of it is missing.`,
        advice: COPY_AGAIN,
      },
      damaged: {
        sentence: ({ format }) => `The ${format} file is damaged: its parts do not fit together.`,
        advice: COPY_AGAIN,
      },
      "impossible-size": {
        sentence: ({ format, width, height }) =>
          `The ${format} file is damaged: it says that it is ${pixelSize(width, height)} pixels, which no picture is.`,
        advice: COPY_AGAIN,
      },
      undecodable: {
        sentence: ({ format }) => `The ${format} file cannot be decoded: it is faulty or of an unusual kind.`,
      },
      "picture-missing": {
        sentence: ({ format, percent }) =>
          `The ${format} file ends early: about ${percent} % of the picture is missing.`,
        advice: COPY_AGAIN,
      },
      "detail-missing": {
        sentence: ({ format, percent }) =>
          `The ${format} file ends early: about ${percent} % of the picture’s detail is missing.`,
        advice: COPY_AGAIN,
      },
    },
  },
  "photo-too-large": {
    title: "The photo has too many pixels",
    sentence: "It does not fit into the memory that this page may use.",
    advice: "Make it smaller in a picture editor and add that file.",
    retryCanHelp: false,
    cases: {
      pixels: {
        sentence: ({ width, height, max_pixels: most }) =>
          `It is ${pixelSize(width, height)} pixels (${megapixels(width * height)}), and at most ${megapixels(most)} fit on this device.`,
      },
      side: {
        sentence: ({ width, height, max_side: most }) =>
          `It is ${pixelSize(width, height)} pixels, and one side may have at most ${wholeNumber(most)}.`,
        advice: "Crop it in a picture editor and add that file.",
      },
    },
  },
  "file-unreadable": {
    title: "The file could not be read",
    sentence: "It may have been moved, renamed or changed since it was added.",
    advice: "Add it again.",
    retryCanHelp: true,
    cases: {},
  },
  "source-not-kept": {
    title: "The photo is no longer at hand",
    sentence: "There is no copy of it on this device.",
    advice: "Add the photo to the page again.",
    retryCanHelp: false,
    cases: {
      gone: { sentence: "The page no longer holds this file." },
      "copy-damaged": { sentence: "The copy of it that was kept on this device is damaged." },
      "no-copy": {
        sentence: "There is no copy of it on this device: the page was closed too soon, or space was short.",
      },
      "copy-lost": { sentence: "The copy of it that was kept on this device is gone or incomplete." },
      "cutout-lost": {
        sentence: "Its finished cutout is no longer on this device, and there is no copy of the photo.",
      },
      "cutout-damaged": {
        sentence:
          "Its finished cutout is damaged or gone on this device, and there is no copy of the photo to make it again from.",
      },
    },
  },
  "matte-damaged": {
    title: "What was kept of this photo is damaged",
    sentence: "The outline that the network had found cannot be used any more.",
    advice: "Press Retry: the network looks for the subject again.",
    retryCanHelp: true,
    cases: {
      file: { sentence: "The outline that the network had found was damaged on this device." },
      "other-photo": {
        sentence: ({ matte_width: w, matte_height: h, width, height }) =>
          `The outline that was kept is of a photo of ${pixelSize(w, h)} pixels, and this one has ${pixelSize(width, height)}.`,
      },
    },
  },
  "encode-failed": {
    title: "The cutout could not be written in this format",
    sentence: "The format cannot hold it, or its encoder failed.",
    advice: "Choose PNG as the format, then press Retry.",
    retryCanHelp: true,
    cases: {
      side: {
        sentence: ({ format, width, height, max_side: most }) =>
          `The photo is ${pixelSize(width, height)} pixels, and one side of a ${format} has at most ${wholeNumber(most)}.`,
      },
      pixels: {
        sentence: ({ format, width, height, max_pixels: most }) =>
          `The photo is ${pixelSize(width, height)} pixels (${megapixels(width * height)}), and the ${format} encoder has memory for ${megapixels(most)}.`,
        advice: "Choose PNG or WebP as the format, then press Retry.",
      },
      "not-written": {
        sentence: ({ format, width, height }) =>
          `The ${format} encoder made no file of ${pixelSize(width, height)} pixels.`,
        advice: ({ format }) => (format === "PNG" ? TRY_AND_REPORT : "Choose PNG as the format, then press Retry."),
      },
    },
  },
  "encode-verification-failed": {
    title: "The finished file did not pass its check",
    sentence: "It is not what it should be, so it is not offered.",
    advice: TRY_AND_REPORT,
    retryCanHelp: true,
    cases: {
      cutout: {
        sentence: ({ format }) => `The ${format} file is not what it should be, so it is not offered.`,
        advice: ({ format }) => (format === "PNG" ? TRY_AND_REPORT : "Try again. If it fails again, choose PNG."),
      },
      matte: { sentence: "The outline of the subject could not be written as it should be." },
    },
  },
};
