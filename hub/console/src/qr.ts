/** A QR code for a camera, with the blank margin that it needs. The rows are modules, '1' is dark. */
export function qrPicture(rows: string[], label: string): SVGElement {
  const space = "http://www.w3.org/2000/svg", margin = 4, size = rows.length + 2 * margin;
  const picture = document.createElementNS(space, "svg"), dark = document.createElementNS(space, "path");
  const modules = rows.flatMap((row, y) => [...row].map((bit, x) => (bit === "1" ? `M${x + margin},${y + margin}h1v1h-1z` : "")));
  dark.setAttribute("d", modules.join(""));
  picture.setAttribute("viewBox", `0 0 ${size} ${size}`);
  picture.setAttribute("class", "qr");
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", label);
  picture.append(dark);
  return picture;
}
