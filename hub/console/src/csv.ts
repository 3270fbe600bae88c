/** Tables of text, as spreadsheet programs write them. */
/** A CSV table with a heading: RFC 4180, with commas or semicolons. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const divider = /^[^\n]*;/.test(text.replace(/"[^"]*"/g, "")) && !/^[^\n]*,/.test(text.replace(/"[^"]*"/g, "")) ? ";" : ",";
  let [value, isQuoted] = ["", false];
  const end = (): void => void (rows[rows.length - 1]?.push(value), (value = ""));
  for (let i = 0; i < text.length; i++) {
    const letter = text[i] as string;
    if (isQuoted && letter === '"' && text[i + 1] === '"') value += text[++i];
    else if (letter === '"') isQuoted = !isQuoted;
    else if (!isQuoted && letter === divider) end();
    else if (!isQuoted && letter === "\n") (end(), rows.push([]));
    else if (isQuoted || letter !== "\r") value += letter;
  }
  end();
  return rows.filter((row) => row.some((cell) => cell.trim() !== ""));
}
