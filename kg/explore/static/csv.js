// Tables as CSV files that a spreadsheet opens without running what a document says.
function csv(columns, rows) {
  const cell = (value) => { const text = String(value ?? ""); return `"${(/^[=+@\t\r-]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`; };
  return [columns, ...rows.map((row) => columns.map((column) => row[column]))].map((line) => line.map(cell).join(",")).join("\r\n");
}
function downloadCsv(columns, rows, name) { hand(new Blob(["\ufeff", csv(columns, rows)], { type: "text/csv" }), name); }
