import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { MOST_BYTES, readPicture } from "./organization-picture.ts";
import { chunk, exif, jpeg, png, webp } from "../../test/pictures.ts";

const script = "<script>alert(1)</script>";

describe("a picture that is taken", () => {
  it.each([
    ["a PNG", png({ width: 30, height: 20 }), "image/png"],
    ["a JPEG", jpeg(30, 20), "image/jpeg"],
    ["a lossy WebP", webp(30, 20), "image/webp"],
    ["a lossless WebP", webp(30, 20, { lossless: true }), "image/webp"],
  ])("is %s, stored as it came", (_, file, type) => {
    expect(readPicture(file)).toEqual({ type, width: 30, height: 20, content: file });
  });

  it.each([
    [
      "a PNG's comment",
      png({ width: 30, height: 20, extra: [chunk("tEXt", Buffer.from(`a\0${script}`))] }),
      png({ width: 30, height: 20 }),
    ],
    [
      "what stands behind a PNG",
      Buffer.concat([png({ width: 30, height: 20 }), Buffer.from(script)]),
      png({ width: 30, height: 20 }),
    ],
    ["where a JPEG was taken", jpeg(30, 20, [exif(script)]), jpeg(30, 20)],
    ["what stands behind a JPEG", Buffer.concat([jpeg(30, 20), Buffer.from(script)]), jpeg(30, 20)],
    ["what stands behind a WebP", Buffer.concat([webp(30, 20), Buffer.from(script)]), webp(30, 20)],
    [
      "where a WebP was taken",
      webp(30, 20, { after: [["EXIF", Buffer.from(script)]] }),
      webp(30, 20),
    ],
  ])("loses %s", (_, file, left) => {
    expect(readPicture(file)).toMatchObject({ content: left });
  });

  it("keeps the transparency of a lossy WebP", () => {
    const file = webp(30, 20, {
      before: [
        ["VP8X", Buffer.alloc(10)],
        ["ALPH", Buffer.from("alpha")],
      ],
    });
    const read = readPicture(file);
    expect(typeof read === "object" && read.content.includes("ALPH")).toBe(true);
    expect(typeof read === "object" && readPicture(read.content)).toEqual(read);
  });
});

describe("a picture that is refused", () => {
  const other = "This is no PNG, JPEG or WebP picture. Save the logo as PNG and send it again.";
  const damaged =
    "The picture is damaged or moves. Open it, save it as a plain PNG and send it again.";
  it.each([
    ["an SVG", Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`), other],
    ["a page", Buffer.from(`<!doctype html>${script}`), other],
    ["a GIF", Buffer.from("GIF89a\x01\0\x01\0", "latin1"), other],
    ["nothing", Buffer.alloc(0), other],
    [
      "a page that begins as a PNG",
      Buffer.concat([png({ width: 1, height: 1 }).subarray(0, 8), Buffer.from(script)]),
      damaged,
    ],
    [
      "a page that begins as a JPEG",
      Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.from(script)]),
      damaged,
    ],
    [
      "a page that begins as a WebP",
      Buffer.concat([Buffer.from("RIFF\x40\0\0\0WEBP", "latin1"), Buffer.from(script)]),
      damaged,
    ],
    ["a PNG without pixels", png({ width: 1, height: 1 }).subarray(0, 33), damaged],
    ["a WebP that moves", webp(30, 20, { after: [["VP8 ", Buffer.alloc(12)]] }), damaged],
    [
      "a PNG bomb",
      png({ width: 1, height: 1 }, { width: 65_000, height: 65_000 }),
      "The picture is 65000 by 65000 pixels. Make it at most 1024 by 1024.",
    ],
    [
      "a JPEG bomb",
      jpeg(65_000, 65_000),
      "The picture is 65000 by 65000 pixels. Make it at most 1024 by 1024.",
    ],
    [
      "a WebP bomb",
      webp(16_000, 16_000, { lossless: true }),
      "The picture is 16000 by 16000 pixels. Make it at most 1024 by 1024.",
    ],
    [
      "one pixel too wide",
      png({ width: 1_025, height: 1 }),
      "The picture is 1025 by 1 pixels. Make it at most 1024 by 1024.",
    ],
    [
      "a PNG of no height",
      png({ width: 1, height: 1 }, { width: 1, height: 0 }),
      "The picture is 1 by 0 pixels. Make it at most 1024 by 1024.",
    ],
    [
      "one byte too large",
      Buffer.alloc(MOST_BYTES + 1),
      "The picture is larger than 256 KB. Save it smaller.",
    ],
  ])("is %s", (_, file, sentence) => {
    expect(readPicture(file)).toBe(sentence);
  });

  it("has one wrong bit in a PNG's header", () => {
    const file = png({ width: 30, height: 20 });
    file[18] = 0xff;
    expect(readPicture(file)).toBe(damaged);
  });
});

describe("whatever is cut, mixed or made up", () => {
  const whole = [
    png({ width: 30, height: 20 }),
    jpeg(30, 20),
    webp(30, 20),
    webp(9, 9, { lossless: true }),
  ];
  it("is read to an end without a fault of ours", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...whole),
        fc.nat(400),
        fc.array(fc.record({ at: fc.nat(400), byte: fc.nat(255) }), { maxLength: 6 }),
        (file, cut, changes) => {
          const bytes = Buffer.from(file.subarray(0, Math.max(1, file.length - cut)));
          for (const { at, byte } of changes) bytes[at % bytes.length] = byte;
          const read = readPicture(bytes);
          if (typeof read === "string") return;
          expect(Math.max(read.width, read.height)).toBeLessThanOrEqual(1_024);
          expect(readPicture(read.content)).toEqual(read);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
