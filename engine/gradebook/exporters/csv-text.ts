/** By these a spreadsheet takes a field for a formula (OWASP, "CSV Injection"); names of students and files come from strangers. */
const formula = /^[=+\-@\t\r]/;

/** A CSV file (RFC 4180), with the byte order mark by which spreadsheets know UTF-8. */
export function csvText(rows: readonly (readonly (string | number)[])[]): string {
  return `\ufeff${rows.map((row) => row.map(field).join(',')).join('\r\n')}\r\n`;
}

function field(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = formula.test(value) ? `'${value}` : value;
  return /[",;\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
