/** Every command of `plumb`, for its help and for the check that documents name only what exists. */
export const commands: Readonly<Record<string, { readonly summary: string }>> = {
  start: { summary: "Run the demo on the embedded database, or on DATABASE_URL" },
  init: { summary: "Write a settings file with fresh secrets: [--dir DIR] [--external]" },
  migrate: { summary: "Bring the database up to this version: [--plan]" },
  serve: { summary: "Run production: no demo, no default passwords: [--settings FILE]" },
  "organization create": {
    summary:
      "Make an organisation and its first administrator: --name NAME --zone ZONE --username NAME --email ADDRESS",
  },
  doctor: { summary: "Say what is wrong here and how to mend it: [--json]" },
  bench: {
    summary:
      "Measure lists, reads, creates and sign-ins on a generated database: [--json] [--seconds N] [--soak [MINUTES]]",
  },
  backup: {
    summary:
      "Back up everything, encrypted, while Plumbline serves: FILE [--recipient AGE] [--passphrase-file FILE] [--keep RULE]",
  },
  "backup key": { summary: "Make the key that opens backups, and say what to back up to: FILE" },
  "backup prune": {
    summary: 'Remove the backups that a rule does not keep: FOLDER --keep "7 daily, 4 weekly"',
  },
  "backup verify": {
    summary: "Prove a backup by a trial restore: FILE --identity FILE [--quick] [--key BASE64]",
  },
  restore: {
    summary: "Restore a backup into an empty folder or database: FILE --identity FILE",
  },
  sbom: { summary: "Write the bill of materials of this version (CycloneDX 1.6): [FILE]" },
  "advisories update": {
    summary:
      "Ask the registry which packages have advisories, and carry the answer with the sources",
  },
  "schema check": {
    summary: "Prove over the catalogue that every table obeys the rules of the house",
  },
  "schema draft": {
    summary: "Print the first migration of a declared record type, to be edited: TYPE",
  },
  "machines lock": { summary: "Lock the new versions of the record types' machines" },
  "schema types": { summary: "Write the table types from the migrated database" },
  "log export": { summary: "Write an organisation's log to a file: --org ID|NAME --out FILE" },
  "log verify": { summary: "Verify an exported log: FILE [--since CHECKPOINT] [--key BASE64]" },
  "person reset": {
    summary:
      "Reset password and second factor together, by two people: --username NAME --requested-by NAME --approved-by NAME",
  },
  "log mend": { summary: "Grow a log's tree anew that was changed past Plumbline: --org ID" },
  "person erase": {
    summary: "Blank what identifies a person, in the tables and in the log: --username NAME",
  },
};
